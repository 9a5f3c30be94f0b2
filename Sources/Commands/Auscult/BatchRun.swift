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

  /// What every help text says of inputs and tables.
  static let discussion = """
    A list is a manifest of ours or any CSV with a column file_name, whose paths are relative to it; its labels, splits and \
    patients are taken over.

    Beside the results stand manifest.csv (every output: where from, how made), rejected.csv (every file that gave none, with \
    the reason) and a JSON file of what was asked for. Run again into the same folder, the command replaces what it wrote; a \
    folder that holds anything else is refused. The exit status is 1 when files were rejected.
    """

  let folder: OutputFolder
  var inputs: BatchInputs
  /// An archive's files are there for as long as this is.
  private let place: InputPlace
  private let arguments: ParsedArguments
  private let console: Console

  /// Finds the inputs; nothing is written yet.
  init(_ command: String, _ arguments: ParsedArguments, console: Console) throws {
    folder = .batch(arguments[Self.output], command: command)
    try folder.checkApart(from: arguments[Self.path])
    place = try InputPlace(arguments[Self.path])
    inputs = try BatchInputs(place, output: folder)
    self.arguments = arguments
    self.console = console
  }

  /// Does the work with a progress bar, says what came of it, and gives the exit status.
  func run<Settings: Encodable & Sendable>(
    _ title: String, settings: Settings, work: @escaping Batch<Settings>.Work,
    finish: ([ManifestRow], BatchOutput) throws -> [String] = { _, _ in [] }
  ) throws -> ExitStatus {
    let batch = Batch(folder: folder, settings: settings, seed: arguments.seed ?? 0, workers: arguments.workers)
    let bar = ProgressBar(title, total: inputs.inputs.count, unit: "recordings", console: console)
    let (summary, notes, rejections) = try withExtendedLifetime(place) {
      try batch.run(inputs) { finished, rejected in
        bar.set(finished, suffix: rejected > 0 ? "\(rejected) rejected" : nil)
      } work: {
        try work($0, $1)
      } finish: {
        try finish($0, $1)
      }
    }
    bar.finish()
    for (_, alike) in Dictionary(grouping: notes, by: \.kind).sorted(by: { precedesInBytes($0.key, $1.key) }) {
      for note in alike.prefix(3) { console.warn("\(note.subject): \(note.message)") }
      if alike.count > 3 {
        console.warn("… and \(alike.count - 3) more of this kind ('\(alike[0].kind)'); manifest.csv has them all.")
      }
    }
    if console.isJSON {
      try console.printJSON(summary)
    } else {
      console.print(
        "\(summary.found) files: \(summary.processed) done, \(summary.rejected) rejected; \(summary.rows) outputs.")
      for (reason, alike) in Dictionary(grouping: rejections, by: { "\($0.stage): \($0.reason)" }).sorted(by: {
        precedesInBytes($0.key, $1.key)
      }) {
        console.print("rejected (\(reason)): \(alike.count), for example \(alike[0].sourceFile)")
      }
      console.print("Wrote \(folder.url.relativePath)/manifest.csv")
    }
    return rejections.isEmpty ? .done : .finishedWithRejections
  }
}
