import BoostedTrees
import Core
import Foundation
import NeuralNetwork
import Testing

@testable import Training

/// Values of tools/golden/simple_models.py.
private struct SimpleCase: Decodable {
  let classes: Int
  let samples: [Float]
  let labels: [Int]
  let weights: [Double]
  let new: [Float]
  let linear: [Double]
  let neighbours: [Double]
  let trees: [Double]

  var table: SampleTable { SampleTable(width: 5, values: samples, labels: labels, weights: weights) }
}

private func cases() throws -> [SimpleCase] {
  let url = try #require(
    Bundle.module.url(forResource: "simple_models", withExtension: "json", subdirectory: "Goldens"))
  return try JSONDecoder().decode([SimpleCase].self, from: Data(contentsOf: url))
}

private func greatestDifference(_ rows: [[Float]], _ golden: [Double]) -> Double {
  zip(rows.joined(), golden).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
}

@Suite struct SimpleModelTests {
  /// Single-precision weights of features that are not centred cost some digits.
  @Test func logisticRegressionIsScikitLearns() throws {
    for known in try cases() {
      let fit = try LogisticFit(known.table, classes: known.classes, penalty: 2)
      let network = NetworkSpecification(input: .vector(count: 5), layers: [.dense(units: known.classes)])
      let inference = try InferenceNetwork(specification: network, weights: fit.networkWeights(width: 5))
      #expect(greatestDifference(try inference.predict(known.new), known.linear) < 2e-5)
    }
  }

  @Test func nearestNeighboursAreScikitLearns() throws {
    for known in try cases() {
      let fit = NearestNeighbours(fitting: known.table, neighbours: 5, classes: known.classes)
      #expect(greatestDifference(fit.probabilities(of: known.new), known.neighbours) < 1e-6)
      let read = try NearestNeighbours(fit.tensors, neighbours: 5, classes: known.classes)
      #expect(read.probabilities(of: known.new) == fit.probabilities(of: known.new))
      #expect(throws: TrainingError.self) {
        try NearestNeighbours(Array(fit.tensors.dropLast()), neighbours: 5, classes: known.classes)
      }
      #expect(throws: TrainingError.self) { try NearestNeighbours(fit.tensors, neighbours: 5, classes: 1) }
    }
  }

  @Test func boostedTreesAreXGBoostsAndSurviveTheirFile() throws {
    for known in try cases() {
      func grow() throws -> BoostedTrees {
        try BoostedTrees(
          fitting: known.samples, width: 5, labels: known.labels, weights: known.weights.map { Float($0) },
          classes: known.classes, settings: BoostedTreeSettings(rounds: 20))
      }
      let trees = try grow()
      #expect(greatestDifference(try trees.probabilities(of: known.new), known.trees) < 1e-5)
      let json = try trees.json()
      #expect(try grow().json() == json)
      let read = try BoostedTrees(json: json, width: 5, classes: known.classes)
      #expect(try read.probabilities(of: known.new) == trees.probabilities(of: known.new))
      #expect(throws: BoostedTreesError.self) { try BoostedTrees(json: json, width: 4, classes: known.classes) }
      for damaged in [Data(), Data("{}".utf8), Data("no JSON".utf8), json.prefix(json.count / 2)] {
        #expect(throws: BoostedTreesError.self) { try BoostedTrees(json: damaged, width: 5, classes: known.classes) }
      }
    }
  }

  @Test func samplesThatDoNotFitAreRefused() {
    #expect(throws: BoostedTreesError.self) {
      try BoostedTrees(
        fitting: [1, 2, 3], width: 2, labels: [0], weights: [1], classes: 2, settings: BoostedTreeSettings())
    }
    #expect(throws: BoostedTreesError.self) {
      try BoostedTrees(
        fitting: [1, 2], width: 1, labels: [0, 2], weights: [1, 1], classes: 2, settings: BoostedTreeSettings())
    }
  }

  /// Rosenbrock's valley, whose minimum is (1, 1).
  @Test func theMinimumOfAValleyIsFound() {
    let point = LimitedMemoryBFGS.minimum(from: [-1.2, 1], tolerance: 1e-12) { p in
      let (a, b) = (1 - p[0], p[1] - p[0] * p[0])
      return (a * a + 100 * b * b, [-2 * a - 400 * p[0] * b, 200 * b])
    }
    #expect(abs(point[0] - 1) < 1e-6 && abs(point[1] - 1) < 1e-6)
  }
}
