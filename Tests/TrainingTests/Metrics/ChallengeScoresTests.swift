import Core
import Foundation
import Testing

@testable import Training

@Suite struct ChallengeScoresTests {
  @Test func meanAccuracy2016IsTheOfficialOne() throws {
    let answers: [Int: ChallengeScores.Answer] = [-1: .normal, 0: .unsure, 1: .abnormal]
    for item in try EvaluationGolden.load().challenge2016 {
      let score = try #require(
        ChallengeScores.meanAccuracy2016(
          abnormal: item.abnormal, noisy: item.noisy, answers: item.answers.compactMap { answers[$0] }))
      #expect(agree(score.sensitivity, item.sensitivity) && agree(score.specificity, item.specificity))
    }
    #expect(ChallengeScores.meanAccuracy2016(abnormal: [true], noisy: [true], answers: [.unsure]) == nil)
  }

  @Test func scores2022AreTheOfficialOnes() throws {
    for item in try EvaluationGolden.load().challenge2022 {
      let classes = item.matrix.count == 3 ? ["Present", "Unknown", "Absent"] : ["Abnormal", "Normal"]
      var (truth, predicted): ([Int], [Int]) = ([], [])
      for (label, row) in item.matrix.enumerated() {
        for (answer, count) in row.enumerated() {
          truth += [Int](repeating: label, count: count)
          predicted += [Int](repeating: answer, count: count)
        }
      }
      let matrix = ConfusionMatrix(truth: truth, predicted: predicted, classCount: classes.count)
      let weights = try #require(ChallengeScores.weights2022(classes: classes))
      #expect(agree(ChallengeScores.weightedAccuracy2022(matrix, weights: weights), item.weightedAccuracy))
      let counts = matrix.detection(healthy: classes.count - 1)
      #expect([counts.truePositives, counts.falseNegatives, counts.falsePositives] == item.counts)
      #expect(agree(ChallengeScores.cost2022(counts), item.cost))
    }
    #expect(ChallengeScores.weights2022(classes: ["normal", "murmur"]) == nil)
    #expect(ChallengeScores.weights2022(classes: ["normal", "abnormal"]) == [1, 5])
    #expect(ChallengeScores.weights2022(classes: ["absent", "present", "other"]) == nil)
  }

  @Test func allPositiveOutcomesCostWhatThePublishedTableSays() throws {
    // 15,083 a patient for referring everybody, with the public set's 456 of 942 abnormal: 10 + 10000 + 10000·456/942.
    let counts = BinaryCounts(truePositives: 456, falsePositives: 486)
    #expect(agree(ChallengeScores.cost2022(counts), 10 + 10_000 + 10_000 * 456 / 942.0))
  }

  @Test func healthIsKnownByItsName() {
    #expect(HealthyClass.position(in: ["AS", "MR", "N"]) == 2)
    #expect(HealthyClass.position(in: ["murmur", "Normal"]) == 1)
    #expect(HealthyClass.position(in: ["Absent", "Present"]) == 0)
    #expect(HealthyClass.position(in: ["a", "b"]) == nil)
  }
}

@Suite struct DetectionReportTests {
  @Test func oneDiseaseTakenForAnotherIsFound() throws {
    let report = ClassificationReport(
      truth: [0, 1, 2, 2], probabilities: [[0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2]],
      classes: ["AS", "MR", "N"], groups: ["a", "b", "c", "d"], resamples: 50, seed: 1)
    let detection = try #require(report.detection)
    #expect(detection.healthyClass == "N")
    #expect(detection.counts == BinaryCounts(truePositives: 2, falsePositives: 1, trueNegatives: 1))
    #expect(detection.sensitivity.value == 1 && detection.specificity.value == 0.5)
    #expect(detection.meanAccuracy.value == 0.75 && detection.meanAccuracy2016.value == 0.75)
    #expect(detection.auroc.value == 1 && detection.weightedAccuracy2022.value == nil)
    // All were found, yet two groups do not make certain.
    #expect(detection.sensitivity.interval == Interval.wilson(successes: 2, trials: 2))
  }

  /// Normal and abnormal are words of both challenges: the sources tell whose score belongs to the recordings.
  @Test(arguments: [
    (["training-a", "training-e"], ["abnormal", "normal"], "CinC 2016 MAcc", "CirCor"),
    (["CC2014", "CC2015"], ["Abnormal", "Normal"], "CirCor 2022 cost", "CinC"),
    (["clinic"], ["Absent", "Present"], "CirCor 2022 weighted", "CinC"),
    (["set_a", "training-a"], ["abnormal", "normal"], "mean of both", "CirCor"),
    ([], ["abnormal", "normal"], "mean of both", "CinC"),
  ])
  func theScoresOfTheChallengeAtHandAreShown(sources: [String], classes: [String], shown: String, hidden: String) {
    let challenge = Challenge(sources: Set(sources), classes: classes)
    let report = ClassificationReport(
      truth: [0, 1, 1], probabilities: [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], classes: classes,
      groups: ["a", "b", "c"], context: ScoringContext(challenge: challenge), resamples: 20, seed: 1)
    #expect(report.text.contains(shown) && !report.text.contains(hidden), "\(report.text)")
    // The page shows these, too.
    #expect(report.challengeScores.allSatisfy { report.text.contains($0.name) && !$0.name.contains(hidden) })
    #expect(report.challengeScores.isEmpty == (challenge == nil))
  }

  @Test func unsureHelpsWithNoisyRecordingsOnly() throws {
    func score(noisy: [Bool], unsure: [Bool]) -> Double? {
      ClassificationReport(
        truth: [0, 0, 1, 1], probabilities: [[0.9, 0.1], [0.2, 0.8], [0.2, 0.8], [0.1, 0.9]],
        classes: ["abnormal", "normal"], groups: ["a", "b", "c", "d"],
        context: ScoringContext(noisy: noisy, unsure: unsure), resamples: 20, seed: 1
      ).detection?.meanAccuracy2016.value
    }
    let none = [false, false, false, false]
    #expect(score(noisy: none, unsure: none) == 0.75)
    #expect(score(noisy: [false, true, false, false], unsure: [false, true, false, false]) == 1)
    #expect(score(noisy: none, unsure: [true, false, false, false]) == 0.5)
  }
}
