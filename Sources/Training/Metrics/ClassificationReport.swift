public import Core
public import Foundation

/// How well a classifier does on one set of recordings: what `metrics.json` holds.
///
/// Intervals are 95 % percentile intervals from resampling groups (``GroupBootstrap``); where no draw can change a
/// proportion, because all or none are right, Wilson's interval for as many trials as there are groups stands in.
public struct ClassificationReport: Sendable, Equatable, Codable {
  /// The scores of one class.
  public struct ClassEntry: Sendable, Equatable, Codable {
    /// The class's name.
    public let name: String
    /// Recordings of this class.
    public let support: Int
    /// The share of recordings predicted as this class that are of it.
    public let precision: Double
    /// The share of recordings of this class that are predicted as it (its sensitivity).
    public let recall: Double
    /// The interval of the recall; nil where it cannot be told.
    public let recallInterval: Interval?
    /// The harmonic mean of precision and recall.
    public let f1: Double
    /// The area under the ROC curve against all other classes; nil where undefined.
    public let auroc: Double?
    /// The average precision against all other classes; nil where undefined.
    public let averagePrecision: Double?
  }

  /// The classes, in the order of the rows of ``confusionMatrix``.
  public let classes: [String]
  /// The number of recordings.
  public let recordings: Int
  /// The number of groups (patients) that they come from.
  public let groups: Int
  /// The share of recordings predicted correctly.
  public let accuracy: Double
  /// The interval of ``accuracy``.
  public let accuracyInterval: Interval?
  /// The mean recall of the classes that occur (unweighted average recall).
  public let balancedAccuracy: Double
  /// The interval of ``balancedAccuracy``.
  public let balancedAccuracyInterval: Interval?
  /// The mean F1 of the classes that occur in the truth or among the predictions.
  public let macroF1: Double
  /// The interval of ``macroF1``.
  public let macroF1Interval: Interval?
  /// Matthews' correlation of truth and prediction.
  public let matthewsCorrelation: Double
  /// The interval of ``matthewsCorrelation``.
  public let matthewsCorrelationInterval: Interval?
  /// The area under the ROC curve: of two classes, or the mean of each class against the rest; nil unless all occur.
  public let auroc: Double?
  /// The interval of ``auroc``.
  public let aurocInterval: Interval?
  /// The mean over classes of the average precision against the rest; nil unless all occur.
  public let auprc: Double?
  /// The interval of ``auprc``.
  public let auprcInterval: Interval?
  /// The mean squared error of the probabilities; see ``Calibration/brierScore(truth:probabilities:)``.
  public let brierScore: Double?
  /// The mean negative logarithm of the true class's probability.
  public let logLoss: Double?
  /// The mean distance of confidence and accuracy in 15 bins.
  public let expectedCalibrationError: Double?
  /// The accuracy of always naming the commonest class.
  public let majorityAccuracy: Double
  /// Recordings by true class (rows) and predicted class (columns).
  public let confusionMatrix: [[Int]]
  /// The scores of each class, in the order of ``classes``.
  public let perClass: [ClassEntry]
  /// How well disease is told from health; nil where no class is healthy by its name.
  public let detection: DetectionReport?
  /// The challenge whose scores are shown beside the others; nil where none is known.
  public private(set) var challenge: Challenge?

  /// Scores predictions.
  /// - Parameters:
  ///   - truth: the true class of each recording, an index into `classes`.
  ///   - probabilities: one row a recording, one probability a class; the largest is the prediction.
  ///   - classes: the names of the classes.
  ///   - groups: the group (patient) of each recording.
  ///   - context: what else is known of the recordings.
  ///   - resamples: how many times groups are drawn for the intervals.
  ///   - seed: the seed of the whole run.
  /// - Precondition: the arrays have one length, and every row has one probability a class.
  public init(
    truth: [Int], probabilities: [[Double]], classes: [String], groups: [String],
    context: ScoringContext = ScoringContext(), resamples: Int = 1000, seed: UInt64
  ) {
    precondition(truth.count == probabilities.count && truth.count == groups.count, "one row and one group a recording")
    precondition(probabilities.allSatisfy { $0.count == classes.count }, "one probability a class")
    let scorer = Scorer(truth: truth, probabilities: probabilities, classes: classes, context: context)
    let bootstrap = GroupBootstrap(groups: groups, resamples: resamples, seed: seed)
    let whole = scorer.scores()
    let matrix = whole.matrix
    let intervals = bootstrap.intervals { scorer.scores(weights: $0).flat }
    func groupCount(_ isCounted: (Int) -> Bool) -> Int {
      Set(truth.indices.filter { isCounted(truth[$0]) }.map { groups[$0] }).count
    }
    self.classes = classes
    self.challenge = context.challenge
    self.recordings = truth.count
    self.groups = bootstrap.groupCount
    self.accuracy = matrix.accuracy
    self.accuracyInterval = Self.proportion(matrix.accuracy, intervals[0], groups: bootstrap.groupCount)
    self.balancedAccuracy = matrix.balancedAccuracy
    self.balancedAccuracyInterval = intervals[1]
    self.macroF1 = matrix.macroF1
    self.macroF1Interval = intervals[2]
    self.matthewsCorrelation = matrix.matthewsCorrelation
    self.matthewsCorrelationInterval = intervals[3]
    self.auroc = whole.auroc
    self.aurocInterval = intervals[4]
    self.auprc = whole.auprc
    self.auprcInterval = intervals[5]
    self.brierScore = Calibration.brierScore(truth: truth, probabilities: probabilities)
    self.logLoss = Calibration.logLoss(truth: truth, probabilities: probabilities)
    self.expectedCalibrationError = Calibration.expectedError(truth: truth, probabilities: probabilities)
    self.majorityAccuracy = matrix.majorityAccuracy
    self.confusionMatrix = matrix.counts
    let recallIntervals = intervals.dropFirst(whole.summary.count)
    self.perClass = zip(matrix.classScores, recallIntervals).enumerated().map { index, item in
      ClassEntry(
        name: classes[index], support: item.0.support, precision: item.0.precision, recall: item.0.recall,
        recallInterval: Self.proportion(item.0.recall, item.1, groups: groupCount { $0 == index }), f1: item.0.f1,
        auroc: whole.classAUROC[index], averagePrecision: whole.classAveragePrecision[index])
    }
    self.detection = DetectionReport(
      whole, intervals: Array(intervals[6..<whole.summary.count]), healthyClass: scorer.healthy.map { classes[$0] },
      noisyRecordings: context.noisy?.count { $0 },
      groups: (groupCount { $0 != scorer.healthy }, groupCount { $0 == scorer.healthy }))
  }

  /// The interval of a proportion: where no draw changes it, as where all or none are right or all recordings are of one group,
  /// Wilson's stands in, with as many trials as groups.
  static func proportion(_ value: Double?, _ interval: Interval?, groups: Int) -> Interval? {
    guard let value, groups > 0 else { return interval }
    return interval ?? Interval.wilson(successes: value * Double(groups), trials: groups)
  }

  /// The report as JSON: snake_case keys, sorted, two-space indentation; undefined scores are `null`.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
