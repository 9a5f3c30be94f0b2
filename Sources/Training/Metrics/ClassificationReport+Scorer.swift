/// What is known of recordings besides truth and probabilities, and how answers follow from probabilities.
public struct ScoringContext: Sendable {
  /// The answer to each recording; nil for the most probable class.
  public var predicted: [Int]?
  /// Recordings that are known to be noisy; nil where nobody has said.
  public var noisy: [Bool]?
  /// Recordings that the classifier declines to judge; nil where it judges all.
  public var unsure: [Bool]?

  /// The challenge that they belong to; nil where none is known.
  public var challenge: Challenge?

  /// Makes a context; what is not given is unknown.
  public init(
    predicted: [Int]? = nil, noisy: [Bool]? = nil, unsure: [Bool]? = nil, challenge: Challenge? = nil
  ) {
    self.predicted = predicted
    self.noisy = noisy
    self.unsure = unsure
    self.challenge = challenge
  }
}

extension ClassificationReport {
  /// Scores the same predictions again and again under different weights.
  struct Scorer {
    private let truth: [Int]
    private let predicted: [Int]
    private let context: ScoringContext
    private let rankings: [ScoreRanking?]
    private let healthRanking: ScoreRanking?
    private let challengeWeights: [Int]?
    let healthy: Int?
    private let classCount: Int

    init(truth: [Int], probabilities: [[Double]], classes: [String], context: ScoringContext) {
      self.truth = truth
      self.context = context
      predicted = context.predicted ?? probabilities.map(Calibration.mostProbable)
      classCount = classes.count
      rankings = classes.indices.map { label in
        ScoreRanking(positives: truth.map { $0 == label }, scores: probabilities.map { $0[label] })
      }
      let healthy = classes.count > 1 ? HealthyClass.position(in: classes) : nil
      self.healthy = healthy
      healthRanking = healthy.flatMap { healthy in
        ScoreRanking(positives: truth.map { $0 != healthy }, scores: probabilities.map { -$0[healthy] })
      }
      challengeWeights = ChallengeScores.weights2022(classes: classes)
    }

    func scores(weights: [Int]? = nil) -> Scores {
      let matrix = ConfusionMatrix(truth: truth, predicted: predicted, classCount: classCount, weights: weights)
      var scores = Scores(
        matrix: matrix, classAUROC: rankings.map { $0?.auroc(weights: weights) },
        classAveragePrecision: rankings.map { $0?.averagePrecision(weights: weights) })
      guard let healthy else { return scores }
      scores.detection = matrix.detection(healthy: healthy)
      scores.detectionAUROC = healthRanking?.auroc(weights: weights)
      scores.meanAccuracy2016 = meanAccuracy2016(healthy: healthy, weights: weights)
      if let challengeWeights {
        scores.weightedAccuracy2022 = ChallengeScores.weightedAccuracy2022(matrix, weights: challengeWeights)
        scores.cost2022 = scores.detection.flatMap(ChallengeScores.cost2022)
      }
      return scores
    }

    private func meanAccuracy2016(healthy: Int, weights: [Int]?) -> Double? {
      let answers = predicted.indices.map { index -> ChallengeScores.Answer in
        context.unsure?[index] == true ? .unsure : predicted[index] == healthy ? .normal : .abnormal
      }
      let shares = ChallengeScores.meanAccuracy2016(
        abnormal: truth.map { $0 != healthy }, noisy: context.noisy ?? truth.map { _ in false }, answers: answers,
        weights: weights)
      return shares.map { ($0.sensitivity + $0.specificity) / 2 }
    }
  }

  /// The scores of one weighting.
  struct Scores {
    let matrix: ConfusionMatrix
    let classAUROC: [Double?]
    let classAveragePrecision: [Double?]
    var detection: BinaryCounts?
    var detectionAUROC: Double?
    var meanAccuracy2016: Double?
    var weightedAccuracy2022: Double?
    var cost2022: Double?

    /// Of two classes the second one's, as scikit-learn has it; of more, the mean; nil if any is undefined.
    var auroc: Double? { classAUROC.count == 2 ? classAUROC[1] : Self.mean(classAUROC) }
    var auprc: Double? { Self.mean(classAveragePrecision) }

    /// What intervals are computed for besides the recall of each class.
    var summary: [Double?] {
      [
        matrix.accuracy, matrix.balancedAccuracy, matrix.macroF1, matrix.matthewsCorrelation, auroc, auprc,
        detection?.sensitivity, detection?.specificity, detection?.meanAccuracy, detectionAUROC, meanAccuracy2016,
        weightedAccuracy2022, cost2022,
      ]
    }

    /// All that intervals are computed for.
    var flat: [Double?] { summary + matrix.classScores.map { $0.support > 0 ? $0.recall : nil } }

    private static func mean(_ values: [Double?]) -> Double? {
      let defined = values.compactMap { $0 }
      guard !defined.isEmpty, defined.count == values.count else { return nil }
      return defined.reduce(0, +) / Double(defined.count)
    }
  }
}
