import Augmentation
import CommandLineKit
import Core
import Foundation
import Manifest
import Preparation

/// `auscult augment`: altered copies that stay hearts.
struct AugmentCommand: Command {
  static let path = Argument(
    optional: "PATH", .path,
    help:
      "a recording, a folder or archive of them, a prepared data set, or a CSV list; of a manifest, training rows only")
  static let output = Option("output", short: "o", .folder, help: "where results go; made if missing")
  static let policy = Option(
    "policy", short: "p", .string, placeholder: "NAME|FILE", default: AugmentationPolicy.presets[0].name,
    help: "what copies get: \(AugmentationPolicy.presets.map(\.name).joined(separator: ", ")), or a JSON file")
  static let copies = Option("copies", .integer(in: 1...99), default: 1, help: "copies of each recording")
  static let rate = Option(
    "rate", .integer(in: 100...768_000), placeholder: "HZ", help: "the rate of the copies (default: each file's own)")
  static let annotations = Option(
    "annotations", .folder,
    help:
      "where NAME.tsv, or CinC's NAME_StateAns.mat, lie (default: beside the recordings, or in 'annotations')")
  static let force = Option(flag: "force", help: "also apply transforms that may change a label of rhythm or timing")
  static let replay = Option(
    "replay", .string, placeholder: "ROW", help: "make one copy of the manifest at PATH again, by its id or file name")
  static let originals = Option(
    "originals", .path, help: "with --replay, what 'auscult augment' was given as PATH when the copy was made")
  static let list = Option(flag: "list", help: "list all transforms and policies, and end")
  static let catalogue = Option("catalogue", .folder, help: "write a page with a picture and a sound of each transform")

  static let specification = CommandSpec(
    name: "augment", abstract: "Make altered copies of recordings that stay hearts",
    discussion: """
      Writes NAME-a01.wav and so on for each recording, as long as the original. Where a recording has annotated states \
      (NAME.tsv, or CinC's), those of each copy are written beside it: S1 and S2 follow every transform that moves time. manifest.csv \
      tells of each copy what was done, with all values, in the column operations.

      Copies depend on --seed, the recording's id and the copy's number only. They keep the heart rate within 40 to 180 a \
      minute, never hide most of an S1 or S2, and keep their label: for extrastole, extrahls and labels of timing, transforms \
      that change the rhythm or the order are left out unless --force is given. What was left out or made weaker is said in \
      the row; no row is lost for it.

      Of a manifest with splits only training rows are augmented, and copies inherit group, patient and label. To augment a \
      data set while it is prepared, and to fill up small classes, use the key 'augment' of a recipe.

      A policy file is JSON: {"sequence": [{"transform": "gain"}, {"one_of": [{"transform": "noise", "snr": [20, 40]}, \
      {"transform": "time_mask"}], "probability": 0.5}]}; groups are sequence, one_of and some_of with count.

      """ + "\n" + BatchRun.discussion,
    arguments: [path],
    options: [
      output, policy, copies, rate, annotations, force, replay, originals, list, catalogue, BatchRun.timeLimit,
      RunLog.option,
    ],
    examples: [
      .init("auscult augment recordings -o copies --copies 3", "three copies of each, by the policy 'light'"),
      .init("auscult augment prepared -o mixed --policy pcgmix", "mix the states of same-label training clips"),
      .init(
        "auscult augment prepared --replay clip-000-a01 -o again", "make one copy of a data set again and compare it"),
      .init("auscult augment --catalogue catalogue", "see and hear every transform"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    try Self.refuseIdleOptions(arguments)
    if arguments[Self.list] {
      if console.isJSON { try console.printJSON(Catalogue.listing) } else { console.print(Catalogue.list) }
      return .done
    }
    if let folder = arguments[Self.catalogue] { return try writeCatalogue(folder, console: console) }
    guard let path = arguments[Self.path] else {
      throw CommandLineError(.usage, "missing PATH: \(Self.path.documentation.help).")
    }
    guard let output = arguments[Self.output] else {
      throw CommandLineError(.usage, "missing '--output': where results go.")
    }
    if let row = arguments[Self.replay] {
      return try replay(row, in: path, to: output, originals: arguments[Self.originals], console: console)
    }
    return try augment(ManifestFile.list(at: path), to: output, arguments, console: console)
  }

  /// Refuses options that the job does not look at, so that nobody believes they had an effect.
  private static func refuseIdleOptions(_ arguments: ParsedArguments) throws(CommandLineError) {
    let ofCopies: [any CommandOption] = [policy, copies, rate, annotations, force, BatchRun.timeLimit, RunLog.option]
    let jobs: [(option: any CommandOption, idle: [any CommandOption])] = [
      (list, [output, replay, originals, catalogue] + ofCopies), (catalogue, [output, replay, originals] + ofCopies),
      (replay, ofCopies),
    ]
    for job in jobs where arguments.isGiven(job.option) {
      if let idle = job.idle.first(where: { arguments.isGiven($0) }) {
        throw CommandLineError(
          .usage,
          "'--\(idle.documentation.name)' has no effect beside '--\(job.option.documentation.name)'. Leave it out.")
      }
    }
    if arguments.isGiven(originals) && !arguments.isGiven(replay) {
      throw CommandLineError(.usage, "'--originals' goes with '--replay'. Leave it out.")
    }
  }

  private func augment(_ path: URL, to output: URL, _ arguments: ParsedArguments, console: Console) throws -> ExitStatus
  {
    var settings = AugmentationSettings(
      policy: try PolicyFile.policy(arguments[Self.policy]), copies: arguments[Self.copies],
      rate: arguments[Self.rate], allowsLabelChange: arguments[Self.force])
    var run = try BatchRun("augment", path: path, output: output, arguments, console: console)
    let others = try RecordingAugmenting.keepTraining(&run.inputs, subject: path.path)
    if others > 0 { console.note("\(others) rows outside of training, or copies themselves, were left alone.") }
    run.inputs.assignNames(fileExtension: "wav")
    let augmenting = try RecordingAugmenting(
      settings, inputs: run.inputs, annotations: AnnotationFinder(folder: arguments[Self.annotations]),
      seed: arguments.seed ?? 0, workers: arguments.workers)
    for noise in augmenting.unusableNoises {
      console.warn("\(noise.path): \(noise.reason) It is left out of the noises.")
    }
    settings.sha256 = augmenting.digest
    return try run.run("Augmenting", settings: settings) { try augmenting($0, $1) }
  }

  private func replay(
    _ id: String, in manifest: URL, to output: URL, originals: URL?, console: Console
  ) throws -> ExitStatus {
    let replay = try CopyReplay(id, in: manifest, originals: originals)
    let made = try replay()
    let file = output.appendingPathComponent(String(PathText.name(of: replay.row.fileName)))
    if FileStatus(file.path) != nil, (try? Data(contentsOf: file)) != made.data {
      throw CoreError(
        .cannotCreate, "is there already, and is another sound. Choose another output folder.", subject: file.path)
    }
    try AtomicFile.makeFolder(output)
    try AtomicFile.write(made.data, to: file)
    let verdict =
      made.isIdentical
      ? "byte for byte as the manifest says" : "its SHA-256 is another one than the manifest says"
    if console.isJSON {
      try console.printJSON(["file": file.relativePath, "identical": made.isIdentical ? "true" : "false"])
    } else {
      console.print("Wrote \(file.relativePath): \(verdict).")
    }
    return made.isIdentical ? .done : .badData
  }

  private func writeCatalogue(_ folder: URL, console: Console) throws -> ExitStatus {
    let job = "augment --catalogue"
    try ResultFolder.check(folder, command: job)
    try ResultFolder.fill(folder, command: job) { try CataloguePage(materials: folder).write(to: folder) }
    let page = folder.appendingPathComponent("index.html").relativePath
    if console.isJSON { try console.printJSON(["page": page]) } else { console.print("Wrote \(page)") }
    return .done
  }
}
