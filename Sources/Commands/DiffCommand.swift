import CommandLineKit
import Core
import Preparation

/// `auscult diff`: how two prepared data sets differ.
struct DiffCommand: Command {
  static let first = Argument("A", .folder, help: "a folder that 'auscult prepare' wrote")
  static let second = Argument("B", .folder, help: "another one")

  static let specification = CommandSpec(
    name: "diff", abstract: "Compare two prepared data sets",
    discussion: """
      Compares the recipes key by key, the versions, the recordings and their splits, the classes, the rows of manifest.csv \
      with the columns that differ, and the files by size and SHA-256. Only the lists are read: 'auscult verify' tells \
      whether they are true. The exit status is 0 when the two are the same, and 1 when they differ. The first of each kind \
      are shown; --json has all.
      """,
    arguments: [first, second],
    examples: [.init("auscult diff prepared prepared-4k", "what another recipe changed")])

  /// How many names of a kind people are shown.
  private static let shown = 5

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let comparison = try DatasetComparison(arguments[Self.first], arguments[Self.second])
    if console.isJSON {
      try console.printJSON(comparison)
    } else {
      tell(comparison, console)
    }
    return comparison.isSame ? .done : .finishedWithRejections
  }

  private func tell(_ comparison: DatasetComparison, _ console: Console) {
    if comparison.isSame {
      return console.print("The two are the same data set, as they were written; 'auscult verify' checks their files.")
    }
    for difference in comparison.recipe {
      console.print("recipe: \(difference.key): \(difference.first ?? "absent") -> \(difference.second ?? "absent")")
    }
    for (name, versions) in comparison.versions.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      console.print("version: \(name): \(versions[0]) -> \(versions[1])")
    }
    tell("recordings", comparison.recordings, console)
    tell("rejected", comparison.rejected, console)
    tell("classes", comparison.classes, console)
    let moves = comparison.moved.map { "\($0.sourceFile) (\($0.from) -> \($0.to))" }
    tell("recordings in another split", moves, console)
    tell("rows", comparison.rows, console)
    if !comparison.columns.isEmpty {
      let columns = comparison.columns.sorted { precedesInBytes($0.key, $1.key) }.map { "\($0.key) in \($0.value)" }
      console.print("columns that differ: \(columns.joined(separator: ", ")) rows")
    }
    tell("files", comparison.files, console)
  }

  private func tell(_ what: String, _ changes: DatasetComparison.Changes, _ console: Console) {
    tell("\(what) only in B", changes.added, console)
    tell("\(what) only in A", changes.removed, console)
    tell("\(what) that differ", changes.changed, console)
  }

  private func tell(_ what: String, _ names: [String], _ console: Console) {
    if names.isEmpty { return }
    let rest = names.count > Self.shown ? ", …" : ""
    console.print("\(what): \(names.count): \(names.prefix(Self.shown).joined(separator: ", "))\(rest)")
  }
}
