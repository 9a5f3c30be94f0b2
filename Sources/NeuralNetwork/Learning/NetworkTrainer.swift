public import Core

/// How a network is trained.
public struct TrainerConfiguration: Codable, Sendable, Equatable {
  /// The samples of a full batch; smaller batches are welcome.
  public var batchSize: Int
  /// Into how many parts a full batch is split. Results depend on it (batch normalisation sees one part at a time, and
  /// sums are rounded in this order), so it is a setting of the experiment and not of the machine.
  public var microShards: Int
  /// How many threads work on the parts; results do not depend on it. More than `microShards` do not help, but where a batch
  /// is one part and its maps have a million values or more.
  public var threads: Int
  /// The rule by which weights move.
  public var optimizer: OptimizerConfiguration
  /// One weight a class, or nil for 1 each. The loss is divided by the summed weight of the batch, as in PyTorch.
  public var classWeights: [Double]?
  /// What training makes small.
  public var loss: LossConfiguration
  /// How the first weights are drawn.
  public var initialization: WeightInitialization
  /// The seed of the first weights and of dropout.
  public var seed: UInt64

  /// Makes a configuration.
  public init(
    batchSize: Int = 32, microShards: Int = 4, threads: Int = 1, optimizer: OptimizerConfiguration = .init(),
    classWeights: [Double]? = nil, loss: LossConfiguration = .crossEntropy(),
    initialization: WeightInitialization = .he, seed: UInt64 = 0
  ) {
    self.batchSize = batchSize
    self.microShards = microShards
    self.threads = threads
    self.optimizer = optimizer
    self.classWeights = classWeights
    self.loss = loss
    self.initialization = initialization
    self.seed = seed
  }
}

/// What one training step saw, before it moved the weights.
public struct StepResult: Sendable, Equatable {
  /// The batch's mean loss and the penalties of the layers, as Keras reports it.
  public let loss: Double
  /// How many of the batch's samples had their label as the greatest logit (with dropout at work).
  public let correct: Int
  /// The Euclidean norm of all gradients, before clipping; nil unless clipping is on.
  public let gradientNorm: Double?
}

/// Trains a network, the same bytes on any number of threads.
///
/// Every batch is split into `microShards` parts of nearly equal size (fewer for a smaller batch, none larger than a full
/// batch's). Batch normalisation takes its statistics over one part ("ghost batch normalisation", Hoffer et al. 2017).
/// The parts' gradients are added in their order. Where a batch is one part, the samples of large maps are shared out inside
/// its layers, see ``KernelBuilder/parts(_:)``. Bytes may differ between processors, whose kernels differ.
public final class NetworkTrainer {
  /// The network's description.
  public let specification: NetworkSpecification
  /// The settings.
  public let configuration: TrainerConfiguration
  /// The rate of the next step; set it before each step to follow a schedule.
  public var learningRate: Double
  /// The number of steps taken.
  public private(set) var stepCount = 0

  private let classCount: Int
  private let layout: ParameterLayout
  private let loss: LossFunction
  private let team: WorkerTeam
  private let runner: ShardRunner
  private let updater: WeightUpdater
  private let predictor: Predictor
  /// The running mean of the weights and what predicts with it, if one is kept.
  private let average: (weights: WeightAverage, predictor: Predictor)?
  private var version = 0

  /// Prepares training from freshly drawn weights; ``setWeights(_:)`` lets it start elsewhere.
  /// - Throws: `NetworkError` `.shape` if layers or settings do not fit, `.kernel` if oneDNN refuses.
  public init(specification: NetworkSpecification, configuration: TrainerConfiguration) throws(NetworkError) {
    self.specification = specification
    self.configuration = configuration
    learningRate = configuration.optimizer.learningRate
    classCount = try specification.classCount()
    try Self.check(configuration, classes: classCount)
    layout = try ParameterLayout(specification)
    loss = LossFunction(
      configuration: configuration.loss,
      classWeights: configuration.classWeights ?? [Double](repeating: 1, count: classCount))
    let engine = try Engine()
    team = WorkerTeam(count: configuration.threads)
    runner = try ShardRunner(
      specification, layout, shards: configuration.microShards, loss: loss, seed: configuration.seed, engine, team)
    updater = try WeightUpdater(runner, configuration.optimizer, team)
    predictor = try Predictor(specification, layout, trained: runner.trained, running: runner.running, engine, team)
    if let decay = configuration.optimizer.averageDecay {
      let mean = try WeightAverage(layout, decay: decay)
      average = (mean, try Predictor(specification, layout, trained: mean.trained, running: mean.running, engine, team))
    } else {
      average = nil
    }
    let first = try NetworkWeights(
      initializing: specification, by: configuration.initialization, seed: configuration.seed)
    layout.scatter(first.tensors, trained: runner.trained, running: runner.running)
    average?.weights.reset(runner)
  }

  /// Takes one step on one batch of samples of one class each; see ``step(inputs:targets:sampleWeights:)``.
  public func step(inputs: [Float], labels: [Int], sampleWeights: [Float]? = nil) throws(NetworkError) -> StepResult {
    if let label = labels.first(where: { !(0..<classCount).contains($0) }) {
      throw NetworkError(.shape, "label \(label) is none of the network's \(classCount) classes.")
    }
    var targets = [Float](repeating: 0, count: labels.count * classCount)
    for (sample, label) in labels.enumerated() { targets[sample * classCount + label] = 1 }
    return try step(inputs: inputs, targets: targets, sampleWeights: sampleWeights)
  }

  /// Takes one step on one batch.
  /// - Parameters:
  ///   - inputs: whole samples one after the other, each in the specification's shape (so NCHW).
  ///   - targets: the share of each class in each sample, at most `batchSize` samples.
  ///   - sampleWeights: one non-negative weight a sample, or nil for 1 each.
  /// - Throws: `NetworkError` `.shape` if the batch does not fit, `.diverged` if the loss is no longer finite (the
  ///   weights are then left as they were).
  public func step(inputs: [Float], targets: [Float], sampleWeights: [Float]? = nil) throws(NetworkError) -> StepResult
  {
    try checkBatch(inputs, targets, sampleWeights)
    let total = loss.totalWeight(targets, sampleWeights)
    guard total > 0, total.isFinite else {
      throw NetworkError(.shape, "the weights of a batch sum to \(total). At least one sample must weigh something.")
    }
    let ranges = shards(of: targets.count / classCount)
    let batch = Batch(
      inputs: inputs, targets: targets, sampleWeights: sampleWeights, totalWeight: total, step: stepCount,
      version: version)
    let seen = try runner.run(batch, ranges: ranges)
    guard seen.loss.isFinite else {
      throw NetworkError(
        .diverged,
        "the loss became \(seen.loss) at step \(stepCount + 1). Lower the learning rate or clip the gradients.")
    }
    let penalty = try updater.penalty(of: runner.trained)
    let norm = try updater.update(shards: ranges.count, step: stepCount + 1, learningRate: learningRate)
    try runner.followStatistics(ranges: ranges)
    stepCount += 1
    version += 1
    average?.weights.follow(runner, step: stepCount)
    return StepResult(loss: seen.loss + penalty, correct: seen.correct, gradientNorm: norm)
  }

  /// The class probabilities of any number of samples, without dropout and with the running statistics; by the running
  /// mean of the weights, if one is kept.
  /// - Throws: `NetworkError` `.shape` if `inputs` is no whole number of samples.
  public func predict(_ inputs: [Float]) throws(NetworkError) -> [[Float]] {
    configuration.loss.probabilityRule.probabilities(try logits(inputs))
  }

  /// The outputs of the last layer that ``predict(_:)`` makes probabilities of, one row a sample.
  /// - Throws: `NetworkError` `.shape` if `inputs` is no whole number of samples.
  public func logits(_ inputs: [Float]) throws(NetworkError) -> [[Float]] {
    try (average?.predictor ?? predictor).logits(inputs, version: version).rows(of: classCount)
  }

  /// What the penalties of the layers add to the loss of the weights that predict.
  public func penalty() throws(NetworkError) -> Double {
    try updater.penalty(of: average?.weights.trained ?? runner.trained)
  }

  /// The weights to predict with: their running mean, if one is kept, else ``weights``.
  public var predictingWeights: NetworkWeights {
    guard let mean = average?.weights else { return weights }
    return NetworkWeights(tensors: layout.gather(trained: mean.trained, running: mean.running))
  }

  /// All that the network has learnt, running statistics included.
  public var weights: NetworkWeights {
    NetworkWeights(tensors: layout.gather(trained: runner.trained, running: runner.running))
  }

  /// Replaces all weights; the optimiser's memory stays.
  /// - Throws: `NetworkError` `.weights` naming a tensor that does not fit.
  public func setWeights(_ weights: NetworkWeights) throws(NetworkError) {
    layout.scatter(try weights.checked(for: specification).tensors, trained: runner.trained, running: runner.running)
    average?.weights.reset(runner)
    version += 1
  }

  /// The optimiser's memory, to be saved beside the weights.
  public var optimizerState: OptimizerState {
    var state = updater.state(step: stepCount)
    if average != nil { state.averages = predictingWeights.tensors }
    return state
  }

  /// Goes on where a run with this memory stopped, dropout included.
  /// - Throws: `NetworkError` `.weights` if the moments belong to another network.
  public func resume(from state: OptimizerState) throws(NetworkError) {
    try updater.restore(state)
    if let mean = average?.weights {
      let tensors = try NetworkWeights(tensors: state.averages).checked(for: specification).tensors
      layout.scatter(tensors, trained: mean.trained, running: mean.running)
      version += 1
    }
    stepCount = state.step
  }

  /// The gradients of the last step, clipping excluded; for tests and diagnosis.
  public var lastGradients: [NamedTensor] { layout.gather(trained: runner.gradients) }

  /// The kernels of a full shard's training and of inference, with oneDNN's names for their implementations.
  public func implementationNames() throws(NetworkError) -> [String] {
    let size = shards(of: configuration.batchSize)[0].count
    return try runner.implementationNames(batch: size) + predictor.implementationNames()
  }

  /// The samples of each shard: as few shards as keep each within a full batch's shard, of nearly equal size.
  private func shards(of samples: Int) -> [Range<Int>] {
    let full = (configuration.batchSize + configuration.microShards - 1) / configuration.microShards
    let count = (samples + full - 1) / full
    return (0..<count).map { $0 * samples / count..<($0 + 1) * samples / count }
  }

  private func checkBatch(_ inputs: [Float], _ targets: [Float], _ sampleWeights: [Float]?) throws(NetworkError) {
    let samples = targets.count / classCount
    guard targets.count % classCount == 0, (1...configuration.batchSize).contains(samples),
      inputs.count == samples * specification.input.count
    else {
      throw NetworkError(
        .shape,
        "a batch of \(inputs.count) values and \(samples) samples does not fit. "
          + "Give 1 … \(configuration.batchSize) samples of \(specification.input.count) values."
      )
    }
    guard targets.allSatisfy({ (0...1).contains($0) }) else {
      throw NetworkError(.shape, "the shares of classes in a sample lie in 0 … 1.")
    }
    if let sampleWeights {
      guard sampleWeights.count == samples, sampleWeights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw NetworkError(
          .shape, "sample weights must be one finite number ≥ 0 for each of the \(samples) samples.")
      }
    }
  }

  private static func check(_ configuration: TrainerConfiguration, classes: Int) throws(NetworkError) {
    guard (1...1 << 20).contains(configuration.batchSize), (1...1024).contains(configuration.threads),
      (1...configuration.batchSize).contains(configuration.microShards)
    else {
      throw NetworkError(.shape, "batch size, threads and micro-shards must be positive, and no shard may be empty.")
    }
    guard configuration.loss.isValid else {
      throw NetworkError(.shape, "the loss \(configuration.loss) has impossible numbers.")
    }
    if let decay = configuration.optimizer.averageDecay, !(0..<1).contains(decay) {
      throw NetworkError(.shape, "the decay of averaged weights lies in 0 ..< 1, not \(decay).")
    }
    if let weights = configuration.classWeights {
      guard weights.count == classes, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw NetworkError(.shape, "class weights must be one finite number ≥ 0 for each of the \(classes) classes.")
      }
    }
  }
}
