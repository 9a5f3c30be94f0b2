import Core

/// A way to choose the probability of disease from which on a recording counts as diseased.
public enum ThresholdRule: String, Sendable, Codable, CaseIterable {
  /// One half, whatever the data.
  case half
  /// The largest sum of sensitivity and specificity (Youden, 1950).
  case youden
  /// The largest F1 of disease.
  case f1
  /// The largest threshold that finds 90 % of the diseased.
  case sensitivity90 = "sensitivity_90"
  /// The largest threshold that finds 95 % of the diseased.
  case sensitivity95 = "sensitivity_95"
  /// The smallest threshold that leaves 90 % of the healthy alone.
  case specificity90 = "specificity_90"

  /// In words.
  public var words: String {
    switch self {
    case .half: "one half"
    case .youden: "largest Youden index"
    case .f1: "largest F1"
    case .sensitivity90: "sensitivity of at least 0.90"
    case .sensitivity95: "sensitivity of at least 0.95"
    case .specificity90: "specificity of at least 0.90"
    }
  }

  /// The threshold that the rule chooses on recordings; those with a score of at least it count as diseased.
  /// - Returns: nil unless there are diseased and healthy recordings, with scores that are numbers.
  public func threshold(positives: [Bool], scores: [Double]) -> Double? {
    guard let curve = ScoreRanking(positives: positives, scores: scores)?.rocCurve, !curve.isEmpty else { return nil }
    // Of equals, the largest threshold.
    func best(_ value: (ScoreRanking.ROCPoint) -> Double) -> Double? {
      curve.reduce(nil as ScoreRanking.ROCPoint?) { best, point in
        if let best, value(best) >= value(point) { return best }
        return point
      }?.threshold
    }
    let (diseased, healthy) = (Double(positives.count { $0 }), Double(positives.count { !$0 }))
    switch self {
    case .half: return 0.5
    case .youden: return best { $0.truePositiveRate - $0.falsePositiveRate }
    case .f1:
      return best { point in
        let found = point.truePositiveRate * diseased
        return 2 * found / (diseased + found + point.falsePositiveRate * healthy)
      }
    case .sensitivity90: return curve.first { $0.truePositiveRate >= 0.9 }?.threshold
    case .sensitivity95: return curve.first { $0.truePositiveRate >= 0.95 }?.threshold
    case .specificity90: return curve.last { $0.falsePositiveRate <= 0.1 }?.threshold
    }
  }
}

/// What thresholds that were chosen on other recordings do on these.
public struct ThresholdTable: Sendable, Equatable, Codable {
  /// One threshold's scores.
  public struct Row: Sendable, Equatable, Codable {
    enum CodingKeys: String, CodingKey {
      case rule, threshold, counts, sensitivity, specificity, precision, f1
      case negativePredictiveValue = "negative_predictive_value"
    }

    /// How it was chosen.
    public let rule: ThresholdRule
    /// The threshold; nil where each fold has its own, or nobody is to be alarmed.
    public let threshold: Double?
    /// The answers.
    public let counts: BinaryCounts
    /// The share of the diseased that is found.
    public let sensitivity: Measure
    /// The share of the healthy that is left alone.
    public let specificity: Measure
    /// The share of alarms that is right.
    public let precision: Double?
    /// The share of the left alone that is healthy.
    public let negativePredictiveValue: Double?
    /// The harmonic mean of precision and sensitivity.
    public let f1: Double?
  }

  enum CodingKeys: String, CodingKey {
    case rows
    case chosenOn = "chosen_on"
  }

  /// Which recordings the thresholds were chosen on.
  public let chosenOn: String
  /// One row a rule.
  public let rows: [Row]

  /// Scores recordings under thresholds that other recordings have chosen.
  /// - Parameters:
  ///   - thresholds: by rule, the threshold of each recording, which its fold may decide.
  ///   - chosenOn: which recordings have chosen them.
  public init(
    positives: [Bool], scores: [Double], groups: [String], thresholds: [(rule: ThresholdRule, values: [Double])],
    chosenOn: String, resamples: Int = 1000, seed: UInt64
  ) {
    self.chosenOn = chosenOn
    let bootstrap = GroupBootstrap(groups: groups, resamples: resamples, seed: seed)
    rows = thresholds.map { rule, values in
      let predicted = zip(scores, values).map { $0 >= $1 }
      let counts = BinaryCounts(positives: positives, predicted: predicted)
      let intervals = bootstrap.intervals { weights in
        let counts = BinaryCounts(positives: positives, predicted: predicted, weights: weights)
        return [counts.sensitivity, counts.specificity]
      }
      func groupCount(_ side: Bool) -> Int {
        Set(positives.indices.lazy.filter { positives[$0] == side }.map { groups[$0] }).count
      }
      return Row(
        rule: rule, threshold: Set(values).count == 1 && values[0].isFinite ? values[0] : nil, counts: counts,
        sensitivity: Measure(
          counts.sensitivity,
          interval: ClassificationReport.proportion(counts.sensitivity, intervals[0], groups: groupCount(true))),
        specificity: Measure(
          counts.specificity,
          interval: ClassificationReport.proportion(counts.specificity, intervals[1], groups: groupCount(false))),
        precision: counts.precision, negativePredictiveValue: counts.negativePredictiveValue, f1: counts.f1)
    }
  }
}
