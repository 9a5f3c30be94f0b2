import Core
import Foundation
import NeuralNetwork
import Testing

/// A little network with every kind of random choice and state.
private let small = network(channels: 8)

private func network(channels: Int) -> NetworkSpecification {
  NetworkSpecification(
    input: .map(channels: 1, height: 8, width: 8),
    layers: [
      .convolution(channels: channels, kernel: 3, bias: false), .batchNormalization(), .relu, .dropout(rate: 0.2),
      .maxPool(size: 2),
      .convolution(channels: channels, kernel: 3, relu: true), .dropout(rate: 0.1), .globalAveragePool,
      .dropout(rate: 0.1), .dense(units: 3),
    ])
}

/// Noise with a bright row that tells the class.
private func stripes(_ count: Int, seed: UInt64, size: Int = 8) -> (inputs: [Float], labels: [Int]) {
  var generator = SeededGenerator(seed: seed)
  let labels = (0..<count).map { _ in generator.integer(below: 3) }
  var inputs = (0..<count * size * size).map { _ in Float(0.3 * generator.normal()) }
  for (sample, label) in labels.enumerated() {
    for column in 0..<size { inputs[sample * size * size + (1 + 2 * label) * size + column] += 1 }
  }
  return (inputs, labels)
}

private func bytes(_ trainer: NetworkTrainer) -> Data {
  Safetensors.data(of: .init(tensors: trainer.weights.tensors))
}

@Suite struct DeterminismTests {
  private func train(channels: Int, threads: Int, seed: UInt64 = 5) throws -> Data {
    let configuration = TrainerConfiguration(
      batchSize: 13, microShards: 4, threads: threads, optimizer: .init(learningRate: 1e-2, gradientClipNorm: 1),
      seed: seed)
    let trainer = try NetworkTrainer(specification: network(channels: channels), configuration: configuration)
    for (step, size) in [13, 13, 5, 13, 1, 12].enumerated() {
      let batch = stripes(size, seed: UInt64(step))
      _ = try trainer.step(inputs: batch.inputs, labels: batch.labels)
    }
    return bytes(trainer)
  }

  /// With 32 channels by Winograd's kernels, where the processor has them.
  @Test(arguments: [8, 32]) func weightsAreTheSameBytesForAnyNumberOfThreads(channels: Int) throws {
    let one = try train(channels: channels, threads: 1)
    for threads in [1, 2, 3, 8] { #expect(try train(channels: channels, threads: threads) == one) }
    #expect(try train(channels: channels, threads: 2, seed: 6) != one)
  }

  /// Samples of large maps are parts that threads share: the same bytes for any number of threads, and, as nothing here mixes
  /// samples, the gradients of as many shards. A smaller batch in between takes turns in the same memory.
  @Test func samplesOfLargeMapsAreSharedOut() throws {
    let network = NetworkSpecification(
      input: .map(channels: 1, height: 512, width: 512),
      layers: [
        .convolution(channels: 4, kernel: 3, relu: true), .maxPool(size: 2),
        .convolution(channels: 4, kernel: 3, stride: 4), .flatten, .dense(units: 3),
      ])
    let trainers = try [(1, 1), (1, 2), (3, 2)].map { shards, threads in
      try NetworkTrainer(
        specification: network,
        configuration: .init(
          batchSize: 3, microShards: shards, threads: threads,
          optimizer: .init(kind: .sgd, learningRate: 1e-3, momentum: 0)))
    }
    for (step, size) in [3, 2, 3].enumerated() {
      let batch = stripes(size, seed: UInt64(step), size: 512)
      for trainer in trainers { _ = try trainer.step(inputs: batch.inputs, labels: batch.labels) }
      #expect(bytes(trainers[0]) == bytes(trainers[1]))
      for (parts, shards) in zip(trainers[1].lastGradients, trainers[2].lastGradients) {
        #expect(relativeError(parts.values, shards.values.map(Double.init)) < 1e-4, "\(parts.name)")
      }
    }
    #expect(try trainers[0].implementationNames().count { $0.hasPrefix("convolution weight gradient") } == 4)
  }

  @Test func aSamplesPredictionDoesNotDependOnItsNeighboursOrThreads() throws {
    let weights = try NetworkWeights(initializing: small, seed: 1)
    let batch = stripes(37, seed: 9)
    let one = try InferenceNetwork(specification: small, weights: weights, threads: 1)
    let three = try InferenceNetwork(specification: small, weights: weights, threads: 3)
    let all = try one.logits(batch.inputs)
    #expect(try three.logits(batch.inputs) == all)
    for sample in [0, 17, 36] {
      let alone = try three.logits(Array(batch.inputs[sample * 64..<(sample + 1) * 64]))
      #expect(alone == Array(all[sample * 3..<(sample + 1) * 3]))
    }
    #expect(try one.predict([]).isEmpty)
  }

  @Test func aResumedRunEndsInTheSameBytes() throws {
    let configuration = TrainerConfiguration(batchSize: 8, microShards: 2, threads: 2, seed: 3)
    let whole = try NetworkTrainer(specification: small, configuration: configuration)
    let batches = (0..<6).map { stripes(8, seed: $0) }
    var half: (NetworkWeights, OptimizerState)?
    for (step, batch) in batches.enumerated() {
      // Through the bytes of a file, as a run that was killed would.
      if step == 3 {
        let weights = try Safetensors.contents(of: Safetensors.data(of: .init(tensors: whole.weights.tensors)))
        let state = try Safetensors.contents(of: Safetensors.data(of: whole.optimizerState.contents))
        half = (NetworkWeights(tensors: weights.tensors), try OptimizerState(state))
      }
      _ = try whole.step(inputs: batch.inputs, labels: batch.labels)
    }
    let (weights, state) = try #require(half)
    let resumed = try NetworkTrainer(specification: small, configuration: configuration)
    try resumed.setWeights(weights)
    try resumed.resume(from: state)
    for batch in batches[3...] { _ = try resumed.step(inputs: batch.inputs, labels: batch.labels) }
    #expect(bytes(resumed) == bytes(whole))
    #expect(resumed.optimizerState == whole.optimizerState)
  }
}

@Suite struct LearningTests {
  /// One step of gradient descent: what a penalty λ adds to the slope of a weight w is 2 λ w, and nothing to a bias.
  @Test func aLayersPenaltyPullsItsMatrixToZero() throws {
    func step(penalty: Double?) throws -> (before: NetworkWeights, after: NetworkWeights) {
      let network = NetworkSpecification(
        input: .vector(count: 4), layers: [.dense(units: 5, penalty: penalty), .relu, .dense(units: 2)])
      let trainer = try NetworkTrainer(
        specification: network,
        configuration: .init(
          batchSize: 2, microShards: 1, optimizer: .init(kind: .sgd, learningRate: 0.1, momentum: 0),
          initialization: .torch, seed: 4))
      let before = trainer.weights
      _ = try trainer.step(inputs: [1, 2, 3, 4, -1, 0.5, 2, 0], labels: [0, 1])
      return (before, trainer.weights)
    }
    let (plain, pulled) = (try step(penalty: nil), try step(penalty: 0.3))
    for (index, tensor) in pulled.after.tensors.enumerated() {
      let share: Float = tensor.name == "layers.0.weight" ? 0.1 * 2 * 0.3 : 0
      for (position, value) in tensor.values.enumerated() {
        let expected =
          plain.after.tensors[index].values[position] - share * plain.before.tensors[index].values[position]
        #expect(abs(value - expected) < 1e-6, "\(tensor.name)")
      }
    }
    #expect(plain.before == pulled.before)
  }

  @Test func aTinySetIsLearntByHeart() throws {
    let batch = stripes(24, seed: 4)
    var network = small
    network.layers.removeAll { if case .dropout = $0 { true } else { false } }
    // The mean over the whole picture cannot tell rows apart; a flattened one can.
    network.layers = network.layers.map { $0 == .globalAveragePool ? .flatten : $0 }
    let trainer = try NetworkTrainer(
      specification: network,
      configuration: .init(batchSize: 24, microShards: 2, threads: 2, optimizer: .init(learningRate: 1e-2)))
    var last: StepResult?
    for _ in 0..<40 { last = try trainer.step(inputs: batch.inputs, labels: batch.labels) }
    #expect(try #require(last).correct == 24)
    #expect(try #require(last).loss < 0.05)
    let predicted = try trainer.predict(batch.inputs).map { row in row.indices.max { row[$0] < row[$1] } }
    #expect(predicted == batch.labels.map(Optional.init))
    #expect(try trainer.predict(batch.inputs).allSatisfy { abs($0.reduce(0, +) - 1) < 1e-5 })
  }

  // Central differences of the loss along random directions of all weights, against the gradient's product with them.
  // Smooth networks leave rounding only; where rectifiers and maxima make kinks, the tolerance is wider. Dropout's masks
  // are held still by going back to the same step.
  @Test(
    arguments: [
      (
        [
          .convolution(channels: 8, kernel: 3, bias: false), .batchNormalization(), .averagePool(size: 2),
          .depthwiseConvolution(channels: 8, kernel: 3, stride: 2), .flatten, .batchNormalization(), .dense(units: 3),
        ], 1e-3, 2e-3
      ),
      (
        [
          .dropout(rate: 0.2), .convolution(channels: 8, kernel: 3), .dropout(rate: 0.4), .averagePool(size: 2),
          .flatten,
          .dropout(rate: 0.3), .dense(units: 3),
        ], 1e-3, 2e-3
      ),
      (
        [
          .convolution(channels: 16, kernel: 3), .convolution(channels: 16, kernel: 1), .batchNormalization(),
          .squeezeExcite(reduction: 2), .residual(over: 3), .averagePool(size: 2),
          .depthwiseConvolution(channels: 16, kernel: 3), .residual(over: 1), .flatten, .dense(units: 3),
        ], 1e-3, 2e-3
      ),
      ([.convolution(channels: 16, kernel: 3), .attentionPool(heads: 3), .dense(units: 3)], 1e-3, 2e-3),
      (
        // Windows that leave a row and a column out, as system 1 has them: 7 × 7 becomes 3 × 3, and that 2 × 2.
        [
          .convolution(channels: 16, kernel: 2, padding: .valid), .relu, .maxPool(size: 2), .dropout(rate: 0.2),
          .convolution(channels: 32, kernel: 2, padding: .valid), .relu, .dropout(rate: 0.5), .globalAveragePool,
          .dense(units: 3),
        ], 1e-4, 1e-2
      ),
      (
        [
          .convolution(channels: 16, kernel: 2, padding: .valid), .averagePool(size: 2),
          .convolution(channels: 32, kernel: 2, padding: .valid), .globalAveragePool, .dense(units: 3),
        ], 1e-3, 2e-3
      ),
      (
        [
          .convolution(channels: 8, kernel: 3, relu: true), .maxPool(size: 2), .dropout(rate: 0.4),
          .convolution(channels: 8, kernel: 3), .dropout(rate: 0.2), .relu, .flatten, .dense(units: 9), .relu,
          .dropout(rate: 0.3), .dense(units: 3),
        ], 1e-4, 1e-2
      ),
    ] as [([LayerSpecification], Double, Double)])
  func gradientsAgreeWithFiniteDifferences(layers: [LayerSpecification], step: Double, tolerance: Double) throws {
    let network = NetworkSpecification(input: .map(channels: 1, height: 8, width: 8), layers: layers)
    let batch = stripes(6, seed: 2)
    var configuration = TrainerConfiguration(
      batchSize: 6, microShards: 2, threads: 1, classWeights: [1, 2, 3],
      loss: .crossEntropy(labelSmoothing: 0.1))
    configuration.optimizer.learningRate = 0  // so that a step only looks
    let trainer = try NetworkTrainer(specification: network, configuration: configuration)
    let start = trainer.optimizerState
    _ = try trainer.step(inputs: batch.inputs, labels: batch.labels)
    let (weights, gradients) = (trainer.weights, trainer.lastGradients)
    // Along a random direction the slope is of the order of the gradient's norm, to which rounding adds its share.
    let norm = gradients.reduce(0) { $1.values.reduce($0) { $0 + Double($1) * Double($1) } }.squareRoot()
    for direction in 0..<5 {
      var generator = SeededGenerator(seed: UInt64(direction))
      var slope = 0.0
      var (ahead, behind) = (weights, weights)
      for (t, tensor) in weights.tensors.enumerated() {
        guard let gradient = gradients.first(where: { $0.name == tensor.name }) else { continue }
        for i in tensor.values.indices {
          let d = generator.normal()
          slope += d * Double(gradient.values[i])
          ahead.tensors[t].values[i] += Float(step * d)
          behind.tensors[t].values[i] -= Float(step * d)
        }
      }
      func loss(_ weights: NetworkWeights) throws -> Double {
        try trainer.setWeights(weights)
        try trainer.resume(from: start)
        return try trainer.step(inputs: batch.inputs, labels: batch.labels).loss
      }
      let difference = try (loss(ahead) - loss(behind)) / (2 * step)
      #expect(abs(difference - slope) < tolerance * max(norm, 0.1))
    }
  }

  @Test func samplesWithoutWeightChangeNothing() throws {
    let network = NetworkSpecification(
      input: .map(channels: 1, height: 8, width: 8),
      layers: [.convolution(channels: 8, kernel: 3, relu: true), .globalAveragePool, .dense(units: 3)])
    let batch = stripes(8, seed: 7)
    let configuration = TrainerConfiguration(batchSize: 8, microShards: 1)
    let full = try NetworkTrainer(specification: network, configuration: configuration)
    _ = try full.step(inputs: batch.inputs, labels: batch.labels, sampleWeights: [1, 1, 1, 1, 1, 0, 0, 0])
    let part = try NetworkTrainer(specification: network, configuration: configuration)
    _ = try part.step(inputs: Array(batch.inputs[..<(5 * 64)]), labels: Array(batch.labels[..<5]))
    for (a, b) in zip(full.lastGradients, part.lastGradients) {
      #expect(relativeError(a.values, b.values.map(Double.init)) < 1e-5)
    }
  }

  @Test func divergenceIsReportedAndLeavesTheWeights() throws {
    let trainer = try NetworkTrainer(specification: small, configuration: .init(batchSize: 4, microShards: 2))
    var batch = stripes(4, seed: 1)
    batch.inputs[70] = .nan
    let before = bytes(trainer)
    let error = #expect(throws: NetworkError.self) { try trainer.step(inputs: batch.inputs, labels: batch.labels) }
    #expect(error?.code == .diverged)
    #expect(bytes(trainer) == before)
  }

  @Test func batchesThatDoNotFitAreRefused() throws {
    let trainer = try NetworkTrainer(specification: small, configuration: .init(batchSize: 4, microShards: 2))
    let batch = stripes(4, seed: 1)
    func code(_ body: () throws -> Void) -> NetworkErrorCode? {
      #expect(throws: NetworkError.self, performing: body)?.code
    }
    #expect(code { _ = try trainer.step(inputs: batch.inputs, labels: [0, 1]) } == .shape)
    #expect(code { _ = try trainer.step(inputs: [], labels: []) } == .shape)
    #expect(code { _ = try trainer.step(inputs: batch.inputs, labels: [0, 1, 2, 3]) } == .shape)
    #expect(code { _ = try trainer.step(inputs: batch.inputs, labels: batch.labels, sampleWeights: [1]) } == .shape)
    #expect(
      code { _ = try trainer.step(inputs: batch.inputs, labels: batch.labels, sampleWeights: [0, 0, 0, 0]) } == .shape)
    #expect(code { _ = try trainer.predict([1, 2, 3]) } == .shape)
    #expect(code { _ = try NetworkTrainer(specification: small, configuration: .init(classWeights: [1])) } == .shape)
    #expect(
      code { _ = try NetworkTrainer(specification: small, configuration: .init(batchSize: 2, microShards: 4)) }
        == .shape)
  }
}

@Suite struct DropoutTests {
  // A network that only drops: the loss's gradient by the dense bias tells nothing, so the share of zeros is read from
  // how often a sample's logits vanish.
  @Test func theShareAndTheScaleAreRight() throws {
    let network = NetworkSpecification(input: .vector(count: 1), layers: [.dropout(rate: 0.3), .dense(units: 2)])
    var configuration = TrainerConfiguration(batchSize: 1, microShards: 1)
    configuration.optimizer.learningRate = 0
    let trainer = try NetworkTrainer(specification: network, configuration: configuration)
    try trainer.setWeights(
      NetworkWeights(tensors: [
        NamedTensor(name: "layers.1.weight", shape: [2, 1], values: [1, 0]),
        NamedTensor(name: "layers.1.bias", shape: [2], values: [0, 0]),
      ]))
    var dropped = 0
    let kept = log(1 + exp(-1 / 0.7))
    for _ in 0..<2000 {
      let loss = try trainer.step(inputs: [1], labels: [0]).loss
      if abs(loss - log(2)) < 1e-6 { dropped += 1 } else { #expect(abs(loss - kept) < 1e-4) }
    }
    #expect(abs(Double(dropped) / 2000 - 0.3) < 0.04)
  }
}

@Suite struct KernelTests {
  /// By hand: the slope by the weight of input i in class c is the mean over samples of (p_c − t_c) · x_i.
  @Test func weightsThatNoCacheHoldsAreNotCopied() throws {
    let (inputs, classes) = (70_000, 256)
    let network = NetworkSpecification(input: .vector(count: inputs), layers: [.dense(units: classes)])
    let trainer = try NetworkTrainer(
      specification: network, configuration: .init(batchSize: 2, microShards: 1, optimizer: .init(kind: .sgd)))
    let names = try trainer.implementationNames()
    #expect(!names.contains { $0.contains("ref") || $0.contains("reorder") }, "\(names)")
    var generator = SeededGenerator(seed: 8)
    let samples = (0..<2 * inputs).map { _ in Float(generator.normal()) }
    let probabilities = try trainer.predict(samples)
    _ = try trainer.step(inputs: samples, labels: [7, 200])
    let gradient = trainer.lastGradients[0].values
    for c in [0, 7, 200, 255] {
      let slopes = (0..<inputs).map { i in
        (Double(probabilities[0][c]) - (c == 7 ? 1 : 0)) / 2 * Double(samples[i])
          + (Double(probabilities[1][c]) - (c == 200 ? 1 : 0)) / 2 * Double(samples[inputs + i])
      }
      #expect(relativeError(Array(gradient[c * inputs..<(c + 1) * inputs]), slopes) < 1e-4)
    }
  }

  @Test func noReferenceKernelIsAtWork() throws {
    for (specification, batch) in [
      (TrainingBenchmark.specification, 32), (small, 8), (GoldenCase.varied.specification, 8),
      (GoldenCase.normalised.specification, 8), (GoldenCase.residual.specification, 8),
      (GoldenCase.wide.specification, 8),
    ] {
      let trainer = try NetworkTrainer(specification: specification, configuration: .init(batchSize: batch))
      let names = try trainer.implementationNames()
      #expect(names.count > 8)
      #expect(!names.contains { $0.contains("ref") }, "\(names)")
    }
  }

  /// Winograd's kernels are the quick ones while training, where the processor has them; answers are by direct kernels.
  @Test func winogradTrainsAndDoesNotAnswer() throws {
    let network = GoldenCase.wide.specification
    let trainer = try NetworkTrainer(specification: network, configuration: .init(batchSize: 8))
    let names = try trainer.implementationNames()
    if names.contains(where: { $0.contains("avx512") }) {
      for pass in ["forward", "input gradient", "weight gradient"] {
        #expect(names.contains { $0.hasPrefix("convolution \(pass)") && $0.contains("wino") }, "\(pass): \(names)")
      }
    }
    let answering = try InferenceNetwork(specification: network, weights: trainer.weights).implementationNames()
    #expect(!answering.isEmpty && !answering.contains { $0.contains("wino") }, "\(answering)")
  }
}
