import Core

/// Numbers that were made outside of training and stand in arrays: aligned pairs or embeddings.
public struct ArrayInput: Sendable, Codable, Equatable {
  /// The numbers of a sample.
  public var count: Int

  /// Samples of `count` numbers.
  public init(count: Int) { self.count = count }

  /// Whether the value makes sense.
  var isValid: Bool { (1...1 << 26).contains(count) }
}

/// What the shape of an array means.
enum ArrayMeaning {
  /// The whole array is one sample: frames × 2 of aligned pairs.
  case whole
  /// Every row of it is one sample: patches × numbers of embeddings; a vector is one row.
  case rows

  /// The numbers of a sample of an array of that shape.
  func sampleCount(of shape: [Int]) -> Int {
    switch self {
    case .whole: shape.reduce(1, *)
    case .rows: shape.last ?? 1
    }
  }
}
