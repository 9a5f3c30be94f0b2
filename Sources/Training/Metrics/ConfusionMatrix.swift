/// Counts of recordings by true class (rows) and predicted class (columns), and the scores that follow from them.
///
/// Divisions by zero give 0, and every score agrees with scikit-learn's function of the same name.
public struct ConfusionMatrix: Sendable, Equatable {
  /// `counts[truth][prediction]`.
  public let counts: [[Int]]

  /// Counts predictions.
  /// - Parameters:
  ///   - truth: the true class of each recording, 0 ..< `classCount`.
  ///   - predicted: the predicted class of each recording.
  ///   - classCount: the number of classes.
  ///   - weights: how often each recording counts; once each if nil.
  /// - Precondition: the arrays have one length and hold valid classes.
  public init(truth: [Int], predicted: [Int], classCount: Int, weights: [Int]? = nil) {
    precondition(truth.count == predicted.count, "one prediction a recording")
    precondition(weights.map { $0.count == truth.count } ?? true, "one weight a recording")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for index in truth.indices { counts[truth[index]][predicted[index]] += weights?[index] ?? 1 }
    self.counts = counts
  }

  /// How well one class is recognised.
  public struct ClassScores: Sendable, Equatable {
    /// The share of recordings predicted as this class that are of it.
    public let precision: Double
    /// The share of recordings of this class that are predicted as it (its sensitivity).
    public let recall: Double
    /// The harmonic mean of precision and recall.
    public let f1: Double
    /// Recordings of this class.
    public let support: Int
  }

  /// The number of classes.
  public var classCount: Int { counts.count }

  /// Recordings of each class.
  public var trueCounts: [Int] { counts.map { $0.reduce(0, +) } }

  /// Recordings predicted as each class.
  public var predictedCounts: [Int] { counts.indices.map { column in counts.reduce(0) { $0 + $1[column] } } }

  /// All recordings.
  public var total: Int { trueCounts.reduce(0, +) }

  /// Recordings predicted correctly.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// The share of recordings predicted correctly.
  public var accuracy: Double { ratio(correct, total) }

  /// The accuracy of always naming the commonest class: what a classifier must beat.
  public var majorityAccuracy: Double { ratio(trueCounts.max() ?? 0, total) }

  /// Precision, recall and F1 of every class.
  public var classScores: [ClassScores] {
    zip(trueCounts, predictedCounts).enumerated().map { index, sums in
      let hits = counts[index][index]
      return ClassScores(
        precision: ratio(hits, sums.1), recall: ratio(hits, sums.0), f1: ratio(2 * hits, sums.0 + sums.1),
        support: sums.0)
    }
  }

  /// The mean F1 of the classes that occur in the truth or among the predictions.
  public var macroF1: Double {
    let scores = zip(classScores, predictedCounts).filter { $0.support > 0 || $1 > 0 }.map(\.0.f1)
    return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
  }

  /// The mean recall of the classes that occur in the truth (unweighted average recall).
  public var balancedAccuracy: Double {
    let recalls = classScores.filter { $0.support > 0 }.map(\.recall)
    return recalls.isEmpty ? 0 : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Matthews' correlation of truth and prediction, −1 … 1, for any number of classes (Gorodkin's R_K).
  public var matthewsCorrelation: Double {
    let all = Double(total)
    let truths = trueCounts.map(Double.init)
    let predictions = predictedCounts.map(Double.init)
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let spread = (all * all - product(predictions, predictions)) * (all * all - product(truths, truths))
    return spread > 0 ? (Double(correct) * all - product(truths, predictions)) / spread.squareRoot() : 0
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
}
