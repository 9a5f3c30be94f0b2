import Core
import Foundation
import Testing
import Training

private let cases: [MetricsGolden.Case] = (try? MetricsGolden.load().cases) ?? []

@Suite struct MetricsAgainstScikitLearnTests {
  private func matrix(_ item: MetricsGolden.Case, weights: [Int]? = nil) -> ConfusionMatrix {
    ConfusionMatrix(
      truth: item.truth, predicted: item.probabilities.map(Calibration.mostProbable), classCount: item.classCount,
      weights: weights)
  }

  private func ranking(_ item: MetricsGolden.Case) throws -> ScoreRanking {
    let last = item.classCount - 1
    return try #require(
      ScoreRanking(positives: item.truth.map { $0 == last }, scores: item.probabilities.map { $0[last] }))
  }

  @Test func theGoldensAreThere() throws { #expect(try MetricsGolden.load().cases.count == 13) }

  @Test(arguments: cases) func confusionMatrix(item: MetricsGolden.Case) {
    #expect(matrix(item).counts == item.confusionMatrix)
    #expect(matrix(item, weights: item.weights).counts == item.weightedMatrix)
  }

  @Test(arguments: cases) func scoresOfTheMatrix(item: MetricsGolden.Case) {
    let matrix = matrix(item)
    #expect(agree(matrix.accuracy, item.accuracy))
    #expect(agree(matrix.balancedAccuracy, item.balancedAccuracy))
    #expect(agree(matrix.macroF1, item.macroF1))
    #expect(agree(matrix.matthewsCorrelation, item.matthewsCorrelation))
    #expect(agree(matrix.classScores.map(\.precision), item.precision))
    #expect(agree(matrix.classScores.map(\.recall), item.recall))
    #expect(agree(matrix.classScores.map(\.f1), item.f1))
    #expect(matrix.classScores.map(\.support) == item.support)
  }

  @Test(arguments: cases) func rankings(item: MetricsGolden.Case) throws {
    let rankings = (0..<item.classCount).map { label in
      ScoreRanking(positives: item.truth.map { $0 == label }, scores: item.probabilities.map { $0[label] })
    }
    #expect(agree(rankings.map { $0?.auroc() }, item.classAuroc))
    #expect(agree(rankings.map { $0?.averagePrecision() }, item.classAveragePrecision))
    let last = try ranking(item)
    #expect(agree(last.auroc(weights: item.weights), item.weightedAuroc))
    #expect(agree(last.averagePrecision(weights: item.weights), item.weightedAveragePrecision))
  }

  @Test(arguments: cases) func curves(item: MetricsGolden.Case) throws {
    let ranking = try ranking(item)
    #expect(agree(ranking.rocCurve.map(\.falsePositiveRate), item.falsePositiveRate))
    #expect(agree(ranking.rocCurve.map(\.truePositiveRate), item.truePositiveRate))
    #expect(agree(ranking.precisionRecallCurve.map(\.precision), item.curvePrecision.reversed()))
    #expect(agree(ranking.precisionRecallCurve.map(\.recall), item.curveRecall.reversed()))
  }

  @Test(arguments: cases) func calibration(item: MetricsGolden.Case) {
    #expect(agree(Calibration.brierScore(truth: item.truth, probabilities: item.probabilities), item.brierScore))
    #expect(agree(Calibration.logLoss(truth: item.truth, probabilities: item.probabilities), item.logLoss))
    let error = Calibration.expectedError(truth: item.truth, probabilities: item.probabilities)
    #expect(agree(error, item.expectedCalibrationError))
  }

  @Test(arguments: cases) func theReportHoldsTheSame(item: MetricsGolden.Case) {
    let report = ClassificationReport(
      truth: item.truth, probabilities: item.probabilities, classes: item.classes,
      groups: item.truth.indices.map { "patient \($0 / 2)" }, resamples: 20, seed: 1)
    #expect(report.recordings == item.truth.count && report.groups == (item.truth.count + 1) / 2)
    #expect(agree(report.auroc, item.auroc))
    #expect(agree(report.accuracy, item.accuracy))
    #expect(report.confusionMatrix == item.confusionMatrix)
    #expect(agree(report.majorityAccuracy, Double(item.support.max() ?? 0) / Double(item.truth.count)))
    let precisions = item.classAveragePrecision.compactMap { $0 }
    let mean = precisions.reduce(0, +) / Double(max(precisions.count, 1))
    #expect(agree(report.auprc, precisions.count == item.classCount ? mean : nil))
  }
}

@Suite struct RankingTests {
  @Test func theCurveHasTheAreaOfTheRanks() throws {
    var generator = SeededGenerator(seed: 2)
    let positives = (0..<300).map { _ in generator.integer(below: 3) == 0 }
    let scores = positives.map { (generator.normal() + ($0 ? 1 : 0) * 2).rounded() }
    let ranking = try #require(ScoreRanking(positives: positives, scores: scores))
    let points = ranking.rocCurve
    let area = zip(points, points.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1.falsePositiveRate - pair.0.falsePositiveRate) * (pair.1.truePositiveRate + pair.0.truePositiveRate)
        / 2
    }
    #expect(agree(area, ranking.auroc()))
    let opposite = try #require(ScoreRanking(positives: positives, scores: scores.map { -$0 }))
    #expect(agree(opposite.auroc(), ranking.auroc().map { 1 - $0 }))
  }

  @Test func whatIsNoNumberIsNotRanked() {
    #expect(ScoreRanking(positives: [true, false], scores: [.nan, 0]) == nil)
    #expect(ScoreRanking(positives: [], scores: [])?.auroc() == nil)
    #expect(ScoreRanking(positives: [], scores: [])?.rocCurve.isEmpty == true)
    #expect(Calibration.brierScore(truth: [0], probabilities: [[.nan, 0]]) == nil)
    #expect(Calibration.logLoss(truth: [], probabilities: []) == nil)
    #expect(Calibration.expectedError(truth: [0], probabilities: [[.infinity, 0]]) == nil)
    #expect(Calibration.mostProbable([.nan, 0.1, 0.9, 0.9]) == 2)
  }
}
