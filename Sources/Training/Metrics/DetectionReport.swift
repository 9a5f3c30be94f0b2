import Core

/// How well disease is told from health, with the official challenge scores where classes allow them.
public struct DetectionReport: Sendable, Equatable, Codable {
  /// The class that counts as healthy; all others are disease.
  public let healthyClass: String
  /// How often which answer was given.
  public let counts: BinaryCounts
  /// The share of the diseased that is found.
  public let sensitivity: Measure
  /// The share of the healthy that is left alone.
  public let specificity: Measure
  /// The mean of both: the plain MAcc.
  public let meanAccuracy: Measure
  /// The share of alarms that is right.
  public let precision: Double?
  /// The share of the left alone that is healthy.
  public let negativePredictiveValue: Double?
  /// The area under the ROC curve of disease against health.
  public let auroc: Measure
  /// MAcc of the 2016 challenge, with quality weights and "unsure".
  public let meanAccuracy2016: Measure
  /// Recordings known to be noisy; nil where nobody has said, so that all count as clean.
  public let noisyRecordings: Int?
  /// Weighted accuracy of the 2022 challenge; undefined for classes it does not have.
  public let weightedAccuracy2022: Measure
  /// Cost a patient of the 2022 challenge; undefined for classes it does not have.
  public let cost2022: Measure

  enum CodingKeys: String, CodingKey {
    case healthyClass = "healthy_class"
    case counts, sensitivity, specificity, precision, auroc
    case meanAccuracy = "mean_accuracy"
    case negativePredictiveValue = "negative_predictive_value"
    case meanAccuracy2016 = "cinc2016_mean_accuracy"
    case noisyRecordings = "noisy_recordings"
    case weightedAccuracy2022 = "circor2022_weighted_accuracy"
    case cost2022 = "circor2022_cost"
  }

  /// Takes the scores of one set of recordings with the intervals of ``ClassificationReport/Scores/summary`` from the seventh on.
  /// - Returns: nil where no class is healthy.
  init?(
    _ scores: ClassificationReport.Scores, intervals: [Interval?], healthyClass: String?, noisyRecordings: Int?,
    groups: (diseased: Int, healthy: Int)
  ) {
    guard let healthyClass, let counts = scores.detection else { return nil }
    self.healthyClass = healthyClass
    self.counts = counts
    sensitivity = Measure(
      counts.sensitivity,
      interval: ClassificationReport.proportion(counts.sensitivity, intervals[0], groups: groups.diseased))
    specificity = Measure(
      counts.specificity,
      interval: ClassificationReport.proportion(counts.specificity, intervals[1], groups: groups.healthy))
    meanAccuracy = Measure(counts.meanAccuracy, interval: intervals[2])
    precision = counts.precision
    negativePredictiveValue = counts.negativePredictiveValue
    auroc = Measure(scores.detectionAUROC, interval: intervals[3])
    meanAccuracy2016 = Measure(scores.meanAccuracy2016, interval: intervals[4])
    self.noisyRecordings = noisyRecordings
    weightedAccuracy2022 = Measure(scores.weightedAccuracy2022, interval: intervals[5])
    cost2022 = Measure(scores.cost2022, interval: intervals[6])
  }
}
