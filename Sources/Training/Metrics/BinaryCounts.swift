/// How often disease and health were told apart, and the scores of screening that follow; nil where nothing is divided.
public struct BinaryCounts: Sendable, Equatable, Codable {
  /// Diseased and found.
  public var truePositives: Int
  /// Diseased and missed.
  public var falseNegatives: Int
  /// Healthy and alarmed.
  public var falsePositives: Int
  /// Healthy and left alone.
  public var trueNegatives: Int

  enum CodingKeys: String, CodingKey {
    case truePositives = "true_positives"
    case falseNegatives = "false_negatives"
    case falsePositives = "false_positives"
    case trueNegatives = "true_negatives"
  }

  /// Makes counts.
  public init(truePositives: Int = 0, falseNegatives: Int = 0, falsePositives: Int = 0, trueNegatives: Int = 0) {
    self.truePositives = truePositives
    self.falseNegatives = falseNegatives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
  }

  /// Counts yes and no.
  public init(positives: [Bool], predicted: [Bool], weights: [Int]? = nil) {
    self.init()
    for index in positives.indices {
      let weight = weights?[index] ?? 1
      switch (positives[index], predicted[index]) {
      case (true, true): truePositives += weight
      case (true, false): falseNegatives += weight
      case (false, true): falsePositives += weight
      case (false, false): trueNegatives += weight
      }
    }
  }

  /// The share of the diseased that is found.
  public var sensitivity: Double? { share(truePositives, falseNegatives) }
  /// The share of the healthy that is left alone.
  public var specificity: Double? { share(trueNegatives, falsePositives) }
  /// The share of alarms that is right (positive predictive value).
  public var precision: Double? { share(truePositives, falsePositives) }
  /// The share of the left alone that is healthy (negative predictive value).
  public var negativePredictiveValue: Double? { share(trueNegatives, falseNegatives) }
  /// The mean of sensitivity and specificity: MAcc of the 2016 challenge without quality labels.
  public var meanAccuracy: Double? {
    guard let sensitivity, let specificity else { return nil }
    return (sensitivity + specificity) / 2
  }
  /// The harmonic mean of precision and sensitivity.
  public var f1: Double? { share(2 * truePositives, falsePositives + falseNegatives) }
  /// All that was counted.
  public var total: Int { truePositives + falseNegatives + falsePositives + trueNegatives }

  private func share(_ part: Int, _ rest: Int) -> Double? {
    part + rest > 0 ? Double(part) / Double(part + rest) : nil
  }
}

extension ConfusionMatrix {
  /// The counts of telling one healthy class from all others: one disease taken for another is found all the same.
  public func detection(healthy: Int) -> BinaryCounts {
    var result = BinaryCounts()
    for (truth, row) in counts.enumerated() {
      for (predicted, count) in row.enumerated() {
        switch (truth == healthy, predicted == healthy) {
        case (false, false): result.truePositives += count
        case (false, true): result.falseNegatives += count
        case (true, false): result.falsePositives += count
        case (true, true): result.trueNegatives += count
        }
      }
    }
    return result
  }
}

/// The class of healthy recordings among the names that collections use.
public enum HealthyClass {
  private static let names = ["normal", "healthy", "absent", "n", "n_new", "negative", "nor"]

  /// The position of the healthy class; nil where no name says so.
  public static func position(in classes: [String]) -> Int? {
    let lowercase = classes.map { $0.lowercased() }
    return names.lazy.compactMap { lowercase.firstIndex(of: $0) }.first
  }
}
