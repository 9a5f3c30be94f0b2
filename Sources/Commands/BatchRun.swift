import CommandLineKit
import Core
import Curation
import Foundation
import Manifest
import Preparation

/// What the subcommands that treat one recording after another have in common: PATH, `--output`, progress and outcome.
struct BatchRun {
  static let path = Argument(
    "PATH", .path,
    help:
      "a recording, a folder of them (searched with its subfolders), an archive of it (zip, tar, 7z, rar), or a CSV list"
  )
  static let output = Option(required: "output", short: "o", .folder, help: "where results go; made if missing")

  static let timeLimit = Option(
    "time-limit", .number(in: 1...1e6), placeholder: "S", default: 3600,
    help: "seconds that one recording may take; it is rejected then")

  /// The options of every batch command, before its own.
  static let options: [any CommandOption] = [output, timeLimit, RunLog.option]

  /// What every help text says of inputs and tables.
  static let discussion = """
    A list is a manifest of ours or any CSV with a column of files (file_name, path …), relative to it; its labels, splits \
    and patients are taken over.

    Beside the results stand manifest.csv (every output: where from, how made), rejected.csv (every file that gave none, with \
    the reason) and a JSON file of what was asked for. Run again into the same folder, the command does what is new \
    or has changed and removes what is gone; stopped at any moment, it goes on where it was. A folder that holds anything \
    else is refused. The exit status is 1 when files were rejected.
    """

  let folder: OutputFolder
  var inputs: BatchInputs
  /// An archive's files are there for as long as this is.
  private let place: InputPlace
  private let command: String
  private let arguments: ParsedArguments
  private let console: Console

  /// Finds the inputs; nothing is written yet.
  init(_ command: String, _ arguments: ParsedArguments, console: Console) throws {
    try self.init(
      command, path: arguments[Self.path], output: arguments[Self.output], arguments, console: console)
  }

  /// Finds the inputs at `path`, for commands in which PATH or the output may be absent.
  init(_ command: String, path: URL, output: URL, _ arguments: ParsedArguments, console: Console) throws {
    folder = .batch(output, command: command)
    try folder.checkApart(from: path)
    place = try InputPlace(path)
    inputs = try BatchInputs(place, output: folder)
    self.command = command
    self.arguments = arguments
    self.console = console
  }

  /// Does the work with a progress bar, says what came of it, and gives the exit status.
  func run<Settings: Encodable & Sendable>(
    _ title: String, settings: Settings, work: @escaping Batch<Settings>.Work, finish: Batch<Settings>.Finish? = nil
  ) throws -> ExitStatus {
    let batch = Batch(
      folder: folder, settings: settings, seed: arguments.seed ?? 0, workers: arguments.workers,
      limits: WorkLimits(itemTime: arguments[Self.timeLimit]))
    let log = try RunLog(
      folder, command, title: title, total: inputs.inputs.count, console: console, arguments: arguments)
    let outcome = try withExtendedLifetime(place) {
      try batch.run(inputs, progress: { log.finished($0) }, work: work, finish: finish)
    }
    log.finish(isTold: !outcome.isUnchanged)
    for (_, alike) in Dictionary(grouping: outcome.notes, by: \.kind).sorted(by: { precedesInBytes($0.key, $1.key) }) {
      for note in alike.prefix(3) { console.warn("\(note.subject): \(note.message)") }
      if alike.count > 3 {
        console.warn("… and \(alike.count - 3) more of this kind ('\(alike[0].kind)'); manifest.csv has them all.")
      }
    }
    try tell(outcome)
    if outcome.summary.rows == 0 {
      let first = outcome.rejections.first.map { " The first: \($0.sourceFile) \($0.detail)" } ?? ""
      throw PreparationError(
        .nothingPrepared, "none of the \(outcome.summary.found) files could be used; rejected.csv says why.\(first)",
        subject: folder.url.path)
    }
    return outcome.rejections.isEmpty ? .done : .finishedWithRejections
  }

  private func tell(_ outcome: BatchOutcome) throws {
    let summary = outcome.summary
    if console.isJSON { return try console.printJSON(summary) }
    console.print(
      "\(summary.found.counted("file")): \(summary.processed) done, \(summary.rejected) rejected; \(summary.rows.counted("output"))."
    )
    for (reason, alike) in Dictionary(grouping: outcome.rejections, by: { "\($0.stage): \($0.reason)" }).sorted(by: {
      precedesInBytes($0.key, $1.key)
    }) {
      console.print("rejected (\(reason)): \(alike.count), for example \(alike[0].sourceFile)")
    }
    console.print(
      outcome.isUnchanged
        ? "Nothing to do: \(folder.url.relativePath) is up to date." : "Wrote \(folder.url.relativePath)/manifest.csv")
  }
}
