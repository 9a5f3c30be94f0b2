import CommandLineKit
import Core
import Curation
import Foundation

/// `auscult inspect`: what is in a folder, and what is wrong with it, before anything is made of it.
struct InspectCommand: Command {
  static let specification = CommandSpec(
    name: "inspect", abstract: "Say what a folder of recordings holds, and what disagrees in it",
    discussion: """
      Recognises how the folder is laid out by what lies in it, and says why; counts classes, patients, sources and sites; looks \
      at the headers of all files; and lists what does not fit together: rows without a file, files without a row, labels that \
      contradict each other, headers that contradict their file. Nothing is written and nothing is guessed away.

      The layouts, the most particular first:

      \(CollectionArguments.layouts)

      'auscult prepare' with the same options sees the same. The exit status is 0 whatever disagrees.
      """,
    arguments: [CollectionArguments.path], options: CollectionArguments.all,
    examples: [
      .init("auscult inspect heartbeat-sounds", "look into Kaggle's PASCAL folder"),
      .init("auscult inspect circor.zip --murmur heard", "look into an archive, with a label for each location"),
      .init("auscult inspect recordings --labels dates.csv --json", "labels by the beginnings of names, for a script"),
    ])

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let renamings = try CollectionArguments.renamings(arguments)
    let path = arguments[CollectionArguments.path]
    return try InputPlace.open(path) { place in
      let collection = try CollectionArguments.collection(place, arguments)
      CollectionArguments.warn(of: renamings.map(\.label), unknownIn: collection, console: console)
      let bar = ProgressBar("Looking", total: collection.recordings.count, unit: "recordings", console: console)
      let inspection = Inspection(
        collection, renaming: Dictionary(renamings.map { ($0.label, $0.name) }, uniquingKeysWith: { $1 }),
        workers: arguments.workers
      ) { bar.set($0) }
      bar.finish()
      if console.isJSON {
        try console.printJSON(inspection)
      } else {
        console.write(inspection.text)
        console.print("")
        for line in next(after: inspection, arguments) { console.print(line) }
      }
      return .done
    }
  }

  /// What to do now, as a command to copy.
  private func next(after inspection: Inspection, _ arguments: ParsedArguments) -> [String] {
    if inspection.recordings == inspection.unlabelled {
      return [
        "Next       Nothing has a label. Put the files into one folder a class, or write a CSV with the columns file_name and label."
      ]
    }
    var words = ["auscult", "prepare", arguments[CollectionArguments.path].relativePath]
    if let layout = arguments[CollectionArguments.layout] { words += ["--layout", layout] }
    if let column = arguments[CollectionArguments.labelFrom] { words += ["--label-from", column] }
    if arguments.isGiven(CollectionArguments.murmur) {
      words += ["--murmur", arguments[CollectionArguments.murmur].rawValue]
    }
    if let labels = arguments[CollectionArguments.labels] { words += ["--labels", labels.relativePath] }
    if let map = arguments[CollectionArguments.map] { words += ["--map", map.joined(separator: ",")] }
    var lines = ["Next       " + (words + ["--output", "prepared"]).map(Self.quoted).joined(separator: " ")]
    if inspection.layout == "circor2022" && !arguments.isGiven(CollectionArguments.labelFrom) {
      lines.append(
        "           --label-from outcome asks the other question; --murmur heard labels each location for itself.")
    }
    return lines
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", "=", ",", "+", ":", "@", "%": true
      default: false
      }
    }
    return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
