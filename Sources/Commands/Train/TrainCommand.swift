import CommandLineKit
import Core
import Foundation
import Manifest
import Training

/// `auscult-train train`: from a prepared data set to a model folder.
struct TrainCommand: Command {
  static let data = Argument("DATA", .folder, help: "the folder that 'auscult prepare' wrote")
  static let output = Option(required: "output", short: "o", .folder, help: "where the model goes; made if missing")
  static let model = Option("model", .choice(of: ModelArchitecture.self), default: .cnn, help: "the architecture")
  static let epochs = Option("epochs", .integer(in: 1...100_000), default: 40, help: "the most epochs")
  static let batchSize = Option("batch-size", .integer(in: 2...4096), default: 32, help: "clips a step")
  static let learningRate = Option(
    "learning-rate", .number(in: 1e-8...10), default: 2e-3, help: "the first learning rate; it falls along a cosine")
  static let patience = Option(
    "patience", .integer(in: 1...100_000), default: 12, help: "epochs without a better validation loss before it stops")
  static let classWeights = Option(
    "class-weights", .choice(of: ClassWeighting.self), default: .mild,
    help: "how much rare classes weigh: as much as common ones, less, or by their number")
  static let threads = Option(
    "threads", .integer(in: 1...1024), help: "threads to train on, else --workers; the weights do not depend on it")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "train although splits share patients or recordings; the figures will be too good")

  static let specification = CommandSpec(
    name: "train", abstract: "Train a classifier on a prepared data set",
    discussion: """
      Checks the leak certificate, turns clips into log-mel features, trains the built-in convolutional network, and keeps \
      the weights of the epoch with the lowest validation loss. The test split is not looked at. Writes model.json, \
      weights.safetensors and history.csv.
      """,
    arguments: [data],
    options: [output, model, epochs, batchSize, learningRate, patience, classWeights, threads, allowLeakage],
    examples: [
      .init("auscult-train train prepared --output model", "train with the defaults"),
      .init("auscult-train train prepared -o model --epochs 80 --seed 7", "train longer, from other first weights"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let data = try PreparedData(folder: arguments[Self.data], allowsLeakage: arguments[Self.allowLeakage])
    if !data.acceptedLeaks.isEmpty {
      console.warn(
        "training on a data set with \(data.acceptedLeaks.count) leaks between splits: figures will be too good to be true."
      )
    }
    let settings = TrainingSettings(
      model: arguments[Self.model], epochs: arguments[Self.epochs], batchSize: arguments[Self.batchSize],
      learningRate: arguments[Self.learningRate],
      patience: arguments[Self.patience], classWeighting: arguments[Self.classWeights], seed: arguments.seed ?? 0)
    let output = arguments[Self.output]
    // A folder that cannot be made is better known before the training than after it.
    try AtomicFile.makeFolder(output)
    let run = TrainingRun(data: data, settings: settings, threads: arguments[Self.threads] ?? arguments.workers)
    var bar: ProgressBar?
    let (model, history) = try run { event in
      switch event {
      case .loading(let clips): console.note("Turning \(clips) clips into features.")
      case .step(let epoch, let step, let steps, let loss):
        if bar == nil { bar = ProgressBar("Training", total: settings.epochs * steps, unit: "steps", console: console) }
        bar?.set((epoch - 1) * steps + step, suffix: "epoch \(epoch)/\(settings.epochs) loss \(Self.short(loss))")
      case .epoch(let record, let isBest):
        console.note(
          "epoch \(record.epoch): loss \(Self.short(record.trainLoss)), validation loss \(Self.short(record.validationLoss)), balanced accuracy \(Self.short(record.validationBalancedAccuracy))\(isBest ? " *" : "")"
        )
      }
    }
    bar?.finish()
    try model.write(to: output)
    try AtomicFile.write(EpochRecord.table(history).text, to: output.appendingPathComponent("history.csv"))
    if console.isJSON {
      try console.printJSON(model.description)
    } else {
      let description = model.description
      console.print(
        "\(description.parameters) parameters, \(description.classes.count) classes (\(description.classes.joined(separator: ", "))); kept epoch \(description.data.bestEpoch) with validation loss \(Self.short(description.data.bestValidationLoss))."
      )
      console.print("Wrote \(output.relativePath)/model.json")
    }
    return .done
  }

  private static func short(_ value: Double) -> String { String(format: "%.3f", value) }
}
