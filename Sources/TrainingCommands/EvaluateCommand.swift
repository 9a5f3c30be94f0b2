import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train evaluate`: the honest figures of a model on a list of clips.
struct EvaluateCommand: Command {
  static let model = Argument("MODEL", .folder, help: "the folder that 'auscult-train train' wrote")
  static let data = Argument(
    "DATA", .path, help: "a list such as prepared/test.csv, or a prepared folder, whose test.csv is taken")
  static let output = Option(required: "output", short: "o", .folder, help: "where the results go; made if missing")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "evaluate on rows that the model was trained on; the figures will be too good")

  static let strangers = Option(
    "strangers", .list(of: .string), placeholder: "LABEL,…", default: [],
    help: "labels that the model does not know, whose recordings it should decline: they are in no other figure")

  static let aggregation = Option(
    "aggregation", .choice(of: Aggregation.self), default: .mean,
    help: "how clips become a recording, and recordings a patient; thresholds of a validation part are of means")

  static let specification = CommandSpec(
    name: "evaluate", abstract: "Evaluate a model on held-out recordings",
    discussion: """
      A recording's probabilities are the mean of its clips'. Accuracy, balanced accuracy, macro F1 and AUROC come with the \
      majority rate and 95 % intervals (bootstrap over groups). Writes metrics.json, predictions.csv, report.txt and a \
      self-contained report.html. Rows whose recording or patient the model has seen in training are refused, and so are labels \
      that it does not know. predictions.csv holds what the model says, uncalibrated, as 'predict' tells it, too.
      """,
    arguments: [model, data], options: [output, aggregation, strangers, TrainingArguments.arrays, allowLeakage],
    examples: [.init("auscult-train evaluate model prepared/test.csv --output evaluation", "the figure to quote")])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let output = arguments[Self.output]
    try ResultFolder.check(output, command: Self.specification.name)
    let model = try ModelFolder(contentsOf: arguments[Self.model])
    let evaluation = try Evaluation(
      model: model, rule: try DecisionRule(modelFolder: arguments[Self.model]), data: arguments[Self.data],
      settings: .init(
        allowsLeakage: arguments[Self.allowLeakage], aggregation: arguments[Self.aggregation],
        strangers: arguments[Self.strangers], arrays: try TrainingArguments.arrays(arguments, for: [model]),
        workers: arguments.workers, seed: arguments.seed ?? 0))
    let history = try? String(contentsOf: arguments[Self.model].appendingPathComponent("history.csv"), encoding: .utf8)
    try ResultFolder.fill(output, command: Self.specification.name) {
      try evaluation.write(to: output, history: history)
    }
    if console.isJSON {
      console.print(try evaluation.metricsJSON(pretty: false))
    } else {
      console.print(evaluation.text)
    }
    for warning in evaluation.warnings { console.warn(warning) }
    console.note("Wrote \(output.relativePath)/report.html")
    return .done
  }
}
