import CommandLineKit
import Core
import Foundation
import NeuralNetwork
import Preparation
import Training

/// The options that decide how a model is trained, for all commands that train; without them a model's own settings hold.
enum TrainingArguments {
  static let model = Option("model", .choice(of: ModelArchitecture.self), default: .auscult, help: "which model")
  static let epochs = Option("epochs", .integer(in: 1...100_000), help: "the most epochs")
  static let batchSize = Option("batch-size", .integer(in: 2...4096), help: "samples a step")
  static let optimizer = Option(
    "optimizer", .choice(of: OptimizerConfiguration.Kind.self), help: "the rule by which weights move")
  static let learningRate = Option("learning-rate", .number(in: 1e-8...10), help: "the first learning rate")
  static let schedule = Option("schedule", .choice(of: ScheduleChoice.self), help: "how the learning rate goes on")
  static let loss = Option(
    "loss", .choice(of: LossChoice.self), help: "what training makes small, and validation watches")
  static let labelSmoothing = Option(
    "label-smoothing", .number(in: 0...0.9), help: "the share of every target that is spread over all classes")
  static let weightDecay = Option(
    "weight-decay", .number(in: 0...1000), help: "the decay of weights; of linear models the penalty on them")
  static let clip = Option("clip", .number(in: 1e-6...1e6), help: "the greatest norm of the gradients of a step")
  static let average = Option(
    "average", .number(in: 0...0.99999), help: "keep a running mean of the weights that decays so much a step")
  static let dropout = Option("dropout", .number(in: 0...0.95), help: "the share of values that dropout leaves out")
  static let keep = Option(
    "keep", .choice(of: TrainingSettings.Keeping.self), help: "the epoch with the best validation loss, or the last")
  static let patience = Option(
    "patience", .integer(in: 1...100_000), help: "epochs without a better validation loss before it stops")
  static let clips = Option(
    "clips-per-recording", .integer(in: 0...100_000), help: "the most samples of a recording in an epoch; 0 takes all")
  static let maskedBands = Option("mask-bands", .integer(in: 0...1024), help: "mask up to so many bands of a sample")
  static let maskedFrames = Option(
    "mask-frames", .integer(in: 0...100_000), help: "mask up to so many frames of a sample")
  static let mixup = Option("mixup", .number(in: 0...100), help: "blend samples by shares of Beta(N, N); 0 blends none")
  static let augment = Option(
    "augment", .string,
    help:
      "alter the training recordings, which are held in memory, anew for every epoch, for networks that hear sounds: a policy of 'auscult augment --list', or a JSON file"
  )
  static let augmentShare = Option(
    "augment-share", .number(in: 0...1),
    help: "the share of the recordings of an epoch that --augment alters (default: 0.5)")
  static let standardize = Option(
    "standardize", .choice(of: LogMelFeatures.Standardization.self),
    help: "z-score log-mel maps over the whole recording, or each band of it by itself")
  static let classWeights = Option(
    "class-weights", .choice(of: ClassWeighting.self),
    help: "how much rare classes weigh: as much as common ones, less, by their number, or balanced within sources")
  static let threads = Option(
    "threads", .integer(in: 1...1024), help: "threads to train on, else --workers; the weights do not depend on it")
  static let arrays = Option(
    "arrays", .path, help: "arrays of the rows, for models that take such: a folder of 'auscult align' or an .npz file")

  /// All of them, in the order of help texts.
  static let all: [any CommandOption] = [
    model, epochs, batchSize, optimizer, learningRate, schedule, loss, labelSmoothing, weightDecay, clip, average,
    dropout, keep, patience, clips, maskedBands, maskedFrames, mixup, augment, augmentShare,
    standardize, classWeights, arrays, threads,
  ]

  /// Those that only networks know, as they are trained in epochs.
  private static let ofNetworks: [any CommandOption] = [
    epochs, batchSize, optimizer, learningRate, schedule, loss, labelSmoothing, clip, average, dropout, patience, clips,
    maskedBands, maskedFrames, mixup, augment, augmentShare,
  ]

  /// Refuses options that the model knows nothing of: they would stand in `model.json` as if they had been followed.
  private static func checkEffect(_ arguments: ParsedArguments) throws(CommandLineError) {
    let design = arguments[model].design
    var idle: [any CommandOption] = design.isNetwork ? [] : ofNetworks
    if !design.hasPenalty { idle.append(weightDecay) }
    if !design.hearsLogMel { idle.append(standardize) }
    if !design.takesArrays { idle.append(arrays) }
    try refuse(idle, arguments, for: [arguments[model]])
  }

  /// Refuses options that models know nothing of, where they are given.
  private static func refuse(
    _ idle: [any CommandOption], _ arguments: ParsedArguments, for models: [ModelArchitecture]
  ) throws(CommandLineError) {
    let given = idle.filter { arguments.isGiven($0) }.map { "'--\($0.documentation.name)'" }
    guard !given.isEmpty else { return }
    let names = models.map(\.rawValue)
    throw CommandLineError(
      .usage,
      "\(given.joined(separator: ", ")) would do nothing: \(names.isEmpty ? "what is already predicted" : names.joined(separator: ", ")) knows no such thing. Leave it out."
    )
  }

  /// The model's own settings with what was asked for.
  /// - Throws: `AugmentationError`, `PreparationError` for a policy that cannot be used; `CommandLineError`.
  static func settings(_ arguments: ParsedArguments) throws -> TrainingSettings {
    try checkEffect(arguments)
    var settings = arguments[model].design.settings
    func take<Value>(_ option: Option<Value?>, _ key: WritableKeyPath<TrainingSettings, Value>) {
      if let value = arguments[option] { settings[keyPath: key] = value }
    }
    take(epochs, \.epochs)
    take(batchSize, \.batchSize)
    take(optimizer, \.optimizer)
    take(learningRate, \.learningRate)
    take(weightDecay, \.weightDecay)
    take(dropout, \.dropout)
    take(keep, \.keeping)
    take(patience, \.patience)
    take(clips, \.clipsPerRecording)
    take(maskedBands, \.maskedBands)
    take(maskedFrames, \.maskedFrames)
    take(mixup, \.mixup)
    take(standardize, \.standardization)
    take(classWeights, \.classWeighting)
    if let choice = arguments[schedule] { settings.schedule = choice.schedule }
    if let choice = arguments[loss] { settings.loss = choice.loss }
    if let smoothing = arguments[labelSmoothing] { settings.loss = .crossEntropy(labelSmoothing: smoothing) }
    if let norm = arguments[clip] { settings.gradientClipNorm = norm }
    if let decay = arguments[average] { settings.averageDecay = decay > 0 ? decay : nil }
    if let policy = arguments[augment] { settings.augmentation = .init(policy: try PolicyFile.policy(policy)) }
    if let share = arguments[augmentShare] {
      guard settings.augmentation != nil else {
        throw CommandLineError(.usage, "'--augment-share' goes with '--augment'. Name a policy, or leave it out.")
      }
      settings.augmentation?.share = share
    }
    settings.seed = arguments.seed ?? 0
    return settings
  }

  /// The arrays that were named for the model that is to be trained.
  /// - Throws: `TrainingError`, `ManifestError`, `CoreError`.
  static func arrays(_ arguments: ParsedArguments) throws -> ArrayFolder? {
    try arguments[arrays].map { try ArrayFolder($0) }
  }

  /// The arrays that were named for models that are there.
  /// - Throws: `CommandLineError` if none of them takes such; `TrainingError`, `ManifestError`, `CoreError`.
  static func arrays(_ arguments: ParsedArguments, for models: [ModelFolder]) throws -> ArrayFolder? {
    let kinds = models.map(\.description.settings.model)
    if !kinds.contains(where: \.design.takesArrays) { try refuse([arrays], arguments, for: kinds) }
    return try arrays(arguments)
  }
}

/// The schedules by name, with their usual numbers.
enum ScheduleChoice: String, CaseIterable {
  case constant, cosine
  case oneCycle = "one-cycle"
  case plateau

  var schedule: LearningRateSchedule {
    switch self {
    case .constant: .constant
    case .cosine: .cosine
    case .oneCycle: .oneCycle()
    case .plateau: .plateau()
    }
  }
}

/// The losses by name, with their usual numbers.
enum LossChoice: String, CaseIterable {
  case crossEntropy = "cross-entropy"
  case binary, focal
  case divergence = "kl"
  case pairwise, wmw

  var loss: LossConfiguration {
    switch self {
    case .crossEntropy: .crossEntropy()
    case .binary: .binary
    case .focal: .focal()
    case .divergence: .divergence
    case .pairwise: .pairwise
    case .wmw: .wilcoxonMannWhitney()
    }
  }
}
