import Core
import Manifest

/// What a model says of one recording (or patient): the mean of its clips' probabilities.
struct RecordingScores: Sendable {
  /// The recording's id, or the patient's.
  let id: String
  /// The true class.
  let label: String
  /// What must not be divided when drawing bootstrap samples.
  let groupID: String
  /// One probability a class; they add up to 1.
  let probabilities: [Double]
  /// The clips it is the mean of, as positions.
  let clips: [Int]

  /// One score a recording, sorted by id.
  static func byRecording(rows: [ManifestRow], probabilities: [[Double]]) -> [RecordingScores] {
    scores(rows: rows, probabilities: probabilities) { rows[$0].parentID }
  }

  /// One score a patient and class, sorted by id; recordings of unknown patients are left out.
  static func byPatient(rows: [ManifestRow], probabilities: [[Double]]) -> [RecordingScores] {
    scores(rows: rows, probabilities: probabilities) { index in
      // A few patients have recordings of several classes; each class then counts as a case of its own.
      rows[index].patientID.isEmpty ? nil : "\(rows[index].patientID)\u{0}\(rows[index].label)"
    }
  }

  private static func scores(rows: [ManifestRow], probabilities: [[Double]], key: (Int) -> String?) -> [RecordingScores]
  {
    let clips = Dictionary(grouping: rows.indices.filter { key($0) != nil }) { key($0) ?? "" }
    return clips.sorted { precedesInBytes($0.key, $1.key) }.map { id, members in
      let sums = members.reduce([Double](repeating: 0, count: probabilities[members[0]].count)) { sum, clip in
        zip(sum, probabilities[clip]).map(+)
      }
      let row = rows[members[0]]
      return RecordingScores(
        id: id, label: row.label, groupID: row.groupID, probabilities: sums.map { $0 / Double(members.count) },
        clips: members)
    }
  }
}
