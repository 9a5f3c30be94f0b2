import Core
import Curation

/// Recordings of the same bytes, or of the same sound, that bear different labels: one of them must be wrong.
struct LabelConflicts {
  /// One for each file whose label is not that of the first file with its content.
  private(set) var complaints: [Complaint] = []

  /// Compares the labels of recordings.
  /// - Parameters:
  ///   - digests: the recordings' SHA-256, by position; "" where unknown.
  ///   - copyKeys: what all copies of one sound share, by position; empty where nobody listened.
  init(_ recordings: [Recording], digests: [String], copyKeys: [String]) {
    let order = recordings.indices.filter { recordings[$0].label != nil }
      .sorted { precedesInBytes(recordings[$0].path, recordings[$1].path) }
    var told: Set<Int> = []
    for (keys, what) in [(digests, "holds the same bytes as"), (copyKeys, "holds the same sound as")]
    where !keys.isEmpty {
      var first: [String: Int] = [:]
      for index in order where !keys[index].isEmpty {
        guard let other = first[keys[index]] else {
          first[keys[index]] = index
          continue
        }
        let (label, known) = (recordings[index].label ?? "", recordings[other].label ?? "")
        guard label != known, told.insert(index).inserted else { continue }
        complaints.append(
          Complaint(
            kind: .labelConflict, subject: recordings[index].path,
            message:
              "\(what) '\(recordings[other].path)', but its label is '\(label)' and that one's is '\(known)'. Find out which is right, and correct or remove the other."
          ))
      }
    }
  }
}
