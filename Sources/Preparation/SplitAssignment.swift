import Curation
import Manifest

/// A saved or official split, to be taken over by a preparation.
struct SplitAssignment: Sendable {
  /// The table.
  var splits: SavedSplit
  /// Whether it may divide groups.
  var allowsLeakage: Bool

  /// The plan it makes of the recordings that the recipe keeps; those that it leaves out may stand in the table, too.
  func plan(
    for recordings: [Recording], items: [SplitItem], of collection: Curation.Collection, request: SplitRequest
  ) throws(CurationError) -> SplitPlan {
    // The table may be older than the recipe's renaming of labels.
    let found = Dictionary(collection.recordings.map { ($0.path, $0.label) }, uniquingKeysWith: { first, _ in first })
    let files = zip(recordings, items).map { recording, item in
      SavedSplit.File(
        paths: [[recording.path]], labels: [item.label, found[recording.path] ?? nil].compactMap { $0 }, item: item)
    }
    let known = Set(collection.recordings.map(\.path)).subtracting(recordings.map(\.path))
    return try splits.plan(for: files, request: request, known: known, allowsLeakage: allowsLeakage)
  }
}
