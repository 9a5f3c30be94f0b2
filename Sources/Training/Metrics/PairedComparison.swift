import Core

/// Two classifiers on the same recordings: by how much the second is better, and whether chance can explain it.
public struct PairedComparison: Sendable, Equatable, Codable {
  /// One score of both.
  public struct Difference: Sendable, Equatable, Codable {
    /// The score, as `metrics.json` names it.
    public let metric: String
    /// The first one's.
    public let first: Double?
    /// The second one's.
    public let second: Double?
    /// The second one's less the first one's, with its interval from drawing the same groups for both.
    public let difference: Measure
    /// The two-sided share of draws in which the difference has the other sign or is none; nil where undefined, or where all
    /// draws came to the same that is not 0.
    public let probability: Double?

    enum CodingKeys: String, CodingKey {
      case metric, first, second, difference
      case probability = "p_value"
    }
  }

  /// The classes.
  public let classes: [String]
  /// The recordings that both have judged.
  public let recordings: Int
  /// Their groups.
  public let groups: Int
  /// One entry a score.
  public let differences: [Difference]
  /// Whether both are right equally often.
  public let mcnemar: McNemarTest
  /// Whether both areas under the ROC curve of disease (or of the second of two classes) are equal.
  public let delong: DeLongTest?

  /// Compares probabilities of the same recordings.
  /// - Precondition: the arrays have one length, and every row has one probability a class.
  public init(
    truth: [Int], first: [[Double]], second: [[Double]], classes: [String], groups: [String], resamples: Int = 1000,
    seed: UInt64
  ) {
    precondition(truth.count == first.count && truth.count == second.count, "one row of each a recording")
    typealias Scorer = ClassificationReport.Scorer
    let scorers = [first, second].map {
      Scorer(truth: truth, probabilities: $0, classes: classes, context: ScoringContext())
    }
    let briers = [first, second].map { rows in
      zip(truth, rows).map { Calibration.brierScore(truth: [$0], probabilities: [$1]) }
    }
    func values(_ which: Int, _ weights: [Int]?) -> [Double?] {
      scorers[which].scores(weights: weights).compared + [Self.mean(briers[which], weights)]
    }
    let bootstrap = GroupBootstrap(groups: groups, resamples: resamples, seed: seed)
    let samples = bootstrap.samples { Self.differences(values(0, $0), values(1, $0)) }
    let (a, b) = (values(0, nil), values(1, nil))
    let healthy = classes.count > 1 ? HealthyClass.position(in: classes) : nil
    self.classes = classes
    recordings = truth.count
    self.groups = bootstrap.groupCount
    let whole = Self.differences(a, b)
    differences = Self.metrics.indices.map { index in
      Difference(
        metric: Self.metrics[index], first: a[index], second: b[index],
        difference: Measure(
          whole[index],
          interval: samples[index].map {
            Interval(
              lower: GroupBootstrap.quantile(0.025, ofSorted: $0), upper: GroupBootstrap.quantile(0.975, ofSorted: $0))
          }),
        probability: samples[index].map(Self.probability) ?? (whole[index] == 0 ? 1 : nil))
    }
    mcnemar = McNemarTest(
      truth: truth, first: first.map(Calibration.mostProbable), second: second.map(Calibration.mostProbable))
    // The healthy class's complement is what ranks disease; of two nameless classes the second.
    let (label, sign) = healthy.map { ($0, -1.0) } ?? (1, 1.0)
    delong =
      healthy == nil && classes.count != 2
      ? nil
      : DeLongTest(
        positives: truth.map { healthy == nil ? $0 == label : $0 != label }, first: first.map { sign * $0[label] },
        second: second.map { sign * $0[label] })
  }

  /// What is compared.
  static let metrics = [
    "accuracy", "balanced_accuracy", "macro_f1", "matthews_correlation", "auroc", "auprc", "sensitivity",
    "specificity", "brier_score",
  ]

  private static func differences(_ a: [Double?], _ b: [Double?]) -> [Double?] {
    zip(a, b).map { a, b in
      guard let a, let b else { return nil }
      return b - a
    }
  }

  private static func mean(_ values: [Double?], _ weights: [Int]?) -> Double? {
    guard values.allSatisfy({ $0 != nil }) else { return nil }
    let sums = values.enumerated().reduce((sum: 0.0, weight: 0)) { sums, item in
      let weight = weights?[item.offset] ?? 1
      return (sums.sum + Double(weight) * (item.element ?? 0), sums.weight + weight)
    }
    return sums.weight > 0 ? sums.sum / Double(sums.weight) : nil
  }

  /// Counts the null draw in, so that it is never 0.
  private static func probability(_ draws: [Double]) -> Double {
    let (below, above) = (draws.count { $0 <= 0 }, draws.count { $0 >= 0 })
    return min(1, 2 * Double(min(below, above) + 1) / Double(draws.count + 1))
  }
}

extension ClassificationReport.Scores {
  /// What ``PairedComparison`` compares, but for the Brier score.
  fileprivate var compared: [Double?] {
    [
      matrix.accuracy, matrix.balancedAccuracy, matrix.macroF1, matrix.matthewsCorrelation, auroc, auprc,
      detection?.sensitivity, detection?.specificity,
    ]
  }
}
