import Curation
import Manifest

/// A saved or official split, to be taken over by a preparation.
struct SplitAssignment: Sendable {
  /// The table.
  var splits: SavedSplit
  /// Whether it may divide groups.
  var allowsLeakage: Bool

  /// The plan it makes of the recordings that the recipe keeps; those that it leaves out may stand in the table, too.
  /// - Parameter found: the labels of all files by path, as they are in the collection; a table may be older than the
  ///   recipe's renaming of labels.
  func plan(
    for recordings: [Recording], items: [SplitItem], found: [String: String?], request: SplitRequest
  ) throws(CurationError) -> SplitPlan {
    let files = zip(recordings, items).map { recording, item in
      SavedSplit.File(
        paths: [[recording.path]], labels: [item.label, found[recording.path] ?? nil].compactMap { $0 }, item: item)
    }
    let known = Set(found.keys).subtracting(recordings.map(\.path))
    return try splits.plan(for: files, request: request, known: known, allowsLeakage: allowsLeakage)
  }
}
