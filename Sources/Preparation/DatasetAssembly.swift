import Core
import Curation
import Foundation
import Manifest
import MediaIO

/// Makes the tables and the description of a data set from the records of its recordings, in order of their ids.
struct DatasetAssembly {
  let plan: PreparationPlan
  let session: RunSession
  let runner: WorkRunner<RecordingTask, PreparedRecording>

  private struct Tally {
    var counts: DatasetDescription.Counts
    var recordings: [String: [String: Int]] = [:]
  }

  /// Writes everything; `dataset.json` comes last.
  func write(work: String) throws -> Preparer.Outcome {
    let output = BatchOutput(session: session, id: RunSession.ownID)
    var tally = Tally(counts: .init(found: plan.found, prepared: 0, unlabelled: 0, rejected: 0, rows: 0))
    var rejections = plan.excluded
    let manifest = try ManifestWriter(ManifestFile.fileName, output: output)
    var lists: [Split: ManifestWriter] = [:]
    for split in Split.allCases {
      if let name = split.fileName { lists[split] = try ManifestWriter(name, output: output) }
    }
    var rows: [ManifestRow] = []
    try runner.forEachOutcome(of: plan.tasks) { task, outcome, _ in
      switch outcome {
      case .rejected(let rejection):
        rejections.append(rejection)
        tally.counts.rejected += 1
      case .made(let product):
        rejections += product.silentWindows(of: task)
        for row in product.rows(of: task, seed: plan.recipe.seed) {
          try manifest.append(row)
          try lists[row.split]?.append(row)
          rows.append(row)
        }
        if let label = task.recording.label {
          tally.counts.prepared += 1
          tally.recordings[label, default: [:]][task.split.rawValue, default: 0] += 1
        } else {
          tally.counts.unlabelled += 1
        }
      }
    }
    tally.counts.rows = manifest.rowCount
    tally.counts.rejected += plan.excluded.count
    var digests = [ManifestFile.fileName: try manifest.finish().sha256]
    for (split, list) in lists.sorted(by: { $0.key < $1.key }) {
      let file = try list.finish()
      if let name = split.fileName { digests[name] = file.sha256 }
    }
    try output.write(Data(Rejection.table(rejections).text.utf8), to: RunTables.rejected)
    try output.write(Data(Complaint.table(plan.complaints).text.utf8), to: RunTables.complaints)
    let description = DatasetDescription(
      libraries: MediaLibraries.versions, recipe: plan.recipe, layout: plan.layout, evidence: plan.evidence,
      counts: tally.counts, recordings: tally.recordings,
      complaints: Dictionary(grouping: plan.complaints, by: \.kind.rawValue).mapValues(\.count),
      certificate: LeakCertificate(rows: rows, groupedBy: plan.recipe.split.by.rawValue, files: digests))
    try session.finish(
      work: work, ids: plan.tasks.map(\.recording.id), own: try output.files(), description: try description.json())
    return Preparer.Outcome(
      description: description, rejections: rejections, isUnchanged: false)
  }
}

extension Complaint {
  /// `complaints.csv` of some complaints, in a fixed order.
  static func table(_ complaints: [Complaint]) -> CSVTable {
    CSVTable(
      header: ["kind", "subject", "message"],
      rows: complaints.map { [$0.kind.rawValue, $0.subject, $0.message] }.sorted {
        precedesInBytes($0.joined(separator: "\u{0}"), $1.joined(separator: "\u{0}"))
      })
  }
}
