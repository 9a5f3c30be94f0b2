import CommandLineKit
import Core
import Preparation

/// `auscult merge`: from the shards of a preparation to one data set.
struct MergeCommand: Command {
  static let folder = Argument("FOLDER", .path, help: "the folder that the shards were prepared into")

  static let specification = CommandSpec(
    name: "merge", abstract: "Make one data set of shards that were prepared apart",
    discussion: """
      After 'auscult prepare --shard I/N' has ended for every I from 0 to N - 1, writes the tables, the leak certificate and \
      dataset.json. The result is the same, byte for byte, as that of one run without shards. A recording that no shard has \
      finished is named, and nothing is written.
      """,
    arguments: [folder],
    examples: [
      .init("auscult merge prepared", "after auscult prepare … -o prepared --shard 0/2 and --shard 1/2")
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let folder = arguments[Self.folder]
    let outcome = try Preparer.merge(folder, workers: arguments.workers)
    return try DatasetSummary(outcome, folder: folder).tell(console)
  }
}
