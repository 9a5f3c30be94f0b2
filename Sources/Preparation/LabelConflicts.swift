import Core
import Curation

/// Recordings of the same bytes, or of the same sound, that bear different labels: one of them must be wrong.
struct LabelConflicts {
  /// One for each file whose label is not that of the first file with its content.
  private(set) var complaints: [Complaint] = []

  /// Compares the labels of recordings.
  /// - Parameters:
  ///   - digests: the recordings' SHA-256, by position; nil where unknown.
  ///   - copyKeys: what all copies of one sound share, by position; empty where nobody listened.
  init<Digest: Comparable>(
    _ recordings: [Recording], digests: some RandomAccessCollection<Digest?>, copyKeys: [String]
  ) {
    var told: Set<Int> = []
    compare(recordings, by: digests, "holds the same bytes as", &told)
    compare(recordings, by: copyKeys.map { $0.isEmpty ? nil : $0 }, "holds the same sound as", &told)
  }

  private mutating func compare<Key: Comparable>(
    _ recordings: [Recording], by keys: some RandomAccessCollection<Key?>, _ what: String, _ told: inout Set<Int>
  ) {
    func key(_ index: Int) -> Key? { keys.isEmpty ? nil : keys[keys.index(keys.startIndex, offsetBy: index)] }
    // Those with one key stand together, the first by path in front.
    let order = recordings.indices.filter { recordings[$0].label != nil && key($0) != nil }.sorted { a, b in
      guard let one = key(a), let other = key(b), one != other else {
        return precedesInBytes(recordings[a].path, recordings[b].path)
      }
      return one < other
    }
    guard var first = order.first else { return }
    for other in order.dropFirst() {
      if key(other) != key(first) { first = other }
      let (label, known) = (recordings[other].label ?? "", recordings[first].label ?? "")
      guard label != known, told.insert(other).inserted else { continue }
      complaints.append(
        Complaint(
          kind: .labelConflict, subject: recordings[other].path,
          message:
            "\(what) '\(recordings[first].path)', but its label is '\(label)' and that one's is '\(known)'. Find out which is right, and correct or remove the other."
        ))
    }
  }
}
