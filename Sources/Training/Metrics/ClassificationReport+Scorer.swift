extension ClassificationReport {
  /// Scores the same predictions again and again under different weights.
  struct Scorer {
    private let truth: [Int]
    private let predicted: [Int]
    private let classCount: Int
    private let rankings: [ScoreRanking?]

    init(truth: [Int], probabilities: [[Double]], classCount: Int) {
      self.truth = truth
      self.predicted = probabilities.map(Calibration.mostProbable)
      self.classCount = classCount
      self.rankings = (0..<classCount).map { label in
        ScoreRanking(positives: truth.map { $0 == label }, scores: probabilities.map { $0[label] })
      }
    }

    func scores(weights: [Int]? = nil) -> Scores {
      Scores(
        matrix: ConfusionMatrix(truth: truth, predicted: predicted, classCount: classCount, weights: weights),
        classAUROC: rankings.map { $0?.auroc(weights: weights) },
        classAveragePrecision: rankings.map { $0?.averagePrecision(weights: weights) })
    }
  }

  /// The scores of one weighting.
  struct Scores {
    let matrix: ConfusionMatrix
    let classAUROC: [Double?]
    let classAveragePrecision: [Double?]

    /// Of two classes the second one's, as scikit-learn has it; of more, the mean; nil if any is undefined.
    var auroc: Double? { classAUROC.count == 2 ? classAUROC[1] : Self.mean(classAUROC) }
    var auprc: Double? { Self.mean(classAveragePrecision) }

    /// What intervals are computed for: six summary scores, then the recall of each class.
    var flat: [Double?] {
      [matrix.accuracy, matrix.balancedAccuracy, matrix.macroF1, matrix.matthewsCorrelation, auroc, auprc]
        + matrix.classScores.map { $0.support > 0 ? $0.recall : nil }
    }

    private static func mean(_ values: [Double?]) -> Double? {
      let defined = values.compactMap { $0 }
      guard !defined.isEmpty, defined.count == values.count else { return nil }
      return defined.reduce(0, +) / Double(defined.count)
    }
  }
}
