/// The few scores that make one set of answers comparable with another: what tables of parts and of baselines show.
public struct ScoreSummary: Sendable, Equatable, Codable {
  /// The number of recordings.
  public let recordings: Int
  /// The number of groups they come from.
  public let groups: Int
  /// The share of right answers.
  public let accuracy: Measure
  /// The accuracy of always naming these recordings' commonest class.
  public let majorityAccuracy: Double
  /// The mean recall of the classes that occur.
  public let balancedAccuracy: Measure
  /// The mean F1 of the classes that occur.
  public let macroF1: Measure
  /// The area under the ROC curve; undefined unless all classes occur.
  public let auroc: Measure
  /// The share of the diseased that is found.
  public let sensitivity: Measure
  /// The share of the healthy that is left alone.
  public let specificity: Measure

  enum CodingKeys: String, CodingKey {
    case recordings, groups, accuracy, auroc, sensitivity, specificity
    case majorityAccuracy = "majority_accuracy"
    case balancedAccuracy = "balanced_accuracy"
    case macroF1 = "macro_f1"
  }

  /// Takes the scores out of a report.
  public init(_ report: ClassificationReport) {
    recordings = report.recordings
    groups = report.groups
    accuracy = Measure(report.accuracy, interval: report.accuracyInterval)
    majorityAccuracy = report.majorityAccuracy
    balancedAccuracy = Measure(report.balancedAccuracy, interval: report.balancedAccuracyInterval)
    macroF1 = Measure(report.macroF1, interval: report.macroF1Interval)
    auroc = Measure(report.auroc, interval: report.aurocInterval)
    sensitivity = report.detection?.sensitivity ?? Measure(nil)
    specificity = report.detection?.specificity ?? Measure(nil)
  }
}
