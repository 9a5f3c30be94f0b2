import CommandLineKit
import Core
import Foundation
import Preparation

/// `auscult verify`: whether a prepared data set is still, and in itself, as it should be.
struct VerifyCommand: Command {
  static let folder = Argument("OUT", .folder, help: "the folder that 'auscult prepare' or 'auscult split' wrote")
  static let recordings = Option(
    "recordings", .folder, help: "the folder that was prepared, to see whether its recordings are still the same")

  static let specification = CommandSpec(
    name: "verify", abstract: "Check a prepared data set: bytes, tables, counts and leaks",
    discussion: """
      Reads every file that files.csv lists and compares size and SHA-256; finds files that are missing or that nobody \
      listed; checks the form of each table, that train.csv, val.csv and test.csv, or the lists of folds, agree with \
      manifest.csv, that every file found is prepared, unlabelled or rejected, that dataset.json and split.json say what the \
      tables say, and that no group, patient, recording or content stands on two sides of a split, unless its certificate says \
      so. Nothing is changed.

      The exit status is 65 when something is not as it should be. The first findings of each kind are shown; --json has \
      them all.
      """,
    arguments: [folder], options: [recordings],
    examples: [
      .init("auscult verify prepared", "after copying a data set, or before training on it"),
      .init("auscult verify prepared --recordings heartbeat-sounds --json", "everything, for a program"),
    ])

  /// How many findings of a kind people are shown.
  private static let shown = 5

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let verifier = DatasetVerifier(
      folder: arguments[Self.folder], recordings: arguments[Self.recordings], workers: arguments.workers)
    var bar: ProgressBar?
    let verification = try verifier.verify { finished, total in
      if bar == nil { bar = ProgressBar("Verifying", total: total, unit: "files", console: console) }
      bar?.set(finished)
    }
    bar?.finish()
    if console.isJSON {
      try console.printJSON(verification)
    } else {
      tell(verification, folder: arguments[Self.folder], console: console)
    }
    return verification.isSound ? .done : .badData
  }

  private func tell(_ verification: Verification, folder: URL, console: Console) {
    let found = verification.deviations
    guard let first = found.first else {
      let leaks = verification.leaky ? "it leaks, as its certificate says" : "nothing leaks"
      return console.print(
        "\(folder.relativePath): sound. \(verification.files.counted("file")) and \(verification.rows.counted("row")) are as they should be, and \(leaks)."
      )
    }
    console.print(
      "\(folder.relativePath): not as it should be, in \(found.count.counted("place")).")
    console.print("First: \(first.kind.rawValue): \(first.subject): \(first.message)")
    for kind in Deviation.Kind.allCases {
      let alike = found.filter { $0.kind == kind }
      if alike.isEmpty { continue }
      console.print("\(kind.rawValue) (\(alike.count)):")
      for deviation in alike.prefix(Self.shown) { console.print("  \(deviation.subject): \(deviation.message)") }
      if alike.count > Self.shown { console.print("  … and \(alike.count - Self.shown) more; --json has them all.") }
    }
  }
}
