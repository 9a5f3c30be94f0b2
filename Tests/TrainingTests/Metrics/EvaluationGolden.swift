import Foundation
import Testing

/// The reference values that tools/golden/evaluation.py writes.
struct EvaluationGolden: Decodable, Sendable {
  struct Calibration: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var truth: [Int]
    var probabilities: [[Double]]
    var temperature: Double
    var calibrated: [[Double]]
    var platt: [[Double]]
    var points: [Double]
    var isotonic: [[Double]]

    var testDescription: String { name }
  }

  struct Thresholds: Decodable, Sendable {
    var positives: [Bool]
    var scores: [Double]
    var youden: Double
    var f1: Double
    var sensitivity90: Double
    var sensitivity95: Double
    var specificity90: Double
  }

  struct Challenge2016: Decodable, Sendable {
    var abnormal: [Bool]
    var noisy: [Bool]
    var answers: [Int]
    var sensitivity: Double
    var specificity: Double
  }

  struct Challenge2022: Decodable, Sendable {
    var matrix: [[Int]]
    var weightedAccuracy: Double
    var cost: Double
    var counts: [Int]
  }

  struct McNemar: Decodable, Sendable {
    var first: Int
    var second: Int
    var pValue: Double
  }

  struct DeLong: Decodable, Sendable {
    var positives: [Bool]
    var first: [Double]
    var second: [Double]
    var difference: Double
    var standardError: Double
    var pValue: Double
  }

  var calibrations: [Calibration]
  var thresholds: [Thresholds]
  var challenge2016: [Challenge2016]
  var challenge2022: [Challenge2022]
  var mcnemar: [McNemar]
  var delong: [DeLong]

  static func load() throws -> EvaluationGolden {
    let url = try #require(Bundle.module.url(forResource: "Goldens/evaluation", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(EvaluationGolden.self, from: Data(contentsOf: url))
  }
}
