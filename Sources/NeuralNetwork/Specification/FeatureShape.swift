/// The shape of one sample between two layers: channels of pictures, or a plain vector.
public enum FeatureShape: Codable, Sendable, Equatable, CustomStringConvertible {
  /// `channels` pictures of `height × width`, stored channel by channel, row by row.
  case map(channels: Int, height: Int, width: Int)
  /// A vector of `count` values.
  case vector(count: Int)

  /// The number of values of one sample.
  public var count: Int {
    switch self {
    case .map(let channels, let height, let width): channels * height * width
    case .vector(let count): count
    }
  }

  /// The number of channels of a map, or of values of a vector.
  public var channels: Int {
    switch self {
    case .map(let channels, _, _): channels
    case .vector(let count): count
    }
  }

  public var description: String {
    switch self {
    case .map(let channels, let height, let width): "\(channels)×\(height)×\(width)"
    case .vector(let count): "vector of \(count)"
    }
  }

  /// The lengths of the axes of a batch of such samples.
  func dimensions(batch: Int) -> [Int] {
    switch self {
    case .map(let channels, let height, let width): [batch, channels, height, width]
    case .vector(let count): [batch, count]
    }
  }
}

/// A height and a width, in elements; an integer literal stands for a square.
public struct Extent: Codable, Sendable, Equatable, ExpressibleByIntegerLiteral {
  /// The number of rows.
  public var height: Int
  /// The number of columns.
  public var width: Int

  /// Makes an extent of `height` rows and `width` columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  public init(integerLiteral side: Int) { self.init(height: side, width: side) }
}
