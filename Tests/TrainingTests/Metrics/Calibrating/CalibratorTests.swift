import Core
import Foundation
import Testing

@testable import Training

private let cases: [EvaluationGolden.Calibration] = (try? EvaluationGolden.load().calibrations) ?? []

/// Against scikit-learn and SciPy; iterative minima to 1e-6, the rest to 1e-9.
@Suite struct CalibratorTests {
  @Test func theGoldensAreThere() throws { #expect(try EvaluationGolden.load().calibrations.count == 3) }

  @Test(arguments: cases) func temperatureIsTheLeastCrossEntropy(item: EvaluationGolden.Calibration) throws {
    let map = try #require(Calibrator(.temperature, truth: item.truth, probabilities: item.probabilities))
    guard case .temperature(let temperature) = map else { throw CocoaError(.featureUnsupported) }
    #expect(abs(temperature - item.temperature) < 1e-5)
    for (row, wanted) in zip(item.probabilities, item.calibrated) {
      #expect(zip(map(row), wanted).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(Calibration.mostProbable(map(row)) == Calibration.mostProbable(row))
    }
  }

  /// Nine recordings that are all right do not make a model that gives 0.24 to the other class as good as certain.
  @Test func aFewRecordingsThatAreAllRightMakeNothingCertain() throws {
    let truth = [0, 0, 0, 0, 1, 1, 1, 1, 1]
    let map = try #require(
      Calibrator(.temperature, truth: truth, probabilities: truth.map { $0 == 0 ? [0.76, 0.24] : [0.24, 0.76] }))
    // Of the mean target, (4 · 5/6 + 5 · 6/7) / 9.
    #expect(abs(map([0.24, 0.76])[1] - (4 * 5 / 6.0 + 5 * 6 / 7.0) / 9) < 1e-9)
  }

  @Test(arguments: cases) func plattIsTheMinimumOfHisLoss(item: EvaluationGolden.Calibration) throws {
    guard case .platt(let curves) = Calibrator(.platt, truth: item.truth, probabilities: item.probabilities) else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(curves.count == item.platt.count)
    for (curve, wanted) in zip(curves, item.platt) {
      #expect(abs(curve.slope - wanted[0]) < 1e-6 && abs(curve.offset - wanted[1]) < 1e-6)
    }
  }

  @Test(arguments: cases) func isotonicIsScikitLearns(item: EvaluationGolden.Calibration) throws {
    guard case .isotonic(let curves) = Calibrator(.isotonic, truth: item.truth, probabilities: item.probabilities)
    else { throw CocoaError(.featureUnsupported) }
    for (curve, wanted) in zip(curves, item.isotonic) { #expect(agree(item.points.map { curve($0) }, wanted)) }
  }

  @Test(arguments: Calibrator.Method.allCases) func probabilitiesAddUpToOneAndSurviveJSON(method: Calibrator.Method)
    throws
  {
    for item in cases {
      let map = try #require(Calibrator(method, truth: item.truth, probabilities: item.probabilities))
      #expect(item.probabilities.allSatisfy { abs(map($0).reduce(0, +) - 1) < 1e-12 })
      #expect(try JSONDecoder().decode(Calibrator.self, from: JSONEncoder().encode(map)) == map)
    }
  }

  @Test(arguments: Calibrator.Method.allCases) func whatCannotBeLearntIsNil(method: Calibrator.Method) {
    #expect(Calibrator(method, truth: [], probabilities: []) == nil)
    #expect(Calibrator(method, truth: [1, 1], probabilities: [[0.1, 0.9], [0.2, 0.8]]) == nil)
    #expect(Calibrator(method, truth: [0, 1], probabilities: [[.nan, 0.9], [0.2, 0.8]]) == nil)
    // Certainty that is perfect or perfectly wrong stays finite.
    for truth in [[0, 1, 0, 1], [1, 0, 1, 0]] {
      let sure = Calibrator(method, truth: truth, probabilities: [[1, 0], [0, 1], [1, 0], [0, 1]])
      #expect(sure.map { $0([0.5, 0.5]).allSatisfy { $0.isFinite } && $0([1, 0]).allSatisfy { $0.isFinite } } == true)
    }
  }
}
