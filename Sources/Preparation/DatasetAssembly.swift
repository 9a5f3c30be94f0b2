import Core
import Curation
import Foundation
import Manifest

/// Makes the tables and the description of a data set from the records of its recordings, in order of their ids.
///
/// Memory does not grow with the number of recordings: plan, logs and tables are read and written a line at a time.
struct DatasetAssembly {
  let plan: any PlannedRecordings
  let session: RunSession
  let runner: WorkRunner<RecordingTask, PreparedRecording>
  /// What makes the copies of training clips, if there are to be some.
  var augmentation: DatasetAugmentation?

  /// Writes everything; `dataset.json` comes last.
  func write(work: String) throws -> Preparer.Outcome {
    let head = plan.head
    let ending = try RunEnding(session, work: work)
    let output = BatchOutput(session: session, id: RunSession.ownID)
    var tables = try DatasetTables(output, scratch: session.folder.state)
    // Their ids come before those of recordings.
    let copies = try augmentation?.copies(from: ending, in: session) ?? .init()
    try plan.forEachExcluded { try tables.reject($0) }
    for rejection in copies.rejections { try tables.list(rejection) }
    var complaints = head.complaints + copies.complaints
    try plan.forEachTask { task in
      switch try runner.outcome(of: task, from: ending, isPlaced: { $0.placement == task.placement }) {
      case .rejected(var rejection):
        rejection.sourceSHA256 = task.sourceSHA256
        try tables.reject(rejection)
      case .made(let product):
        try tables.add(product, of: task, seed: head.recipe.seed, copies: copies.rows)
        complaints += product.complaints(about: task.recording.path)
      }
    }
    let sums = try tables.finish(found: head.found)
    try output.write(Data(Complaint.table(complaints).text.utf8), to: RunTables.complaints)
    let outputs = try ending.writeInventory(with: try output.files(), to: output)
    let description = DatasetDescription(
      recipe: head.recipe, layout: head.layout, evidence: head.evidence, figures: sums.figures,
      complaints: Dictionary(grouping: complaints, by: \.kind.rawValue).mapValues(\.count),
      certificate: LeakCertificate(
        sums.leaks, groupedBy: head.recipe.split.by.rawValue, files: sums.digests, nearCopies: head.copies?.statement),
      outputs: outputs)
    try ending.finish(own: try output.files(), description: try description.json())
    // The next shards plan anew: files may have come by then.
    PlanFile.remove(from: session.folder)
    return Preparer.Outcome(description: description, rejections: sums.rejections, isUnchanged: false)
  }
}

extension Complaint {
  /// The columns of `complaints.csv`.
  static let columns = ["kind", "subject", "message"]

  /// How many a table lists by kind.
  static func counts(_ table: CSVTable) -> [String: Int] {
    Dictionary(table.rows.map { ($0[0], 1) }, uniquingKeysWith: +)
  }

  /// `complaints.csv` of some complaints, in a fixed order.
  static func table(_ complaints: [Complaint]) -> CSVTable {
    CSVTable(
      header: columns,
      rows: complaints.map { [$0.kind.rawValue, $0.subject, $0.message] }.sorted {
        precedesInBytes($0.joined(separator: "\u{0}"), $1.joined(separator: "\u{0}"))
      })
  }
}
