import Core
import NeuralNetwork

/// Trains a network by gradients: epochs, validation, what is kept, and a checkpoint after each epoch.
struct NetworkFit {
  /// What training has found.
  struct Result {
    let weights: NetworkWeights
    let epoch: Int
    let history: [EpochRecord]
  }

  let network: NetworkSpecification
  let settings: TrainingSettings
  let threads: Int
  let train: LabelledInputs
  /// What gives each epoch other inputs of the training rows; nil where these stay as they are.
  let augmented: AugmentedInputs?
  /// Nil where nothing is validated.
  let validation: LabelledInputs?
  let checkpointing: Checkpointing?
  let report: (TrainingRun.Event) -> Void

  func callAsFunction() throws -> Result {
    let weights = settings.classWeighting.weights(counts: train.counts)
    let trainer = try NetworkTrainer(specification: network, configuration: configuration(classWeights: weights))
    let task = try TrainingCheckpoint.task(
      network, settings, augmented?.digest ?? "", [train] + (validation.map { [$0] } ?? []))
    var state = TrainingCheckpoint.Progress(task: task, history: [], bestEpoch: 0, plateau: PlateauWatch())
    var best = trainer.predictingWeights
    let order = validation.map { comparisonOrder(of: $0.rows.count) } ?? []
    if let checkpointing, checkpointing.resumes, checkpointing.isUnfinished {
      let saved = try TrainingCheckpoint(contentsOf: checkpointing.url, task: task)
      try trainer.setWeights(saved.weights)
      try trainer.resume(from: saved.optimizer)
      (state, best) = (saved.progress, try saved.best.checked(for: network))
      report(.resumed(epoch: state.history.count))
    }
    while !isOver(state) {
      let epoch = state.history.count + 1
      var record = try trainEpoch(epoch, trainer, plateau: state.plateau)
      record.validation = try validation.map { try judge($0, order: order, trainer, classWeights: weights) }
      state.plateau.look(at: record.validation?.loss ?? record.trainLoss, settings.schedule)
      let isBest = isBest(record, state)
      state.history.append(record)
      if isBest { (state.bestEpoch, best) = (epoch, trainer.predictingWeights) }
      report(.epoch(record, isBest: isBest))
      if let checkpointing, !isOver(state) {
        try TrainingCheckpoint(
          progress: state, weights: trainer.weights, optimizer: trainer.optimizerState, best: best
        ).write(to: checkpointing.url)
      }
    }
    return Result(weights: best, epoch: state.bestEpoch, history: state.history)
  }

  private func configuration(classWeights: [Double]) -> TrainerConfiguration {
    let framework = settings.model.design.framework
    return TrainerConfiguration(
      batchSize: settings.batchSize, microShards: min(settings.microShards, settings.batchSize), threads: threads,
      optimizer: .init(
        kind: settings.optimizer, learningRate: settings.learningRate, epsilon: framework.epsilon,
        weightDecay: settings.weightDecay, gradientClipNorm: settings.gradientClipNorm,
        averageDecay: settings.averageDecay),
      classWeights: classWeights, loss: settings.loss, initialization: framework.initialization, seed: settings.seed)
  }

  private func isOver(_ state: TrainingCheckpoint.Progress) -> Bool {
    let epochs = state.history.count
    let hasStopped = settings.keeping == .best && epochs - state.bestEpoch >= settings.patience
    return epochs >= settings.epochs || (validation != nil && hasStopped && epochs > 0)
  }

  private func isBest(_ record: EpochRecord, _ state: TrainingCheckpoint.Progress) -> Bool {
    guard settings.keeping == .best, let loss = record.validation?.loss, state.bestEpoch > 0 else { return true }
    return loss < state.history[state.bestEpoch - 1].validation?.loss ?? .infinity
  }

  private func trainEpoch(
    _ epoch: Int, _ trainer: NetworkTrainer, plateau: PlateauWatch
  ) throws -> EpochRecord {
    let clips = try augmented?(epoch: epoch) ?? train
    let sampler = EpochSampler(
      inputs: clips.inputs, recordings: RecordingAssembly.origins(of: clips.rows), settings: settings)
    let maker = BatchMaker(clips, shape: network.input, settings: settings)
    let batches = sampler.batches(epoch: epoch)
    let total = settings.epochs * batches.count
    var (loss, correct, seen, firstRate) = (0.0, 0, 0, settings.learningRate)
    for (step, samples) in batches.enumerated() {
      trainer.learningRate =
        settings.learningRate * plateau.share
        * settings.schedule.share(step: (epoch - 1) * batches.count + step, of: total)
      if step == 0 { firstRate = trainer.learningRate }
      let batch = maker(samples, epoch: epoch, first: seen)
      let result = try trainer.step(inputs: batch.inputs, targets: batch.targets, sampleWeights: batch.weights)
      loss += result.loss * Double(samples.count)
      correct += result.correct
      seen += samples.count
      report(.step(epoch: epoch, step: step + 1, steps: batches.count, loss: loss / Double(seen)))
      if Interruption.isRequested {
        throw TrainingError(.interrupted, "training was stopped in epoch \(epoch). Go on with --resume.")
      }
    }
    return EpochRecord(
      epoch: epoch, learningRate: firstRate, trainLoss: loss / Double(seen),
      trainAccuracy: Double(correct) / Double(seen))
  }

  /// The order in which validation rows are put into batches, the same for every epoch.
  ///
  /// Losses that compare samples need batches of several classes, and rows often stand class by class: they are shuffled.
  private func comparisonOrder(of count: Int) -> [Int] {
    guard settings.loss.comparesSamples else { return Array(0..<count) }
    var generator = SeededGenerator(seed: settings.seed, id: "validation", copy: 0, step: "batches")
    return Array(0..<count).shuffled(with: &generator)
  }

  /// Figures of validation rows. What stops the training, lowers its rate and chooses its epoch is the loss that is trained,
  /// penalties of layers included, as Keras' `val_loss` is, and weighted by class as in training.
  private func judge(
    _ clips: LabelledInputs, order: [Int], _ trainer: NetworkTrainer, classWeights: [Double]
  ) throws -> ModelDescription.ValidationMetrics {
    let logits = try clips.inputs.answers(trainer.logits)
    let rule = settings.loss.probabilityRule
    let outputs = logits.map { InputSet.mean(rule.outputs($0)) }
    guard outputs.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError(
        .diverged, "the weights became infinite or not a number. Lower --learning-rate, or clip gradients with --clip.")
    }
    let loss = settings.loss.value(
      of: order.map { outputs[$0] }, labels: order.map { clips.labels[$0] }, classWeights: classWeights,
      batchSize: settings.batchSize)
    return .init(
      clips, probabilities: logits.map { InputSet.mean(rule.probabilities($0)) }, loss: loss + (try trainer.penalty()))
  }
}

extension ModelDescription.ValidationMetrics {
  /// The figures of clips and of the recordings they belong to.
  init(_ clips: LabelledInputs, probabilities: [[Double]], loss: Double) {
    let recordings = ScoredItem.byRecording(rows: clips.rows, probabilities: probabilities)
    let matrix = ConfusionMatrix(
      truth: recordings.map { score in clips.positions[score.label] ?? 0 },
      predicted: recordings.map { Calibration.mostProbable($0.probabilities) }, classCount: clips.positions.count)
    self.init(loss: loss, accuracy: matrix.accuracy, balancedAccuracy: matrix.balancedAccuracy)
  }

  /// The figures where nothing was trained by a loss: it is the class-weighted cross-entropy.
  init(_ clips: LabelledInputs, probabilities: [[Double]], classWeights: [Double]) {
    let loss = LossConfiguration.crossEntropy().value(
      of: probabilities, labels: clips.labels, classWeights: classWeights, batchSize: 1)
    self.init(clips, probabilities: probabilities, loss: loss)
  }
}
