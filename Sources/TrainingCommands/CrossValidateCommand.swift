import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train cross-validate`: the honest figures of a kind of model, each recording judged by one that has not seen it.
struct CrossValidateCommand: Command {
  static let data = Argument("DATA", .folder, help: "the folder that 'auscult prepare' or 'auscult split' wrote")
  static let output = Option(required: "output", short: "o", .folder, help: "where the results go; made if missing")

  static let specification = CommandSpec(
    name: "cross-validate", abstract: "Train and judge a model once a fold",
    discussion: """
      Divides all labelled rows into folds that share no patient, recording or copy, trains on all folds but one and judges \
      that one, until each was judged. Folds follow --splits, else the data set's own column 'fold', else they are drawn with \
      about the same share of every class. What stops a training and what chooses thresholds is cut out of its own training \
      part; with --keep last nothing is, and thresholds come from the other folds.

      Mean and deviation over folds come first, then all answers together with 95 % intervals, floors and parts. Writes \
      metrics.json, folds.csv, predictions.csv (out of fold), report.txt, report.html and figures. Finished folds are kept: \
      the same command goes on after a stop, and with --shard on several machines, to the same bytes. A folder with folds of other \
      data or settings is left as it is unless --restart is given.
      """,
    arguments: [data], options: [output] + FoldArguments.all + [EvaluateCommand.aggregation] + TrainingArguments.all,
    examples: [
      .init("auscult-train cross-validate prepared -o cv", "five folds by patient"),
      .init(
        "auscult-train cross-validate prepared -o cv --folds 5 --repeats 3 --keep last", "a fixed schedule, three times"
      ),
      .init("auscult-train cross-validate cinc -o databases --leave-one-out source", "does it know hearts or devices?"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try TrainingArguments.settings(arguments)
    let shard = try FoldArguments.shard(arguments)
    let plan = try FoldArguments.plan(arguments[Self.data], arguments, keepsLast: settings.keeping == .last)
    let output = arguments[Self.output]
    let command = Self.specification.name
    try ResultFolder.check(output, command: command)
    Interruption.listen()
    let validation = CrossValidation(
      plan: plan, settings: settings, arrays: try TrainingArguments.arrays(arguments), output: output,
      threads: arguments[TrainingArguments.threads] ?? arguments.workers)
    try ResultFolder.fill(output, command: command) {
      if arguments[FoldArguments.restart] { try validation.forget() }
      try validation.run(shard, report: FoldDisplay(settings: settings, console: console).show)
    }
    guard let results = try validation.results() else {
      console.note("Folds still to come: \(validation.missingFolds().joined(separator: ", ")).")
      return .done
    }
    let report = CrossValidationReport(
      plan: plan, settings: settings, results: results, aggregation: arguments[EvaluateCommand.aggregation],
      workers: arguments.workers)
    try report.write(to: output)
    if console.isJSON {
      console.print(try report.metricsJSON(pretty: false))
    } else {
      console.write(report.text)
    }
    for warning in report.warnings { console.warn(warning) }
    console.note("Wrote \(output.relativePath)/report.html")
    return .done
  }
}

/// Tells how a cross-validation goes.
final class FoldDisplay {
  private let settings: TrainingSettings
  private let console: Console
  private var display: EpochDisplay?

  init(settings: TrainingSettings, console: Console) {
    self.settings = settings
    self.console = console
  }

  /// Shows what has happened.
  func show(_ event: CrossValidation.Event) {
    switch event {
    case .kept(let fold): console.note("\(fold.name): kept from before.")
    case .fold(let fold, let done, let total):
      display?.finish()
      display = EpochDisplay(epochs: settings.epochs, console: console)
      console.note("\(fold.name)\(fold.title.isEmpty ? "" : " (\(fold.title))"), \(done + 1) of \(total).")
    case .training(_, let event): display?.show(event)
    }
  }
}
