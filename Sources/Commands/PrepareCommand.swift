import CommandLineKit
import Core
import Curation
import Foundation
import Manifest
import Preparation

/// `auscult prepare`: from a folder of recordings to clips, pictures, lists and a leak certificate.
struct PrepareCommand: Command {
  static let output = Option(required: "output", short: "o", .folder, help: "where the data set goes; made if missing")
  static let recipe = Option(
    "recipe", short: "r", .string, placeholder: "NAME|FILE", default: Recipe.standard.name,
    help:
      "what to do: a recipe's name (\(Recipe.presets.map(\.name).joined(separator: ", "))), a JSON file, or a folder prepared before"
  )
  static let splits = Option(
    "splits", .file, placeholder: "FILE",
    help: "take over a saved or official split: a CSV with file_name, relative to PATH, and split or fold")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "take it over although it divides what belongs together; the figures will be too good")

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
      Finds the recordings and their labels ('auscult inspect' shows what it finds, and lists the layouts it knows), decodes \
      any sound or video file, takes the mean of the channels, resamples, cuts windows, splits by patient, and writes:

        clips/SPLIT/LABEL/ID.wav          one window each, 16-bit
        clips/SPLIT/LABEL/ID.tsv          its heart sounds, where the recording is annotated
        spectrograms/SPLIT/LABEL/ID.png   its log-mel picture
        manifest.csv                      every clip: where from, which split, how made
        train.csv  val.csv  test.csv      the same rows by split
        rejected.csv                      files that gave no clip, and what else was left out, with the reason
        complaints.csv                    what disagrees in the collection
        files.csv                         every file with its size and SHA-256, for 'auscult verify'
        dataset.json                      the recipe, counts and leak certificate

      Annotated are recordings of CirCor, CinC 2016, PASCAL and DHD whose annotations are there, and others with NAME.tsv \
      (or NAME_StateAns.mat) beside them or in a folder 'annotations' there or above: start and end in seconds, and 1 S1, 2 systole, 3 S2, 4 diastole. Files \
      without a label go to the split 'unlabelled'. Run again into the same folder, the command does what is new or \
      has changed, moves what has changed sides and removes what is gone; stopped at any moment, it goes on where it was. \
      The exit status is 1 when rejected.csv lists something that the \
      recipe did not ask to leave out.
      """,
    arguments: [CollectionArguments.path],
    options: [output, recipe] + CollectionArguments.all
      + [splits, allowLeakage, shard, plan, BatchRun.timeLimit, RunLog.option],
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
    let renamings = try CollectionArguments.renamings(arguments)
    for (label, name) in renamings { recipe.labels.map[label] = name }
    if let seed = arguments.seed { recipe.seed = seed }
    let output = arguments[Self.output]
    try OutputFolder.prepared(output).checkApart(from: arguments[CollectionArguments.path])
    let preparer = try Preparer(
      recipe: recipe, output: output, workers: arguments.workers,
      splits: try arguments[Self.splits].map { try SavedSplit(contentsOf: $0) },
      allowsLeakage: arguments[Self.allowLeakage], request: try Self.request(arguments),
      limits: WorkLimits(itemTime: arguments[BatchRun.timeLimit]))
    return try InputPlace.open(arguments[CollectionArguments.path]) { place in
      try prepare(place, with: preparer, arguments, console: console) {
        let collection = try CollectionArguments.collection(place, arguments, excluding: output)
        CollectionArguments.warn(of: renamings.map(\.label), unknownIn: collection, console: console)
        console.note("Layout: \(collection.layout) (\(collection.evidence)).")
        return collection
      }
    }
  }

  private func prepare(
    _ place: InputPlace, with preparer: Preparer, _ arguments: ParsedArguments, console: Console,
    read: () throws -> Curation.Collection
  ) throws -> ExitStatus {
    let root = place.kind == .file ? place.url.deletingLastPathComponent() : place.url
    if arguments[Self.plan] && arguments.isGiven(Self.shard) {
      throw CommandLineError(.usage, "'--plan' is for all shards: leave out '--shard'.")
    }
    let shard = arguments[Self.plan] ? .whole : try Self.shard(arguments) ?? .whole
    if place.kind == .archive && (arguments[Self.plan] || shard != .whole) {
      throw CommandLineError(.usage, "each shard would unpack the archive anew. Unpack it, and give the folder.")
    }
    if arguments[Self.plan] {
      let count = try preparer.plan(try read(), root: root, hearing: Self.hearing(console), note: console.warn)
      if console.isJSON {
        try console.printJSON(["planned": count])
      } else {
        console.print(
          "Planned \(count.counted("recording")). Now prepare each shard with --shard I/N, then 'auscult merge'.")
      }
      return .done
    }
    if shard != .whole {
      let log = try RunLog(
        .prepared(preparer.output), "prepare", title: "Preparing shard \(shard.index) of \(shard.count)", total: nil,
        console: console, arguments: arguments)
      return try prepare(shard, root: root, of: read, with: preparer, log: log, console: console)
    }
    let collection = try read()
    let log = try RunLog(
      .prepared(preparer.output), "prepare", title: "Preparing", total: collection.recordings.count, console: console,
      arguments: arguments)
    let outcome = try preparer.prepare(collection, hearing: Self.hearing(console, log), note: console.warn) {
      log.finished($0)
    }
    log.finish(isTold: !outcome.isUnchanged)
    return try DatasetSummary(outcome, folder: preparer.output).tell(console)
  }

  /// All that decides how the collection is read and divided besides the recipe; files by their content.
  private static func request(_ arguments: ParsedArguments) throws -> String {
    func content(_ file: URL?) throws -> String {
      try file.map { try String(contentsOf: $0, encoding: .isoLatin1) } ?? ""
    }
    return [
      arguments[CollectionArguments.layout] ?? "", arguments[CollectionArguments.labelFrom] ?? "",
      arguments[CollectionArguments.murmur].rawValue, try content(arguments[CollectionArguments.labels]),
      try content(arguments[splits]), "\(arguments[allowLeakage])",
    ].joined(separator: "\u{0}")
  }

  /// Shows how far listening is.
  private static func hearing(_ console: Console, _ log: RunLog? = nil) -> Preparer.Hearing {
    let bar = ProgressBar("Listening", total: nil, unit: "recordings", console: console)
    return { done, total in
      bar.set(done, suffix: "of \(total)")
      guard done == total else { return }
      bar.finish()
      log?.restartClock()
    }
  }

  /// The shard that was asked for, on the command line or by the scheduler; nil for the whole.
  private static func shard(_ arguments: ParsedArguments) throws(CommandLineError) -> Shard? {
    let given = arguments[shard]
    guard let given else {
      let environment = ProcessInfo.processInfo.environment
      let shard = Shard(slurm: environment)
      if shard == nil && Shard.isArrayJob(environment) {
        throw CommandLineError(
          .usage, "this job array has gaps, so its tasks are no shards. Say '--shard I/N', I from 0 to N - 1.")
      }
      return shard
    }
    guard let shard = Shard(given) else {
      throw CommandLineError(
        .usage, "'\(given)' is no shard. '--shard' takes I/N with I from 0 to N - 1, for example 0/16.")
    }
    return shard
  }

  private func prepare(
    _ shard: Shard, root: URL, of collection: () throws -> Curation.Collection, with preparer: Preparer, log: RunLog,
    console: Console
  ) throws -> ExitStatus {
    let progress = try preparer.prepare(
      shard, root: root, of: collection, hearing: Self.hearing(console, log), note: console.warn
    ) { log.finished($0) }
    log.finish()
    if console.isJSON {
      try console.printJSON(["finished": progress.finished, "kept": progress.kept, "rejected": progress.rejected])
    } else {
      console.print(
        "Shard \(shard.index) of \(shard.count): \(progress.finished.counted("recording")), \(progress.rejected) rejected. When all shards are done: auscult merge \(preparer.output.relativePath)"
      )
    }
    return progress.rejected > 0 ? .finishedWithRejections : .done
  }
}
