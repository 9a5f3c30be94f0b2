import Core
import Foundation
import NeuralNetwork
import Testing

@Suite struct SpecificationTests {
  @Test func shapesFollowTheLayers() throws {
    let network = GoldenCase.varied.specification
    #expect(
      try network.shapes() == [
        .map(channels: 16, height: 5, width: 13), .map(channels: 16, height: 5, width: 13),
        .map(channels: 16, height: 5, width: 13), .map(channels: 16, height: 5, width: 13),
        .map(channels: 16, height: 5, width: 13), .map(channels: 16, height: 5, width: 6),
        .map(channels: 8, height: 2, width: 3), .vector(count: 16), .vector(count: 6), .vector(count: 6),
        .vector(count: 4),
      ])
    #expect(try network.classCount() == 4)
    // By hand: 16·2·3·5+16 | 16·9 | 32 | 8·16·4+8 | 6·16+6 | 4·6+4
    #expect(try network.parameterCount() == 496 + 144 + 32 + 520 + 102 + 28)
    // By hand, and Keras' count_params of the same network: 160 + 4640 + 18496 + 73856 + 516.
    #expect(try TrainingBenchmark.specification.parameterCount() == 97_668)
  }

  @Test(arguments: GoldenCase.allCases) func descriptionsSurviveJSON(of network: GoldenCase) throws {
    let data = try JSONEncoder().encode(network.specification)
    #expect(try JSONDecoder().decode(NetworkSpecification.self, from: data) == network.specification)
  }

  @Test(
    arguments: [
      [.dense(units: 0)], [.dense(units: 2, penalty: -1)], [.dense(units: 2, penalty: .infinity)],
      [.convolution(channels: 4, kernel: 0)], [.convolution(channels: 4, kernel: -3)],
      [.convolution(channels: 3, kernel: 3, groups: 2)], [.convolution(channels: 4, kernel: 3, stride: 0)],
      [.convolution(channels: 4, kernel: 30, padding: .valid)], [.maxPool(size: 9)], [.maxPool(size: 0)],
      [.flatten, .convolution(channels: 4, kernel: 3)], [.flatten, .maxPool(size: 2)], [.dropout(rate: 1)],
      [.dropout(rate: .nan)], [.batchNormalization(momentum: 2)], [.batchNormalization(epsilon: 0)],
      [.globalAveragePool, .globalAveragePool], [.residual(over: 1)], [.dropout(rate: 0.1), .residual(over: 1)],
      [.convolution(channels: 3, kernel: 3), .residual(over: 1)],
      [.convolution(channels: 2, kernel: 3), .residual(over: -1)],
      [.squeezeExcite(reduction: 3)], [.squeezeExcite(reduction: 0)], [.flatten, .attentionPool()],
      [.attentionPool(heads: 0)], [.dense(units: 1 << 20), .dense(units: 1 << 20)],
      [.convolution(channels: Int.max, kernel: 3)],
      [.convolution(channels: 1 << 20, kernel: Extent(height: 1 << 20, width: 1 << 20))],
    ] as [[LayerSpecification]]) func impossibleLayersAreRefused(layers: [LayerSpecification])
  {
    let network = NetworkSpecification(input: .map(channels: 2, height: 8, width: 8), layers: layers)
    let error = #expect(throws: NetworkError.self) { _ = try network.parameterCount() }
    #expect(error?.code == .shape)
    #expect(error?.subject == "layer \(layers.count - 1)")
  }

  @Test func impossibleInputsAreRefused() {
    for input in [
      FeatureShape.vector(count: 0), .map(channels: 1, height: -1, width: 4),
      .map(channels: 1 << 20, height: 1 << 20, width: 1 << 20),
    ] {
      #expect(throws: NetworkError.self) { _ = try NetworkSpecification(input: input, layers: [.flatten]).shapes() }
    }
    #expect(throws: NetworkError.self) {
      try NetworkSpecification(input: .map(channels: 1, height: 4, width: 4), layers: [.relu]).classCount()
    }
  }

  @Test func firstWeightsHaveTheirRulesSpread() throws {
    let weights = try NetworkWeights(initializing: TrainingBenchmark.specification, seed: 3)
    let kernel = try #require(weights["layers.9.weight"])
    let bound = Float((6.0 / (64 * 9)).squareRoot())
    #expect(kernel.shape == [128, 64, 3, 3])
    #expect(kernel.values.allSatisfy { abs($0) <= bound })
    let variance = kernel.values.reduce(0) { $0 + Double($1 * $1) } / Double(kernel.values.count)
    #expect(abs(variance / (2.0 / (64 * 9)) - 1) < 0.02)
    #expect(try #require(weights["layers.9.bias"]).values.allSatisfy { $0 == 0 })
  }

  /// Bounds by hand: 64 · 9 values make an output, and an input goes into 128 · 9; the dense layer has 128 inputs, 4 outputs.
  @Test(
    arguments: [
      (.he, 6.0 / 576, 6.0 / 132, 0.0), (.glorot, 6.0 / (576 + 1152), 6.0 / 132, 0),
      (.torch, 1.0 / 576, 1.0 / 128, 1.0 / 576),
    ] as [(WeightInitialization, Double, Double, Double)])
  func everyRuleHasItsBounds(rule: WeightInitialization, kernel: Double, matrix: Double, bias: Double) throws {
    let weights = try NetworkWeights(initializing: TrainingBenchmark.specification, by: rule, seed: 3)
    let last = TrainingBenchmark.specification.layers.count - 1
    for (name, squaredBound) in [
      ("layers.9.weight", kernel), ("layers.\(last).weight", matrix), ("layers.9.bias", bias),
    ] {
      let greatest = try #require(weights[name]).values.map { Double(abs($0)) }.max() ?? 0
      let bound = squaredBound.squareRoot()
      #expect(greatest <= bound * 1.000001 && greatest >= bound * 0.95, "\(name): \(greatest), not \(bound)")
    }
  }

  /// Models that were written before dense layers had a penalty are read as ones without.
  @Test func denseLayersWithoutAPenaltyAreRead() throws {
    let text = #"[{"dense": {"units": 3}}, {"dense": {"penalty": 0.5, "units": 2}}]"#
    let layers = try JSONDecoder().decode([LayerSpecification].self, from: Data(text.utf8))
    #expect(layers == [.dense(units: 3), .dense(units: 2, penalty: 0.5)])
  }
}
