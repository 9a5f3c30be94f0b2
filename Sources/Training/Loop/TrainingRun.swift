import BoostedTrees
public import Core
public import Foundation
import Manifest
import NeuralNetwork
import Preparation

/// Trains a model on a prepared data set.
///
/// The result is the same bytes for any number of threads. The test split is never looked at.
public struct TrainingRun {
  /// What happens, as it happens.
  public enum Event: Sendable {
    /// Rows are being turned into inputs.
    case loading(clips: Int)
    /// A file of recorded noise is left out.
    case unusable(noise: String, reason: String)
    /// A run that was stopped goes on after this epoch.
    case resumed(epoch: Int)
    /// A step has been taken.
    case step(epoch: Int, step: Int, steps: Int, loss: Double)
    /// An epoch has ended; `isBest` tells whether its weights are kept for now.
    case epoch(EpochRecord, isBest: Bool)
  }

  private let data: PreparedData
  private let settings: TrainingSettings
  private let arrays: ArrayFolder?
  private let threads: Int

  /// Makes a run.
  /// - Parameter arrays: the arrays of the rows, for models that take such.
  public init(data: PreparedData, settings: TrainingSettings, arrays: ArrayFolder? = nil, threads: Int) {
    self.data = data
    self.settings = settings
    self.arrays = arrays
    self.threads = max(1, threads)
  }

  private var design: ModelDesign { settings.model.design }

  /// The model that an equal run has left in a folder; nil where there is none.
  ///
  /// What arrays and recorded noises held is not noted in a model, so that one that was trained with such is never an equal one.
  /// - Throws: `CoreError` `.cannotCreate` where another run's model is there, or one that cannot be read.
  public func finished(in folder: URL) throws(CoreError) -> ModelDescription? {
    guard FileStatus(folder.appendingPathComponent(ModelFolder.descriptionName).path) != nil else { return nil }
    let model = (try? ModelFolder(contentsOf: folder))?.description
    if let model, arrays == nil, settings.augmentation == nil, difference(from: model) == nil { return model }
    let what = model.map { difference(from: $0) ?? "of which it is not known whether these arrays or noises made it" }
    throw CoreError(
      .cannotCreate,
      "holds a model \(what ?? "that cannot be read"). Choose another folder, or give --restart to replace it.",
      subject: folder.path)
  }

  /// In what this run would be another than the one that made a model; nil where nothing is known to differ.
  private func difference(from model: ModelDescription) -> String? {
    if model.auscult != AuscultVersion.current { return "of Auscult \(model.auscult)" }
    if model.settings.model != settings.model { return "of another kind, \(model.settings.model.rawValue)" }
    if model.data.files != data.description.certificate.files { return "trained on other data" }
    return model.settings == settings ? nil : "trained with other options"
  }

  /// Trains and returns the model with the weights that were kept.
  /// - Parameter checkpointing: where the state is left after every epoch; nil leaves none.
  /// - Throws: `TrainingError`, `.interrupted` if the user asked to stop; `NetworkError` `.diverged` if the loss is no longer a
  ///   number.
  public func callAsFunction(
    checkpointing: Checkpointing? = nil, report: @escaping (Event) -> Void = { _ in }
  ) throws -> (model: ModelFolder, history: [EpochRecord]) {
    try design.check(settings)
    let classes = data.classes
    let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    // A class that stands in validation only cannot be learnt, so it cannot be stopped on either.
    let validationRows = data.validation.filter { positions[$0.label] != nil }
    guard let first = data.train.first, !validationRows.isEmpty || settings.keeping == .last else {
      throw TrainingError(
        .badData,
        "no validation row has a class of the training rows: there are too few patients of each class. Prepare with a greater validation share, leave classes out in the recipe, or give --keep last to do without.",
        subject: data.folder.path)
    }
    let input = try InputChoice(data: data, arrays: arrays, first: first)(settings)
    let loader = InputLoader(folder: data.folder, input: input, arrays: arrays, workers: threads)
    report(.loading(clips: data.train.count + validationRows.count))
    let train = LabelledInputs(inputs: try loader.load(data.train), rows: data.train, positions: positions)
    let validation =
      validationRows.isEmpty
      ? nil : LabelledInputs(inputs: try loader.load(validationRows), rows: validationRows, positions: positions)
    let augmented = try settings.augmentation.map { augmentation in
      try AugmentedInputs(train, augmentation, input: input, loader: loader, seed: settings.seed, workers: threads)
    }
    for noise in augmented?.unusableNoises ?? [] { report(.unusable(noise: noise.path, reason: noise.reason)) }
    let learnt = try learn(input, train, augmented, validation, classes: classes.count, checkpointing, report)
    let description = try describe(learnt, input: input, classes: classes, train: train, validation: validation)
    var model = ModelFolder(description: description, weights: learnt.weights, trees: learnt.trees)
    if learnt.history.isEmpty { model.description.metrics = try metrics(of: model, validation, train) }
    return (model, learnt.history)
  }

  /// What came of learning, whatever the family.
  private struct Learnt {
    var classifier: ClassifierSpecification
    var weights = NetworkWeights(tensors: [])
    var trees: Data?
    var parameters = 0
    var epoch = 0
    var history: [EpochRecord] = []
  }

  private func learn(
    _ input: ModelInput, _ train: LabelledInputs, _ augmented: AugmentedInputs?, _ validation: LabelledInputs?,
    classes: Int, _ checkpointing: Checkpointing?, _ report: @escaping (Event) -> Void
  ) throws -> Learnt {
    if let network = design.network(input.shape, classes: classes, settings: settings) {
      let parameters = try count(network)
      let fitted = try NetworkFit(
        network: network, settings: settings, threads: threads, train: train, augmented: augmented,
        validation: validation, checkpointing: checkpointing, report: report)()
      return Learnt(
        classifier: .network(specification: network, rule: settings.loss.probabilityRule), weights: fitted.weights,
        parameters: parameters, epoch: fitted.epoch, history: fitted.history)
    }
    let weighting = settings.classWeighting
    let table = SampleTable(
      train, classWeights: weighting.weights(counts: train.counts),
      rowWeights: weighting.rowWeights(labels: train.labels, sources: train.rows.map(\.source)), width: input.width)
    switch design.family {
    case .network, .linear:
      let fit = try LogisticFit(table, classes: classes, penalty: settings.weightDecay)
      let network = NetworkSpecification(input: input.shape, layers: [.dense(units: classes)])
      return Learnt(
        classifier: .network(specification: network, rule: .softmax),
        weights: fit.networkWeights(width: input.shape.count), parameters: try network.parameterCount())
    case .neighbours(let count):
      let fit = NearestNeighbours(fitting: table, neighbours: count, classes: classes)
      return Learnt(classifier: .neighbours(count: count), weights: NetworkWeights(tensors: fit.tensors))
    case .boostedTrees(let settings):
      let trees = try BoostedTrees(
        fitting: table.values, width: table.width, labels: table.labels, weights: table.weights.map { Float($0) },
        classes: classes, settings: settings)
      return Learnt(classifier: .boostedTrees(settings), trees: try trees.json())
    }
  }

  private func count(_ network: NetworkSpecification) throws(TrainingError) -> Int {
    do { return try network.parameterCount() } catch {
      throw TrainingError(
        .badData,
        "\(settings.model.rawValue) does not fit inputs of \(network.input): \(error.message) \(Self.advice(settings.model))",
        subject: data.folder.path)
    }
  }

  /// How to prepare for a model that is particular about its input.
  private static func advice(_ model: ModelArchitecture) -> String {
    model == .cnnMFCC
      ? "It was made for 3 s at 22,050 Hz: prepare with {\"resample\": {\"rate\": 22050}, \"segment\": {\"length\": 3, \"overlap\": 1, \"remainder\": \"centre\"}}."
      : "Prepare with longer clips or a higher rate."
  }

  private func metrics(
    of model: ModelFolder, _ validation: LabelledInputs?, _ train: LabelledInputs
  ) throws -> ModelDescription.ValidationMetrics? {
    guard let validation else { return nil }
    let classifier = try model.classifier(threads: threads)
    return .init(
      validation, probabilities: try validation.inputs.probabilities(classifier.probabilities),
      classWeights: settings.classWeighting.weights(counts: train.counts))
  }

  private func describe(
    _ learnt: Learnt, input: ModelInput, classes: [String], train: LabelledInputs, validation: LabelledInputs?
  ) throws -> ModelDescription {
    let seen = data.train + data.validation
    let certificate = data.description.certificate
    return ModelDescription(
      format: ModelDescription.currentFormat, auscult: AuscultVersion.current, classes: classes,
      recipe: data.description.recipe, input: input, classifier: learnt.classifier, parameters: learnt.parameters,
      settings: settings, metrics: learnt.epoch > 0 ? learnt.history[learnt.epoch - 1].validation : nil,
      data: .init(
        files: certificate.files, groupedBy: certificate.groupedBy, acceptedLeaks: data.acceptedLeaks.count,
        trainingClips: Dictionary(uniqueKeysWithValues: zip(classes, train.counts)),
        seenSources: Set(seen.map(\.sourceSHA256)).sorted(),
        seenGroups: Set(seen.map(\.groupID)).sorted(by: precedesInBytes), bestEpoch: learnt.epoch))
  }
}
