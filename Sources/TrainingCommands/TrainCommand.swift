import CommandLineKit
import Core
import Foundation
import Manifest
import Training

/// `auscult-train train`: from a prepared data set to a model folder.
struct TrainCommand: Command {
  static let data = Argument("DATA", .folder, help: "the folder that 'auscult prepare' wrote")
  static let output = Option(required: "output", short: "o", .folder, help: "where the model goes; made if missing")
  static let resume = Option(
    flag: "resume", help: "go on after the last epoch of a run that was stopped, as is done without it, too")
  static let restart = Option(
    flag: "restart", help: "begin anew, also where a run was stopped, and replace a finished model")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "train although splits share patients or recordings; the figures will be too good")

  static let specification = CommandSpec(
    name: "train", abstract: "Train a classifier on a prepared data set",
    discussion: """
      Checks the leak certificate, turns clips into what the model takes, trains it, and keeps the weights of the epoch with \
      the lowest validation loss, which is the loss that is trained. The test split is not looked at. Writes model.json, weights.safetensors (trees.json for \
      boosted trees), decision.json (calibration, thresholds, what sounds strange: learnt from the validation rows), history.csv \
      and history.svg. After every epoch the state is saved: the same command goes on where \
      a stopped run was, to the same weights, and has nothing to do where a run was finished.

      Models: \(ModelArchitecture.allCases.map { "\($0.rawValue), \($0.design.purpose)" }.joined(separator: "; ")). Options \
      change a model's own settings.
      """,
    arguments: [data], options: [output] + TrainingArguments.all + [resume, restart, allowLeakage],
    examples: [
      .init("auscult-train train prepared --output model", "train with the defaults"),
      .init("auscult-train train prepared -o longer --epochs 80 --seed 7", "train longer, from other first weights"),
      .init("auscult-train train prepared -o simple --model linear", "logistic regression on band levels, in a second"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    if arguments[Self.resume] && arguments[Self.restart] {
      throw CommandLineError(.usage, "'--resume' goes on and '--restart' begins anew. Leave one of them out.")
    }
    let data = try PreparedData(folder: arguments[Self.data], allowsLeakage: arguments[Self.allowLeakage])
    if !data.acceptedLeaks.isEmpty {
      console.warn(
        "training on a data set with \(data.acceptedLeaks.count) leaks between splits: figures will be too good to be true."
      )
    }
    let settings = try TrainingArguments.settings(arguments)
    let arrays = try TrainingArguments.arrays(arguments)
    let run = TrainingRun(
      data: data, settings: settings, arrays: arrays,
      threads: arguments[TrainingArguments.threads] ?? arguments.workers)
    let output = arguments[Self.output]
    let checkpointing = Checkpointing(folder: output, resumes: !arguments[Self.restart])
    if !checkpointing.isUnfinished {
      try ResultFolder.check(output, marks: ["model.json"])
      if checkpointing.resumes, let finished = try run.finished(in: output) {
        console.note("It is trained already: there is nothing to do. --restart trains it anew.")
        try Self.show(finished, console)
        return .done
      }
    }
    Interruption.listen()
    // A folder that cannot be made is better known before the training than after it.
    let model = try ResultFolder.fill(output) {
      let display = EpochDisplay(epochs: settings.epochs, console: console)
      let (model, history) = try run(checkpointing: checkpointing, report: display.show)
      display.finish()
      let rule =
        data.validation.isEmpty
        ? nil : try DecisionRule(model: model, data: data, arrays: arrays, threads: arguments.workers)
      try Interruption.check()
      DecisionRule.remove(from: output)
      try model.write(to: output)
      try rule?.write(to: output)
      try Self.writeHistory(history, bestEpoch: model.description.data.bestEpoch, to: output)
      return model
    }
    checkpointing.remove()
    try Self.show(model.description, console)
    if let warning = Self.warning(about: model.description) { console.warn(warning) }
    if !console.isJSON { console.print("Wrote \(output.relativePath)/model.json") }
    return .done
  }

  private static func show(_ model: ModelDescription, _ console: Console) throws {
    if console.isJSON { try console.printJSON(model) } else { console.print(summary(model)) }
  }

  private static func writeHistory(_ history: [EpochRecord], bestEpoch: Int, to output: URL) throws {
    let (table, chart) = (output.appendingPathComponent("history.csv"), output.appendingPathComponent("history.svg"))
    for url in [table, chart] { try? FileManager.default.removeItem(at: url) }
    if history.isEmpty { return }
    try AtomicFile.write(EpochRecord.table(history).text, to: table)
    try AtomicFile.write(EpochRecord.curves(history, bestEpoch: bestEpoch), to: chart)
  }

  /// What says that training came to nothing, as where the learning rate is far too high.
  private static func warning(about model: ModelDescription) -> String? {
    let chance = 1 / Double(model.classes.count)
    guard let accuracy = model.metrics?.balancedAccuracy, accuracy < chance + 1e-9 else { return nil }
    let advice =
      model.data.bestEpoch > 0
      ? "Look at the losses in history.csv: lower --learning-rate where they rise, or try" : "Try"
    return String(
      format:
        "the model is no better than chance: its balanced accuracy on validation recordings is %.3f, and that of guessing among %d classes is %.3f. %@ another model or more recordings.",
      accuracy, model.classes.count, chance, advice)
  }

  private static func summary(_ model: ModelDescription) -> String {
    let values = model.parameters > 0 ? "\(model.parameters) parameters, " : ""
    let epoch = model.data.bestEpoch > 0 ? "; kept epoch \(model.data.bestEpoch)" : ""
    let loss = model.metrics.map { String(format: "; validation loss %.3f", $0.loss) } ?? ""
    return "\(values)\(model.classes.count) classes (\(model.classes.joined(separator: ", ")))\(epoch)\(loss)."
  }
}
