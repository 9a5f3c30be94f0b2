import Foundation
import Testing

@testable import NeuralNetwork

/// Values of tools/golden/losses.py: PyTorch's losses, or the published formulas by its automatic derivatives, in float64.
private struct LossCase: Decodable {
  let loss: String
  let classes: Int
  let logits: [Double]
  let targets: [Double]
  let classWeights: [Double]
  let sampleWeights: [Double]
  let value: Double
  let gradient: [Double]

  var configuration: LossConfiguration { .named(loss) }
}

/// Values of tools/golden/validation_losses.py: losses of outputs that are known, written out in NumPy.
private struct ValidationCase: Decodable {
  let loss: String
  let outputs: [[Double]]
  let labels: [Int]
  let classWeights: [Double]
  let batchSize: Int
  let value: Double
}

extension LossConfiguration {
  /// The loss that the scripts call `name`.
  fileprivate static func named(_ name: String) -> LossConfiguration {
    switch name {
    case "smoothed": .crossEntropy(labelSmoothing: 0.1)
    case "binary": .binary
    case "focal": .focal()
    case "divergence": .divergence
    case "pairwise": .pairwise
    case "wmw": .wilcoxonMannWhitney()
    default: .crossEntropy()
    }
  }
}

private func golden<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Goldens"))
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(contentsOf: url))
}

@Suite struct LossTests {
  /// Logits and targets are single precision's own numbers, so only the gradient is rounded.
  @Test func valuesAndGradientsAgreeWithPyTorch() throws {
    let cases = try golden("losses", as: [LossCase].self)
    #expect(Set(cases.map(\.loss)).count == 7)
    for known in cases {
      let loss = LossFunction(configuration: known.configuration, classWeights: known.classWeights)
      let targets = known.targets.map { Float($0) }
      let samples = known.sampleWeights.map { Float($0) }
      let result = loss(
        logits: known.logits.map { Float($0) }, targets: targets[...], sampleWeights: samples[...],
        totalWeight: loss.totalWeight(targets, samples))
      #expect(abs(result.loss - known.value) < 1e-7 * max(1, abs(known.value)), "\(known.loss)")
      #expect(relativeError(result.gradient, known.gradient) < 1e-6, "\(known.loss)")
    }
  }

  /// What validation watches; pairs are compared inside batches, one of which holds a single class.
  @Test func valuesOfKnownOutputsAgreeWithNumPy() throws {
    let cases = try golden("validation_losses", as: [ValidationCase].self)
    #expect(Set(cases.map(\.loss)).count == 7)
    for known in cases {
      let value = LossConfiguration.named(known.loss).value(
        of: known.outputs, labels: known.labels, classWeights: known.classWeights, batchSize: known.batchSize)
      #expect(abs(value - known.value) < 1e-12 * max(1, abs(known.value)), "\(known.loss)")
    }
  }

  /// Without dropout and batch normalisation, a step's loss is what the outputs before it come to, penalties included.
  @Test(arguments: [
    LossConfiguration.crossEntropy(labelSmoothing: 0.1), .binary, .focal(), .divergence, .pairwise,
    .wilcoxonMannWhitney(),
  ]) func stepsAndOutputsGiveTheSameLoss(loss: LossConfiguration) throws {
    let network = NetworkSpecification(
      input: .vector(count: 2), layers: [.dense(units: 19, penalty: 0.3), .relu, .dense(units: 2, penalty: 0.01)])
    let inputs: [Float] = [1, 0, 0, 1, 0.9, 0.1, 0.2, 0.8]
    let trainer = try NetworkTrainer(
      specification: network,
      configuration: .init(batchSize: 4, microShards: 2, classWeights: [1, 3], loss: loss, seed: 2))
    let penalty = zip(trainer.weights.tensors, [0.3, 0, 0.01, 0]).reduce(0) { sum, pair in
      sum + pair.1 * pair.0.values.reduce(0) { $0 + Double($1) * Double($1) }
    }
    #expect(abs(try trainer.penalty() - penalty) < 1e-12 * penalty)
    let outputs = loss.probabilityRule.outputs(try trainer.logits(inputs)).map { $0.map(Double.init) }
    let value = loss.value(of: outputs, labels: [0, 1, 0, 1], classWeights: [1, 3], batchSize: 4)
    let step = try trainer.step(inputs: inputs, labels: [0, 1, 0, 1])
    // Outputs are rounded to single precision.
    #expect(abs(step.loss - value - penalty) < 1e-6)
  }

  @Test(arguments: [LossConfiguration.pairwise, .wilcoxonMannWhitney()])
  func aBatchOfOneClassGivesExactlyNothing(configuration: LossConfiguration) {
    let loss = LossFunction(configuration: configuration, classWeights: [1, 1])
    let result = loss(logits: [3, -1, 0.5, 2], targets: [0, 1, 0, 1], sampleWeights: nil, totalWeight: 2)
    #expect(result.loss == 0 && result.gradient == [0, 0, 0, 0])
  }

  /// Probabilities lie in 0 … 1, so the loss of system 3 lies between sigmoid(−1) and sigmoid(1).
  @Test func theSurrogateHasItsRange() {
    let loss = LossFunction(configuration: .pairwise, classWeights: [1, 1])
    let targets: [Float] = [1, 0, 0, 1]
    let right = loss(logits: [50, -50, -50, 50], targets: targets[...], sampleWeights: nil, totalWeight: 2)
    let wrong = loss(logits: [-50, 50, 50, -50], targets: targets[...], sampleWeights: nil, totalWeight: 2)
    #expect(abs(right.loss - 0.2689414213699951) < 1e-12 && abs(wrong.loss - 0.7310585786300049) < 1e-12)
  }

  /// However the batch is divided among shards and threads, pairs are those of the whole batch.
  @Test func pairsReachAcrossShards() throws {
    let network = NetworkSpecification(input: .vector(count: 3), layers: [.dense(units: 2)])
    let inputs: [Float] = [1, 0, 2, -1, 3, 0.5, 0, 0, 1, 2, 2, -2]
    let weights = try NetworkWeights(initializing: network, seed: 1)
    let steps = try [(1, 1), (4, 1), (4, 2)].map { shards, threads in
      let trainer = try NetworkTrainer(
        specification: network,
        configuration: .init(batchSize: 4, microShards: shards, threads: threads, loss: .pairwise))
      try trainer.setWeights(weights)
      let result = try trainer.step(inputs: inputs, labels: [0, 1, 0, 1])
      return (result.loss, trainer.lastGradients)
    }
    #expect(steps[1].0 == steps[2].0 && steps[1].1 == steps[2].1)
    #expect(abs(steps[0].0 - steps[1].0) < 1e-12)
    for (whole, parts) in zip(steps[0].1, steps[1].1) {
      #expect(relativeError(parts.values, whole.values.map(Double.init)) < 1e-6)
    }
  }

  @Test func everyLossLearnsATinySet() throws {
    let network = NetworkSpecification(input: .vector(count: 2), layers: [.dense(units: 2)])
    let inputs: [Float] = [1, 0, 0, 1, 0.9, 0.1, 0.2, 0.8]
    for loss in [
      LossConfiguration.crossEntropy(labelSmoothing: 0.05), .binary, .focal(), .divergence, .pairwise,
      .wilcoxonMannWhitney(),
    ] {
      let trainer = try NetworkTrainer(
        specification: network,
        configuration: .init(
          batchSize: 4, microShards: 2, optimizer: .init(learningRate: 0.1, averageDecay: 0.5), loss: loss))
      for _ in 0..<60 { _ = try trainer.step(inputs: inputs, labels: [0, 1, 0, 1]) }
      let answers = try trainer.predict(inputs)
      #expect(answers.map { $0[1] > $0[0] } == [false, true, false, true], "\(loss)")
      #expect(answers.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-5 })
    }
  }
}

@Suite struct ScheduleTests {
  @Test func ratesAgreeWithPyTorch() throws {
    let rates = try golden("schedules", as: [String: [Double]].self)
    for (name, schedule) in [("oneCycle", LearningRateSchedule.oneCycle()), ("cosine", .cosine)] {
      for (step, rate) in try #require(rates[name]).enumerated() {
        #expect(abs(schedule.share(step: step, of: 50) - rate) < 1e-12, "\(name) \(step)")
      }
    }
    var watch = PlateauWatch()
    for (loss, rate) in zip(try #require(rates["losses"]), try #require(rates["plateau"])) {
      watch.look(at: loss, .plateau(factor: 0.3, patience: 2))
      #expect(abs(watch.share - rate) < 1e-12)
    }
    #expect(rates["plateau"]?.last ?? 1 < 0.1)
  }
}

@Suite struct WeightAverageTests {
  /// By hand: weight w after steps of plain descent, mean ← k · mean + (1 − k) · w with k = min(decay, (1 + t) / (10 + t)).
  @Test func theMeanFollowsTheWeights() throws {
    let network = NetworkSpecification(input: .vector(count: 1), layers: [.dense(units: 2)])
    let trainer = try NetworkTrainer(
      specification: network,
      configuration: .init(
        batchSize: 2, microShards: 1, optimizer: .init(kind: .sgd, learningRate: 0.5, momentum: 0, averageDecay: 0.25)))
    var mean = trainer.weights.tensors[0].values.map(Double.init)
    for step in 1...6 {
      _ = try trainer.step(inputs: [1, -1], labels: [0, 1])
      let kept = min(0.25, Double(1 + step) / Double(10 + step))
      mean = zip(mean, trainer.weights.tensors[0].values).map { kept * $0 + (1 - kept) * Double($1) }
    }
    #expect(relativeError(trainer.predictingWeights.tensors[0].values, mean) < 1e-6)
    #expect(trainer.predictingWeights != trainer.weights)
    let resumed = try NetworkTrainer(specification: network, configuration: trainer.configuration)
    try resumed.setWeights(trainer.weights)
    try resumed.resume(
      from: try OptimizerState(Safetensors.contents(of: Safetensors.data(of: trainer.optimizerState.contents))))
    for run in [trainer, resumed] { _ = try run.step(inputs: [1, -1], labels: [0, 1]) }
    #expect(resumed.predictingWeights == trainer.predictingWeights && resumed.weights == trainer.weights)
  }
}
