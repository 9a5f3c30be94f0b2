import Foundation
import Testing

/// The reference values that tools/golden/metrics.py writes.
struct MetricsGolden: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var truth: [Int]
    var probabilities: [[Double]]
    var weights: [Int]
    var confusionMatrix: [[Int]]
    var weightedMatrix: [[Int]]
    var accuracy: Double
    var balancedAccuracy: Double
    var macroF1: Double
    var matthewsCorrelation: Double
    var precision: [Double]
    var recall: [Double]
    var f1: [Double]
    var support: [Int]
    var auroc: Double?
    var classAuroc: [Double?]
    var classAveragePrecision: [Double?]
    var weightedAuroc: Double?
    var weightedAveragePrecision: Double?
    var brierScore: Double
    var logLoss: Double
    var expectedCalibrationError: Double
    var falsePositiveRate: [Double]
    var truePositiveRate: [Double]
    var curvePrecision: [Double]
    var curveRecall: [Double]

    var testDescription: String { name }
    var classCount: Int { confusionMatrix.count }
    var classes: [String] { (0..<classCount).map { "class \($0)" } }
  }

  struct Wilson: Decodable, Sendable {
    var successes: Int
    var trials: Int
    var lower: Double
    var upper: Double
  }

  struct Quantiles: Decodable, Sendable {
    var values: [Double]
    var lower: Double
    var upper: Double
  }

  var cases: [Case]
  var wilson: [Wilson]
  var quantiles: Quantiles

  static func load() throws -> MetricsGolden {
    let url = try #require(Bundle.module.url(forResource: "Goldens/metrics", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(MetricsGolden.self, from: Data(contentsOf: url))
  }
}

/// Whether two values agree to 1e-9, or are both undefined.
func agree(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= 1e-9
}

/// Whether two lists agree element by element.
func agree(_ a: [Double?], _ b: [Double?]) -> Bool { a.count == b.count && zip(a, b).allSatisfy { agree($0, $1) } }
