import Core
import Curation
import Foundation
import Manifest

/// Makes the tables and the description of a data set from the records of its recordings, in order of their ids.
struct DatasetAssembly {
  let plan: PreparationPlan
  let session: RunSession
  let runner: WorkRunner<RecordingTask, PreparedRecording>
  /// The copies of training clips.
  var copies = DatasetAugmentation.Copies()

  /// The rows of all clips, without copies, in order.
  func rows() throws -> [ManifestRow] {
    var rows: [ManifestRow] = []
    try runner.forEachOutcome(of: plan.tasks, isPlaced: { $1.placement == $0.placement }) { task, _, record in
      if case .made(let product) = record.outcome { rows += product.rows(of: task, seed: plan.recipe.seed) }
    }
    return rows
  }

  /// Writes everything; `dataset.json` comes last.
  func write(work: String) throws -> Preparer.Outcome {
    let output = BatchOutput(session: session, id: RunSession.ownID)
    var rejections = plan.excluded
    let manifest = try ManifestWriter(ManifestFile.fileName, output: output)
    var lists: [Split: ManifestWriter] = [:]
    for split in Split.allCases {
      if let name = split.fileName { lists[split] = try ManifestWriter(name, output: output) }
    }
    var rows: [ManifestRow] = []
    var files: [OutputFile] = []
    var made: [(key: WorkKey, files: [OutputFile])] = []
    try runner.forEachOutcome(of: plan.tasks, isPlaced: { $1.placement == $0.placement }) { task, key, record in
      files += record.files
      made.append((key, record.files))
      switch record.outcome {
      case .rejected(var rejection):
        rejection.sourceSHA256 = task.sourceSHA256
        rejections.append(rejection)
      case .made(let product):
        rejections += product.silentWindows(of: task)
        for row in product.rows(of: task, seed: plan.recipe.seed).flatMap({ [$0] + copies.rows[$0.id, default: []] }) {
          try manifest.append(row)
          try lists[row.split]?.append(row)
          rows.append(row)
        }
      }
    }
    files += copies.files
    made += copies.made
    rejections += copies.rejections
    _ = try manifest.finish()
    for (_, list) in lists.sorted(by: { $0.key < $1.key }) { _ = try list.finish() }
    try output.write(Data(Rejection.table(rejections).text.utf8), to: RunTables.rejected)
    try output.write(Data(Complaint.table(plan.complaints).text.utf8), to: RunTables.complaints)
    let inventory = OutputInventory(files + (try output.files()))
    try output.write(Data(inventory.text.utf8), to: OutputInventory.fileName)
    let description = DatasetDescription(
      recipe: plan.recipe, layout: plan.layout, evidence: plan.evidence, found: plan.found, rows: rows,
      rejections: rejections, complaints: Dictionary(grouping: plan.complaints, by: \.kind.rawValue).mapValues(\.count),
      outputs: inventory, nearCopies: plan.copies?.statement)
    try session.finish(
      work: work, items: made, own: try output.files(), description: try description.json())
    // The next shards plan anew: files may have come by then.
    PreparationPlan.remove(from: session.folder)
    return Preparer.Outcome(
      description: description, rejections: rejections, isUnchanged: false)
  }
}

extension Complaint {
  /// The columns of `complaints.csv`.
  static let columns = ["kind", "subject", "message"]

  /// `complaints.csv` of some complaints, in a fixed order.
  static func table(_ complaints: [Complaint]) -> CSVTable {
    CSVTable(
      header: columns,
      rows: complaints.map { [$0.kind.rawValue, $0.subject, $0.message] }.sorted {
        precedesInBytes($0.joined(separator: "\u{0}"), $1.joined(separator: "\u{0}"))
      })
  }
}
