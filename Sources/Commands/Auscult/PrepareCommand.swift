import CommandLineKit
import Core
import Curation
import Foundation
import Manifest
import Preparation

/// `auscult prepare`: from a folder of recordings to clips, pictures, lists and a leak certificate.
struct PrepareCommand: Command {
  static let folder = Argument(
    "FOLDER", .path, help: "the folder with the recordings, or a CSV of file and label in it")
  static let output = Option(required: "output", short: "o", .folder, help: "where the data set goes; made if missing")
  static let recipe = Option(
    "recipe", short: "r", .string, placeholder: "NAME|FILE", default: Recipe.standard.name,
    help: "what to do: a recipe's name (\(Recipe.presets.map(\.name).joined(separator: ", "))) or a JSON file")
  static let layout = Option(
    "layout", .choice(Layouts.all.map { $0.name }), help: "how the folder is laid out, if it is not recognised rightly")
  static let map = Option(
    "map", .list(of: .string), placeholder: "FROM=TO,…",
    help: "rename labels, for example murmur=abnormal,extrastole=abnormal")

  static let shard = Option(
    "shard", .string, placeholder: "I/N",
    help:
      "work on part I of N only, counted from 0, then 'auscult merge' (default: what Slurm's array variables say, else all)"
  )

  static let plan = Option(
    flag: "plan", help: "only read, group and divide the collection, so that shards need not each do so")

  static let specification = CommandSpec(
    name: "prepare", abstract: "Prepare a folder of recordings for training",
    discussion: """
      Finds the recordings and their labels (PASCAL's set_a and set_b, a CSV with a path and a label column, or one folder a \
      class), decodes any sound or video file, takes the mean of the channels, resamples, cuts windows, splits by patient, \
      and writes:

        clips/SPLIT/LABEL/ID.wav          one window each, 16-bit
        spectrograms/SPLIT/LABEL/ID.png   its log-mel picture
        manifest.csv                      every clip: where from, which split, how made
        train.csv  val.csv  test.csv      the same rows by split
        rejected.csv                      files that gave no clip, with the reason
        complaints.csv                    what disagrees in the collection
        dataset.json                      the recipe, counts and leak certificate

      Files without a label go to the split 'unlabelled'. Run again into the same folder, the command does what is new or \
      has changed, moves what has changed sides and removes what is gone; stopped at any moment, it goes on where it was. \
      The exit status is 1 when files were rejected that the recipe did \
      not ask to leave out.
      """,
    arguments: [folder], options: [output, recipe, layout, map, shard, plan, BatchRun.timeLimit],
    examples: [
      .init(
        "auscult prepare heartbeat-sounds --output prepared", "prepare Kaggle's PASCAL folder with the default recipe"),
      .init(
        "auscult prepare recordings -o prepared --recipe my.json",
        "change the rate, windows or split in a recipe of your own"),
      .init("auscult prepare heartbeat-sounds -o two --recipe normal-abnormal", "ask the two-class question"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    var recipe = try Recipe.named(arguments[Self.recipe])
    let renamings = try Self.renamings(arguments)
    for (label, name) in renamings { recipe.labels.map[label] = name }
    if let seed = arguments.seed { recipe.seed = seed }
    let (folder, output) = (arguments[Self.folder], arguments[Self.output])
    try OutputFolder.prepared(output).checkApart(from: folder)

    let isTable = (try? folder.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    let preparer = try Preparer(
      recipe: recipe, output: output, workers: arguments.workers,
      limits: WorkLimits(itemTime: arguments[BatchRun.timeLimit]))
    let read = {
      let collection =
        isTable
        ? try Layouts.read(table: folder)
        : try Layouts.read(
          try FolderTree(scanning: folder, excluding: output, wantsRecordings: true), layout: arguments[Self.layout])
      warn(of: renamings.map(\.label), unknownIn: collection, console: console)
      console.note("Layout: \(collection.layout) (\(collection.evidence)).")
      return collection
    }
    let root = isTable ? folder.deletingLastPathComponent() : folder
    if arguments[Self.plan] {
      let count = try preparer.plan(try read(), root: root)
      console.print("Planned \(count) recordings. Now prepare each shard with --shard I/N, then 'auscult merge'.")
      return .done
    }
    if let shard = try Self.shard(arguments), shard != .whole {
      return try prepare(shard, root: root, of: read, with: preparer, console: console)
    }
    let collection = try read()
    let bar = ProgressBar("Preparing", total: collection.recordings.count, unit: "recordings", console: console)
    let outcome = try preparer.prepare(collection) { bar.show($0) }
    if !outcome.isUnchanged { bar.finish() }
    return try DatasetSummary(outcome, folder: output).tell(console)
  }

  /// The shard that was asked for, on the command line or by the scheduler; nil for the whole.
  private static func shard(_ arguments: ParsedArguments) throws(CommandLineError) -> Shard? {
    let given = arguments[shard]
    guard let given else { return Shard(slurm: ProcessInfo.processInfo.environment) }
    guard let shard = Shard(given) else {
      throw CommandLineError(
        .usage, "'\(given)' is no shard. '--shard' takes I/N with I from 0 to N - 1, for example 0/16.")
    }
    return shard
  }

  private func prepare(
    _ shard: Shard, root: URL, of collection: () throws -> Curation.Collection, with preparer: Preparer,
    console: Console
  ) throws -> ExitStatus {
    let title = "Preparing shard \(shard.index) of \(shard.count)"
    let bar = ProgressBar(title, total: nil, unit: "recordings", console: console)
    let progress = try preparer.prepare(shard, root: root, of: collection) { bar.show($0) }
    bar.finish()
    if console.isJSON {
      try console.printJSON(["finished": progress.finished, "kept": progress.kept, "rejected": progress.rejected])
    } else {
      console.print(
        "Shard \(shard.index) of \(shard.count): \(progress.finished) recordings, \(progress.rejected) rejected. When all shards are done: auscult merge \(preparer.output.relativePath)"
      )
    }
    return progress.rejected > 0 ? .finishedWithRejections : .done
  }

  private static func renamings(_ arguments: ParsedArguments) throws -> [(label: String, name: String)] {
    try (arguments[map] ?? []).map { pair in
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw CommandLineError(.usage, "'\(pair)' is no mapping. '--map' takes FROM=TO, for example murmur=abnormal.")
      }
      return (parts[0], parts[1])
    }
  }

  /// A slip in a label's name would leave the label as it is.
  private func warn(of labels: [String], unknownIn collection: Curation.Collection, console: Console) {
    let known = Set(collection.recordings.compactMap(\.label)).sorted(by: precedesInBytes)
    for label in labels where !known.contains(label) {
      let guess = Spelling.closest(to: label, among: known).map { " Did you mean '\($0)'?" } ?? ""
      console.warn("no recording has the label '\(label)' that --map renames.\(guess)")
    }
  }
}
