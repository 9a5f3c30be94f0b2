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
    help: "what to do: a recipe's name (\(Recipe.presets.map(\.name).joined(separator: ", "))) or a JSON file")
  static let specification = CommandSpec(
    name: "prepare", abstract: "Prepare a folder of recordings for training",
    discussion: """
      Finds the recordings and their labels ('auscult inspect' shows what it finds, and lists the layouts it knows), decodes \
      any sound or video file, takes the mean of the channels, resamples, cuts windows, splits by patient, and writes:

        clips/SPLIT/LABEL/ID.wav          one window each, 16-bit
        spectrograms/SPLIT/LABEL/ID.png   its log-mel picture
        manifest.csv                      every clip: where from, which split, how made
        train.csv  val.csv  test.csv      the same rows by split
        rejected.csv                      files that gave no clip, with the reason
        complaints.csv                    what disagrees in the collection
        dataset.json                      the recipe, counts and leak certificate

      Files without a label go to the split 'unlabelled'. The exit status is 1 when files were rejected that the recipe did \
      not ask to leave out.
      """,
    arguments: [CollectionArguments.path], options: [output, recipe] + CollectionArguments.all,
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
    return try InputPlace.open(arguments[CollectionArguments.path]) { place in
      let collection = try CollectionArguments.collection(place, arguments, excluding: output)
      CollectionArguments.warn(of: renamings.map(\.label), unknownIn: collection, console: console)
      return try prepare(collection, recipe: recipe, output: output, arguments, console: console)
    }
  }

  private func prepare(
    _ collection: Curation.Collection, recipe: Recipe, output: URL, _ arguments: ParsedArguments, console: Console
  ) throws -> ExitStatus {
    console.note("Layout: \(collection.layout) (\(collection.evidence)).")
    let preparer = try Preparer(recipe: recipe, output: output, workers: arguments.workers)
    let bar = ProgressBar("Preparing", total: collection.recordings.count, unit: "recordings", console: console)
    let (description, rejections) = try preparer.prepare(collection) { progress in
      bar.set(progress.finished, suffix: progress.rejected > 0 ? "\(progress.rejected) rejected" : nil)
    }
    bar.finish()
    try tell(description, rejections: rejections, output: output, console: console)
    if description.counts.rows == 0 {
      throw PreparationError(
        .nothingPrepared, "none of the \(description.counts.found) files could be prepared; rejected.csv says why.",
        subject: output.path)
    }
    return rejections.contains { $0.stage != Rejection.recipeStage } ? .finishedWithRejections : .done
  }

  private func tell(_ description: DatasetDescription, rejections: [Rejection], output: URL, console: Console) throws {
    if console.isJSON { return try console.printJSON(description) }
    let counts = description.counts
    console.print(
      "\(counts.found) files: \(counts.prepared) prepared, \(counts.unlabelled) unlabelled, \(counts.rejected) rejected; \(counts.rows) clips."
    )
    let splits = [Split.train, .validation, .test]
    let widest = max(9, description.classes.map(\.count).max() ?? 0)
    func line(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: max(0, widest - name.count))
        + cells.map { String(repeating: " ", count: max(1, 8 - $0.count)) + $0 }.joined()
    }
    console.print(line("recordings", splits.map(\.rawValue)))
    for label in description.classes {
      console.print(line(label, splits.map { "\(description.recordings[label]?[$0.rawValue] ?? 0)" }))
    }
    let groups = splits.map { "\(description.certificate.groups[$0.rawValue] ?? 0)" }
    console.print(line("groups", groups))
    if description.certificate.isClean {
      console.print("No leak: no known patient, recording or file is on both sides of a split.")
      let unknown = description.certificate.withoutPatient
      if unknown > 0 {
        console.print(
          "The patients of \(unknown) of \(counts.prepared) recordings are unknown: one person's may stand on both sides. A CSV with a column 'patient' tells."
        )
      }
    } else {
      console.warn(
        "\(description.certificate.leaks.count) leaks between splits; the trainer will refuse them. dataset.json lists them."
      )
    }
    for (reason, rejected) in Dictionary(grouping: rejections, by: { "\($0.stage): \($0.reason)" }).sorted(by: {
      $0.key < $1.key
    }) {
      console.print("rejected (\(reason)): \(rejected.count), for example \(rejected[0].sourceFile)")
    }
    for (kind, count) in description.complaints.sorted(by: { $0.key < $1.key }) {
      console.print("complaint (\(kind)): \(count), see complaints.csv")
    }
    console.print("Wrote \(output.relativePath)/manifest.csv")
  }
}
