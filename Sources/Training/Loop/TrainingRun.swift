import Core
import Foundation
import Manifest
import NeuralNetwork
import Preparation

/// Trains the built-in network on a prepared data set, with early stopping on the validation split.
///
/// The result is the same bytes for any number of threads. The test split is never looked at.
public struct TrainingRun {
  /// What happens, as it happens.
  public enum Event: Sendable {
    /// Clips are being turned into features.
    case loading(clips: Int)
    /// A step has been taken.
    case step(epoch: Int, step: Int, steps: Int, loss: Double)
    /// An epoch has ended; `isBest` tells whether its weights are kept.
    case epoch(EpochRecord, isBest: Bool)
  }

  private let data: PreparedData
  private let settings: TrainingSettings
  private let threads: Int

  /// Makes a run.
  public init(data: PreparedData, settings: TrainingSettings, threads: Int) {
    self.data = data
    self.settings = settings
    self.threads = max(1, threads)
  }

  /// Trains and returns the model of the best epoch.
  /// - Throws: `TrainingError`, `NetworkError` `.diverged` if the loss is no longer a number.
  public func callAsFunction(
    report: (Event) -> Void = { _ in }
  ) throws -> (model: ModelFolder, history: [EpochRecord]) {
    let classes = data.classes
    let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    // A class that stands in validation only cannot be learnt, so it cannot be stopped on either.
    let validationRows = data.validation.filter { positions[$0.label] != nil }
    guard let first = data.train.first, !validationRows.isEmpty else {
      throw TrainingError(
        .badData,
        "no validation row has a class of the training rows: there are too few patients of each class. Add patients, or leave classes out in the recipe.",
        subject: data.folder.path)
    }
    let features = LogMelFeatures(sampleRate: first.sampleRate, sampleCount: first.sampleCount)
    guard features.isValid else {
      throw TrainingError(
        .badData,
        "row \(first.id): \(first.sampleCount) samples at \(first.sampleRate) Hz are no clip. Run 'auscult prepare' again.",
        subject: data.folder.path)
    }
    let loader = ClipLoader(folder: data.folder, features: features, workers: threads)
    report(.loading(clips: data.train.count + validationRows.count))
    let train = LabelledClips(features: try loader.load(data.train), rows: data.train, positions: positions)
    let validation = LabelledClips(
      features: try loader.load(validationRows), rows: validationRows, positions: positions)
    let network = settings.model.network(
      bands: features.bands, frames: features.frames, classes: classes.count, dropout: settings.dropout)
    let fitted = try fit(network, bands: features.bands, train: train, validation: validation, report: report)
    let description = try describe(network, features: features, classes: classes, train: train, fitted: fitted)
    return (ModelFolder(description: description, weights: fitted.weights), fitted.history)
  }

  /// What training has found.
  private struct Fitted {
    let weights: NetworkWeights
    let epoch: Int
    let validationLoss: Double
    let history: [EpochRecord]
  }

  private func fit(
    _ network: NetworkSpecification, bands: Int, train: LabelledClips, validation: LabelledClips,
    report: (Event) -> Void
  ) throws -> Fitted {
    let sampler = EpochSampler(recordings: train.rows.map(\.parentID), settings: settings)
    let weights = settings.classWeighting.weights(counts: train.counts)
    let trainer = try NetworkTrainer(
      specification: network,
      configuration: TrainerConfiguration(
        batchSize: settings.batchSize, threads: threads,
        optimizer: .init(kind: .adamW, learningRate: settings.learningRate, weightDecay: settings.weightDecay),
        classWeights: weights, seed: settings.seed))
    var history: [EpochRecord] = []
    var best: (epoch: Int, loss: Double, weights: NetworkWeights)?
    for epoch in 1...settings.epochs {
      let trained = try trainEpoch(epoch, trainer, sampler, train, bands: bands, report: report)
      let judged = try judge(trainer, validation, classWeights: weights)
      let record = EpochRecord(
        epoch: epoch, learningRate: trained.learningRate, trainLoss: trained.loss, trainAccuracy: trained.accuracy,
        validationLoss: judged.loss, validationAccuracy: judged.accuracy,
        validationBalancedAccuracy: judged.balancedAccuracy)
      history.append(record)
      let isBest = best.map { judged.loss < $0.loss } ?? true
      if isBest { best = (epoch, judged.loss, trainer.weights) }
      report(.epoch(record, isBest: isBest))
      if let best, epoch - best.epoch >= settings.patience { break }
    }
    guard let best else { throw TrainingError(.badData, "no epoch was trained: ask for at least one.") }
    return Fitted(weights: best.weights, epoch: best.epoch, validationLoss: best.loss, history: history)
  }

  private func describe(
    _ network: NetworkSpecification, features: LogMelFeatures, classes: [String], train: LabelledClips, fitted: Fitted
  ) throws -> ModelDescription {
    let seen = data.train + data.validation
    let certificate = data.description.certificate
    return ModelDescription(
      format: ModelDescription.currentFormat, auscult: AuscultVersion.current, classes: classes,
      recipe: data.description.recipe, features: features, network: network, parameters: try network.parameterCount(),
      settings: settings,
      data: .init(
        files: certificate.files, groupedBy: certificate.groupedBy, acceptedLeaks: data.acceptedLeaks.count,
        trainingClips: Dictionary(uniqueKeysWithValues: zip(classes, train.counts)),
        seenSources: Set(seen.map(\.sourceSHA256)).sorted(),
        seenGroups: Set(seen.map(\.groupID)).sorted(by: precedesInBytes), bestEpoch: fitted.epoch,
        bestValidationLoss: fitted.validationLoss))
  }

  private func trainEpoch(
    _ epoch: Int, _ trainer: NetworkTrainer, _ sampler: EpochSampler, _ clips: LabelledClips, bands: Int,
    report: (Event) -> Void
  ) throws -> (learningRate: Double, loss: Double, accuracy: Double) {
    let batches = sampler.batches(epoch: epoch)
    let firstRate = learningRate(at: Double(epoch - 1))
    var (loss, correct, seen) = (0.0, 0, 0)
    for (step, batch) in batches.enumerated() {
      trainer.learningRate = learningRate(at: Double(epoch - 1) + Double(step) / Double(batches.count))
      var inputs: [Float] = []
      for clip in batch {
        var features = clips.features[clip]
        sampler.mask(&features, bands: bands, clip: clip, epoch: epoch)
        inputs += features
      }
      let result = try trainer.step(inputs: inputs, labels: batch.map { clips.labels[$0] })
      loss += result.loss * Double(batch.count)
      correct += result.correct
      seen += batch.count
      report(.step(epoch: epoch, step: step + 1, steps: batches.count, loss: loss / Double(seen)))
    }
    return (firstRate, loss / Double(seen), Double(correct) / Double(seen))
  }

  /// Half a cosine from the first rate to zero, `time` in epochs.
  private func learningRate(at time: Double) -> Double {
    settings.learningRate * 0.5 * (1 + cos(.pi * time / Double(settings.epochs)))
  }

  private func judge(
    _ trainer: NetworkTrainer, _ clips: LabelledClips, classWeights: [Double]
  ) throws -> (loss: Double, accuracy: Double, balancedAccuracy: Double) {
    let probabilities = try trainer.predict(clips.features.flatMap { $0 }).map { $0.map(Double.init) }
    var (loss, weight) = (0.0, 0.0)
    for (row, label) in zip(probabilities, clips.labels) {
      loss -= classWeights[label] * log(max(row[label], 1e-12))
      weight += classWeights[label]
    }
    let recordings = ScoredItem.byRecording(rows: clips.rows, probabilities: probabilities)
    let matrix = ConfusionMatrix(
      truth: recordings.map { score in clips.positions[score.label] ?? 0 },
      predicted: recordings.map { Calibration.mostProbable($0.probabilities) }, classCount: classWeights.count)
    return (loss / weight, matrix.accuracy, matrix.balancedAccuracy)
  }
}
