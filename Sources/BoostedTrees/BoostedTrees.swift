internal import CXGBoost
public import Core
public import Foundation

/// What can go wrong in `BoostedTrees`.
public enum BoostedTreesErrorCode: FailureCode {
  /// XGBoost refused its work.
  case library
  /// Samples, labels and weights do not fit one another.
  case badData
  /// A model cannot be read.
  case badModel
  /// The user has asked the program to end.
  case interrupted

  public var exitStatus: ExitStatus {
    switch self {
    case .library: .missingComponent
    case .badData, .badModel: .badData
    case .interrupted: .interrupted
    }
  }
}

/// An error from `BoostedTrees`.
public typealias BoostedTreesError = Failure<BoostedTreesErrorCode>

/// How trees are grown (Chen and Guestrin 2016).
public struct BoostedTreeSettings: Sendable, Codable, Equatable {
  /// The number of rounds; each adds a tree a class.
  public var rounds: Int
  /// The greatest depth of a tree.
  public var depth: Int
  /// By how much each tree is shrunk.
  public var learningRate: Double

  /// Settings for some hundred samples.
  public init(rounds: Int = 100, depth: Int = 3, learningRate: Double = 0.1) {
    self.rounds = rounds
    self.depth = depth
    self.learningRate = learningRate
  }

  /// Whether the numbers make sense.
  public var isValid: Bool {
    (1...100_000).contains(rounds) && (1...30).contains(depth) && (0...1).contains(learningRate)
  }
}

/// Gradient-boosted trees for classes, by XGBoost.
///
/// On one thread: sums are rounded in one order, and the trees are the same bytes on every run.
public final class BoostedTrees {
  private let booster: Booster
  private let classes: Int
  private let width: Int

  /// Grows trees on samples of `width` numbers.
  /// - Parameters:
  ///   - samples: the numbers of all samples, one sample after the other.
  ///   - labels: the class of each.
  ///   - weights: how much each counts.
  /// - Throws: `BoostedTreesError` `.badData` if they do not fit one another, `.library` if XGBoost refuses, `.interrupted` if
  ///   the user asked to stop.
  public init(
    fitting samples: [Float], width: Int, labels: [Int], weights: [Float], classes: Int, settings: BoostedTreeSettings
  ) throws(BoostedTreesError) {
    guard width > 0, !labels.isEmpty, samples.count == labels.count * width, weights.count == labels.count, classes > 1,
      labels.allSatisfy({ (0..<classes).contains($0) }), settings.isValid
    else { throw BoostedTreesError(.badData, "samples, labels and weights do not fit one another.") }
    let matrix = try SampleMatrix(samples, width: width)
    try matrix.set("label", labels.map { Float($0) })
    try matrix.set("weight", weights)
    booster = try Booster(trainedOn: matrix)
    let parameters = [
      ("objective", "multi:softprob"), ("num_class", "\(classes)"), ("max_depth", "\(settings.depth)"),
      ("eta", "\(settings.learningRate)"), ("tree_method", "exact"), ("nthread", "1"), ("seed", "0"),
      ("verbosity", "0"),
    ]
    for (name, value) in parameters { try booster.set(name, value) }
    for round in 0..<settings.rounds {
      if Interruption.isRequested {
        throw BoostedTreesError(.interrupted, "stopped as asked. Run the same command again.")
      }
      try booster.update(round: round, on: matrix)
    }
    (self.classes, self.width) = (classes, width)
  }

  /// Reads what ``json()`` gave.
  /// - Throws: `BoostedTreesError` `.badModel` if it is something else.
  public init(json: Data, width: Int, classes: Int) throws(BoostedTreesError) {
    booster = try Booster(json: json)
    try booster.set("nthread", "1")
    guard try booster.featureCount() == width else {
      throw BoostedTreesError(.badModel, "the trees were grown on another number of features than \(width).")
    }
    (self.classes, self.width) = (classes, width)
  }

  /// One row of class probabilities a sample.
  /// - Throws: `BoostedTreesError`.
  public func probabilities(of samples: [Float]) throws(BoostedTreesError) -> [[Float]] {
    guard samples.count % width == 0 else { throw BoostedTreesError(.badData, "samples have \(width) numbers each.") }
    if samples.isEmpty { return [] }
    let values = try booster.predict(SampleMatrix(samples, width: width))
    guard values.count == samples.count / width * classes else {
      throw BoostedTreesError(.badModel, "the trees answer for another number of classes than \(classes).")
    }
    return stride(from: 0, to: values.count, by: classes).map { Array(values[$0..<($0 + classes)]) }
  }

  /// The trees in XGBoost's own JSON.
  /// - Throws: `BoostedTreesError` `.library`.
  public func json() throws(BoostedTreesError) -> Data { try booster.json() }
}
