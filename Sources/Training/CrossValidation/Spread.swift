import Foundation

/// How a score varies between folds.
public struct Spread: Sendable, Equatable, Codable {
  /// The score, as `metrics.json` names it.
  public let metric: String
  /// The mean over the folds in which it is defined; nil if there is none.
  public let mean: Double?
  /// The standard deviation between folds (divisor n − 1); nil with fewer than two.
  public let standardDeviation: Double?
  /// The least value.
  public let minimum: Double?
  /// The greatest value: never to be quoted alone.
  public let maximum: Double?
  /// The folds in which it is defined.
  public let folds: Int

  enum CodingKeys: String, CodingKey {
    case metric, mean, minimum, maximum, folds
    case standardDeviation = "standard_deviation"
  }

  /// Describes values, nil where undefined.
  public init(_ metric: String, _ values: [Double?]) {
    let defined = values.compactMap { $0 }
    let mean = defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    self.metric = metric
    self.mean = mean
    standardDeviation =
      mean.flatMap { mean in
        defined.count < 2
          ? nil
          : (defined.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(defined.count - 1)).squareRoot()
      }
    minimum = defined.min()
    maximum = defined.max()
    folds = defined.count
  }

  /// The scores of folds that are spread.
  static func all(_ folds: [ScoreSummary]) -> [Spread] {
    [
      Spread("balanced_accuracy", folds.map(\.balancedAccuracy.value)), Spread("auroc", folds.map(\.auroc.value)),
      Spread("accuracy", folds.map(\.accuracy.value)), Spread("macro_f1", folds.map(\.macroF1.value)),
      Spread("sensitivity", folds.map(\.sensitivity.value)), Spread("specificity", folds.map(\.specificity.value)),
      Spread("majority_accuracy", folds.map(\.majorityAccuracy)),
    ]
  }

  /// The mean and deviation to three decimals.
  var words: String {
    TextTable.number(mean) + (standardDeviation.map { " ± \(TextTable.number($0))" } ?? "")
  }

  /// The metric in words.
  var name: String {
    metric == "auroc"
      ? "AUROC" : metric.replacingOccurrences(of: "_", with: " ").replacingOccurrences(of: " f1", with: " F1")
  }
}
