import CommandLineKit
import Core
import Foundation
import Manifest
import Preparation

/// What people are told of a data set that was prepared.
struct DatasetSummary {
  let outcome: Preparer.Outcome
  let folder: URL

  init(_ outcome: Preparer.Outcome, folder: URL) { (self.outcome, self.folder) = (outcome, folder) }

  /// Says what came of it.
  /// - Returns: the exit status.
  /// - Throws: `PreparationError` `.nothingPrepared` if the set is empty.
  func tell(_ console: Console) throws -> ExitStatus {
    try write(console)
    if outcome.description.counts.rows == 0 {
      throw PreparationError(
        .nothingPrepared,
        "none of the \(outcome.description.counts.found) files could be prepared; \(outcome.rejections.isEmpty ? "complaints.csv" : "rejected.csv") says why.",
        subject: folder.path)
    }
    return outcome.rejections.contains { $0.stage != Rejection.recipeStage } ? .finishedWithRejections : .done
  }

  /// What recordings are counted by: the sides, or the folds and what is outside of them.
  private var columns: [(title: String, side: String, list: String)] {
    let found = Set(outcome.description.recordings.values.flatMap(\.keys))
    let folds = found.compactMap { $0.hasPrefix("fold-") ? Int($0.dropFirst(5)) : nil }.sorted()
    let sides = [Split.train, .validation, .test].map(\.rawValue).filter { folds.isEmpty || found.contains($0) }
    return folds.map { ("fold \($0)", "fold-\($0)", "fold-\($0)-test") } + sides.map { ($0, $0, $0) }
  }

  private func write(_ console: Console) throws {
    let (description, rejections) = (outcome.description, outcome.rejections)
    if console.isJSON { return try console.printJSON(description) }
    let counts = description.counts
    console.print(
      "\(counts.found.counted("file")): \(counts.prepared) prepared, \(counts.unlabelled) unlabelled, \(counts.rejected) rejected; \(counts.rows.counted("clip"))."
    )
    let columns = self.columns
    let widest = max(9, description.classes.map(\.count).max() ?? 0)
    func line(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: max(0, widest - name.count))
        + cells.map { String(repeating: " ", count: max(1, 8 - $0.count)) + $0 }.joined()
    }
    console.print(line("recordings", columns.map(\.title)))
    for label in description.classes {
      console.print(line(label, columns.map { "\(description.recordings[label]?[$0.side] ?? 0)" }))
    }
    console.print(line("groups", columns.map { "\(description.certificate.groups[$0.list] ?? 0)" }))
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
        "\(description.certificate.leakCount.counted("leak")) between splits; the trainer will refuse the set. dataset.json lists them."
      )
    }
    for kind in rejections {
      console.print("rejected (\(kind.stage): \(kind.reason)): \(kind.count), for example \(kind.example)")
    }
    for (kind, count) in description.complaints.sorted(by: { $0.key < $1.key }) {
      console.print("complaint (\(kind)): \(count), see complaints.csv")
    }
    console.print(
      outcome.isUnchanged
        ? "Nothing to do: \(folder.relativePath) is up to date." : "Wrote \(folder.relativePath)/manifest.csv")
  }
}
