import CommandLineKit
import Core
import Curation
import Foundation
import Manifest
import Preparation

/// `auscult split`: which recordings train and which are kept for the test, in lists of a data set of its own.
struct SplitCommand: Command {
  static let data = Argument(
    "DATA", .path, help: "a prepared folder, a CSV with the columns file_name and label, or a folder of recordings")
  static let output = Option(required: "output", short: "o", .folder, help: "where the data set goes; made if missing")
  static let test = Option(
    "test", .number(in: 0...0.95), placeholder: "F",
    help: "the share of the test (default: 0.2; with folds, 0: no test outside of them)")
  static let validation = Option(
    "validation", .number(in: 0...0.95), placeholder: "F", default: 0.15,
    help: "the share for early stopping, cut out of the training part of each fold, too")
  static let folds = Option(
    "folds", .integer(in: 2...1000), placeholder: "K", help: "K folds, each of which is the test once")
  static let repeats = Option(
    "repeats", .integer(in: 1...1000), placeholder: "R", default: 1, help: "draw the folds so many times")
  static let leaveOneOut = Option(
    "leave-one-out", .choice(["source"]), help: "one fold a source, so that each is judged by what the others teach")
  static let by = Option(
    "by", .choice(of: SplitKey.self), default: .group,
    help: "what is kept whole; recording and segment divide patients, which leaks")
  static let stratify = Option(
    "stratify", .list(of: .choice(of: StratumKey.self)), default: [.label],
    help: "what each side has its share of, such as label,source")
  static let stable = Option(
    flag: "stable", help: "a group's side follows from its name and the seed, so that files that come later move nobody"
  )
  static let splits = Option(
    "splits", .file, placeholder: "FILE",
    help: "take over a saved or official assignment: a CSV with file_name and split or fold")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "divide what belongs together, to reproduce figures of others; all outputs say so")

  static let specification = CommandSpec(
    name: "split", abstract: "Divide a data set into training, validation and test, or into folds",
    discussion: """
      Rows that share a group, a patient, a recording or its bytes are never divided. Each side gets its share of every class \
      as nearly as groups allow; --stratify label,source looks at the sources within each class, too. Writes a data set that \
      needs nothing else: files are linked (copied to another file system), clips lie by their new side.

        manifest.csv                       every row with its split, of folds with its fold
        train.csv  val.csv  test.csv       the same rows by split
        fold-1-train.csv  fold-1-test.csv  … with --folds; repeat-1-fold-1-….csv with --repeats
        splits.csv                         file_name, label, group, split, fold: for --splits, of this command or prepare
        split.json                         what was asked for, how even it is, the leak certificate
        files.csv                          every file with size and digest, for 'auscult verify'
        dataset.json                       of a prepared folder, for auscult-train

      In splits.csv file_name is the recording, relative to the folder it was prepared from, or to DATA. In a file for \
      --splits every labelled file has one row; splits are train, val, test, or unlabelled to leave a file out.

      --stable meets shares on average only, and looks at no class.
      """,
    arguments: [data],
    options: [
      output, test, validation, folds, repeats, leaveOneOut, by, stratify, stable, splits, allowLeakage,
    ],
    examples: [
      .init("auscult split prepared -o again --test 0.3 --seed 7", "another test of other patients"),
      .init(
        "auscult split prepared -o folds --folds 5 --stratify label,source", "five folds, even by class and source"),
      .init("auscult split cinc -o databases --leave-one-out source", "train on all databases but one"),
      .init(
        "auscult split prepared -o leaky --by segment --allow-leakage",
        "clips at random, as notebooks do: how much too good is their figure?"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let settings = try Self.settings(arguments)
    let folder = OutputFolder.batch(arguments[Self.output], command: "split")
    try folder.checkApart(from: arguments[Self.data])
    let input = try SplitInput(arguments[Self.data], output: arguments[Self.output], workers: arguments.workers)
    let split = try DatasetSplit(input, settings: settings)
    let description = try SplitOutput(split, of: input, to: folder).write()
    if console.isJSON {
      try console.printJSON(description)
    } else {
      for line in SplitSummary(description).lines { console.print(line) }
      console.print("Wrote \(folder.url.relativePath)/manifest.csv")
    }
    for note in description.notes { console.warn(note) }
    if description.leaky {
      console.warn(
        "this split leaks: \(description.certificate.leakCount) groups, patients, recordings or files are on several sides, so figures will be too good. The trainer refuses it without --allow-leakage."
      )
    }
    return description.counts.rejected > 0 ? .finishedWithRejections : .done
  }

  private static func settings(_ arguments: ParsedArguments) throws -> DatasetSplit.Settings {
    try refuseContradictions(arguments)
    var division = SplitRequest.Division.fractions
    if let folds = arguments[folds] { division = .folds(folds, repeats: arguments[repeats]) }
    if arguments[leaveOneOut] != nil { division = .leaveOneSourceOut }
    let request = SplitRequest(
      division: division, validation: arguments[validation],
      test: arguments[test] ?? (division == .fractions ? 0.2 : 0), strata: arguments[stratify],
      isStable: arguments[stable], seed: arguments.seed ?? 0)
    return DatasetSplit.Settings(
      request: request, key: arguments[by], saved: try arguments[splits].map { try SavedSplit(contentsOf: $0) },
      allowsLeakage: arguments[allowLeakage])
  }

  private static func refuseContradictions(_ arguments: ParsedArguments) throws {
    func refuse(_ option: any CommandOption, beside other: any CommandOption, _ reason: String) throws {
      guard arguments.isGiven(option), arguments.isGiven(other) else { return }
      throw CommandLineError(
        .usage,
        "'--\(option.documentation.name)' does not go with '--\(other.documentation.name)': \(reason) Leave one of them out."
      )
    }
    for option in [folds, repeats, leaveOneOut, test, stable, stratify] as [any CommandOption] {
      try refuse(option, beside: splits, "the file says which side each recording is on.")
    }
    try refuse(folds, beside: leaveOneOut, "the sources are the folds.")
    try refuse(test, beside: leaveOneOut, "each source is the test once.")
    try refuse(stable, beside: leaveOneOut, "the sources are the folds.")
    try refuse(stratify, beside: stable, "sides follow from names alone.")
    if arguments.isGiven(repeats) && !arguments.isGiven(folds) {
      throw CommandLineError(.usage, "'--repeats' says how often folds are drawn. Give '--folds', too.")
    }
  }
}
