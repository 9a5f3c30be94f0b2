import Core
import Foundation
import Testing

@testable import HeartSound

/// Features, regressions and paths against SciPy, scikit-learn and a search of all paths (tools/golden/segmentation.py).
@Suite struct SegmentationGoldenTests {
  private struct Goldens: Decodable {
    struct Regression: Decodable {
      var rows: [Double], labels: [Int], intercept: Double, weights: [Double]
    }
    struct Path: Decodable {
      var evidence: [Double], score: Double, states: [Int]
    }
    var sound: [Double]
    var features: [String: [Double]]
    var regression: Regression
    var means: [Double], deviations: [Double]
    var paths: [Path]
    var resampled: [String: [Double]]
  }

  private let goldens: Goldens

  init() throws {
    let file = try #require(Bundle.module.url(forResource: "Goldens/segmentation", withExtension: "json"))
    goldens = try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: file))
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }

  /// To 1e-7 deviations; the sound is stored with ten digits.
  @Test(arguments: SegmentationFeature.allCases) func featuresAreSciPys(feature: SegmentationFeature) throws {
    let signal = AnalysisSignal(samples: goldens.sound, spikeCount: 0)
    let frames = try FeatureFrames(signal, features: [feature])
    #expect(difference(frames.values, try #require(goldens.features[feature.rawValue])) < 1e-7)
  }

  @Test func regressionIsScikitLearns() {
    let golden = goldens.regression
    let fitted = LogisticRegression(fitting: golden.rows, width: 3, isPositive: golden.labels.map { $0 == 1 })
    #expect(difference([fitted.intercept] + fitted.weights, [golden.intercept] + golden.weights) < 1e-6)
  }

  @Test func noPathIsBetter() {
    let decoder = DurationViterbi(
      durations: zip(goldens.means, goldens.deviations).map { DurationTable(mean: $0, deviation: $1) })
    for golden in goldens.paths {
      let path = decoder.decode(golden.evidence)
      #expect(path.states.map(\.rawValue) == golden.states)
      #expect(abs(path.score - golden.score) < 1e-8)
    }
  }

  @Test func resamplingIsSciPys() throws {
    let input = try #require(goldens.resampled["input"])
    for (count, golden) in goldens.resampled where count != "input" {
      let made = SpectralResampling.resampled(input, to: try #require(Int(count)))
      #expect(difference(made, golden) < 1e-9, "\(count)")
    }
  }

  @Test func decoderTakesWhatItIsGiven() {
    let decoder = DurationViterbi(durations: (0..<4).map { _ in DurationTable(mean: 5, deviation: 1) })
    #expect(decoder.decode([]).states.isEmpty)
    // Without evidence, states still follow each other in order and last as long as they do.
    let path = decoder.decode([Double](repeating: 0, count: 4 * 200))
    #expect(path.states.count == 200)
    #expect(zip(path.states, path.states.dropFirst()).allSatisfy { $0 == $1 || $0.next == $1 })
    #expect(path.score.isFinite)
  }
}
