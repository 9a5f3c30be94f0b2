import Core
import Foundation
import NeuralNetwork
import Testing

/// A network's golden values by PyTorch in float64; tools/golden/network.py writes them.
struct Golden: Decodable {
  struct Tensor: Decodable {
    let name: String
    let shape: [Int]
    let values: [Double]
  }

  let inputs: [Float]
  let labels: [Int]
  let sampleWeights: [Float]
  let weights: [Tensor]
  let gradients: [Tensor]
  let losses: [Double]
  let finalWeights: [Tensor]
  let finalLogits: [Double]

  init(_ name: String) throws {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Goldens"))
    self = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  var initialWeights: NetworkWeights {
    NetworkWeights(
      tensors: weights.map { NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { Float($0) }) })
  }
}

/// The networks of tools/golden/network.py, layer for layer.
enum GoldenCase: String, CaseIterable {
  case normalised, varied, flattened, wide, residual

  var specification: NetworkSpecification {
    switch self {
    case .normalised:
      NetworkSpecification(
        input: .map(channels: 1, height: 10, width: 12),
        layers: [
          .convolution(channels: 8, kernel: 3, bias: false), .batchNormalization(), .relu, .maxPool(size: 2),
          .convolution(channels: 16, kernel: 3), .relu, .maxPool(size: 2), .globalAveragePool, .dense(units: 3),
        ])
    case .varied:
      NetworkSpecification(
        input: .map(channels: 2, height: 9, width: 13),
        layers: [
          .convolution(channels: 16, kernel: Extent(height: 3, width: 5), stride: Extent(height: 2, width: 1)), .relu,
          .depthwiseConvolution(channels: 16, kernel: 3, bias: false),
          .batchNormalization(momentum: 0.3, epsilon: 1e-3), .relu,
          .averagePool(size: Extent(height: 1, width: 2)),
          .convolution(channels: 8, kernel: 2, stride: 2, padding: .valid), .heightMeanWidthMeanMaxPool,
          .dense(units: 6), .relu, .dense(units: 4),
        ])
    case .flattened:
      NetworkSpecification(
        input: .map(channels: 3, height: 4, width: 5),
        layers: [
          .convolution(channels: 6, kernel: 3, groups: 3), .relu, .flatten, .dense(units: 5), .relu, .dense(units: 2),
        ])
    case .wide:
      NetworkSpecification(
        input: .map(channels: 1, height: 12, width: 22),
        layers: [
          .convolution(channels: 32, kernel: 3, bias: false), .batchNormalization(), .relu, .maxPool(size: 2),
          .convolution(channels: 16, kernel: 3), .relu, .globalAveragePool, .dense(units: 3),
        ])
    case .residual:
      NetworkSpecification(
        input: .map(channels: 1, height: 8, width: 10),
        layers: [
          .convolution(channels: 16, kernel: 3, bias: false), .batchNormalization(), .relu,
          .depthwiseConvolution(channels: 16, kernel: 3, bias: false), .batchNormalization(), .relu,
          .convolution(channels: 16, kernel: 1), .squeezeExcite(reduction: 4), .residual(over: 5), .relu,
          .maxPool(size: 2), .attentionPool(heads: 2), .dense(units: 8), .relu, .batchNormalization(), .dense(units: 3),
        ])
    }
  }

  /// One shard of seven samples, so that batch normalisation sees what PyTorch's does.
  var configuration: TrainerConfiguration {
    var configuration = TrainerConfiguration(batchSize: 7, microShards: 1, threads: 1)
    switch self {
    case .normalised:
      configuration.optimizer = .init(learningRate: 1e-2)
      configuration.classWeights = [1, 2.5, 0.5]
    case .varied:
      configuration.optimizer = .init(kind: .adamW, learningRate: 5e-3, weightDecay: 0.05, gradientClipNorm: 0.5)
      configuration.classWeights = [1, 0.5, 2, 1.5]
      configuration.loss = .crossEntropy(labelSmoothing: 0.1)
    case .wide: configuration.optimizer = .init(learningRate: 1e-2)
    case .flattened: configuration.optimizer = .init(learningRate: 1e-2, weightDecay: 0.1)
    case .residual: configuration.optimizer = .init(kind: .sgd, learningRate: 0.02, weightDecay: 0.01)
    }
    return configuration
  }
}

/// The greatest difference between two tensors, relative to the golden one's greatest value.
func relativeError(_ values: [Float], _ golden: [Double]) -> Double {
  precondition(values.count == golden.count)
  let scale = golden.reduce(1e-3) { max($0, abs($1)) }
  return zip(values, golden).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
}

@Suite struct ParityTests {
  // Single precision against double: a sum of some hundred products is good to about 1e-6 of its greatest term.
  @Test(arguments: GoldenCase.allCases) func firstGradientsAgreeWithPyTorch(of network: GoldenCase) throws {
    let golden = try Golden(network.rawValue)
    let trainer = try NetworkTrainer(specification: network.specification, configuration: network.configuration)
    try trainer.setWeights(golden.initialWeights)
    let result = try trainer.step(inputs: golden.inputs, labels: golden.labels, sampleWeights: golden.sampleWeights)
    #expect(abs(result.loss - golden.losses[0]) < 2e-6)
    let gradients = trainer.lastGradients
    #expect(gradients.map(\.name) == golden.gradients.map(\.name))
    #expect(gradients.map(\.shape) == golden.gradients.map(\.shape))
    // The greater part of a bias's gradient cancels where means are taken behind it.
    let tolerance = network == .residual ? 1e-4 : 1e-5
    for (gradient, expected) in zip(gradients, golden.gradients) {
      #expect(relativeError(gradient.values, expected.values) < tolerance, "\(gradient.name)")
    }
  }

  // Adam divides by the root of the gradients' squares, so rounding of small gradients grows; 20 steps stay below these.
  @Test(arguments: GoldenCase.allCases) func twentyStepsAgreeWithPyTorch(of network: GoldenCase) throws {
    let golden = try Golden(network.rawValue)
    let trainer = try NetworkTrainer(specification: network.specification, configuration: network.configuration)
    try trainer.setWeights(golden.initialWeights)
    for expected in golden.losses {
      let result = try trainer.step(inputs: golden.inputs, labels: golden.labels, sampleWeights: golden.sampleWeights)
      #expect(abs(result.loss - expected) < 2e-4 * max(1, expected))
    }
    for (tensor, expected) in zip(trainer.weights.tensors, golden.finalWeights) {
      #expect(tensor.name == expected.name)
      #expect(relativeError(tensor.values, expected.values) < 2e-3, "\(tensor.name)")
    }
    let inference = try InferenceNetwork(specification: network.specification, weights: trainer.weights)
    #expect(relativeError(try inference.logits(golden.inputs), golden.finalLogits) < 1e-3)
  }

  // Inference alone, from PyTorch's final weights, running statistics included.
  @Test(arguments: GoldenCase.allCases) func inferenceAgreesWithPyTorch(of network: GoldenCase) throws {
    let golden = try Golden(network.rawValue)
    let weights = NetworkWeights(
      tensors: golden.finalWeights.map {
        NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { Float($0) })
      })
    let inference = try InferenceNetwork(specification: network.specification, weights: weights)
    #expect(relativeError(try inference.logits(golden.inputs), golden.finalLogits) < 2e-6)
  }
}
