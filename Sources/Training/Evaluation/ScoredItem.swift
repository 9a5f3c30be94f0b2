import Core
public import Manifest

/// What a model says of one clip, recording or patient, beside what is known of it.
public struct ScoredItem: Sendable, Equatable {
  /// The clip's, recording's or patient's id.
  public var id: String
  /// The file that a user knows it by.
  public var fileName: String
  /// The true class.
  public var label: String
  /// What must not be divided when drawing bootstrap samples.
  public var groupID: String
  /// The patient, where known, else "".
  public var patientID: String
  /// The collection or device, where known, else "".
  public var source: String
  /// The signal-quality index, where measured.
  public var quality: Double?
  /// The fold that it was held out in, such as `2` or `1.2` for the second fold of the first repeat; "" where there are none.
  public var fold: String
  /// One probability a class; they add up to 1.
  public var probabilities: [Double]
  /// The clips it is made of, as positions.
  public var clips: [Int]

  /// One item a clip.
  public static func clips(rows: [ManifestRow], probabilities: [[Double]], folds: [String]? = nil) -> [ScoredItem] {
    rows.indices.map { index in
      let row = rows[index]
      return ScoredItem(
        id: row.id, fileName: row.sourceFile.isEmpty ? row.fileName : row.sourceFile, label: row.label,
        groupID: row.groupID, patientID: row.patientID, source: row.source, quality: row.quality,
        fold: folds?[index] ?? row.fold.map(String.init) ?? "", probabilities: probabilities[index], clips: [index])
    }
  }

  /// One item a recording, sorted by id: the mean of its clips.
  static func byRecording(rows: [ManifestRow], probabilities: [[Double]]) -> [ScoredItem] {
    byRecording(clips(rows: rows, probabilities: probabilities), rows: rows, by: .mean, healthy: nil)
  }

  /// One item a recording, sorted by fold and id; a recording that was held out in several repeats is one item in each.
  static func byRecording(
    _ clips: [ScoredItem], rows: [ManifestRow], by aggregation: Aggregation, healthy: Int?
  ) -> [ScoredItem] {
    combined(clips, by: aggregation, healthy: healthy) { item in
      let id = rows[item.clips[0]].parentID
      return (key: id, id: id)
    }
  }

  /// One item a patient and class, sorted by fold and id; recordings of unknown patients are left out.
  static func byPatient(_ recordings: [ScoredItem], by aggregation: Aggregation, healthy: Int?) -> [ScoredItem] {
    combined(recordings, by: aggregation, healthy: healthy) { item in
      // A few patients have recordings of several classes; each class then counts as a case of its own.
      item.patientID.isEmpty
        ? nil : (key: "\(item.groupID)\u{0}\(item.patientID)\u{0}\(item.label)", id: item.patientID)
    }
  }

  private static func combined(
    _ parts: [ScoredItem], by aggregation: Aggregation, healthy: Int?,
    identity: (ScoredItem) -> (key: String, id: String)?
  ) -> [ScoredItem] {
    var members: [String: [ScoredItem]] = [:]
    for part in parts {
      if let key = identity(part)?.key { members["\(part.fold)\u{0}\(key)", default: []].append(part) }
    }
    return members.sorted { precedesInBytes($0.key, $1.key) }.map { _, parts in
      var whole = parts[0]
      whole.id = identity(parts[0])?.id ?? whole.id
      whole.probabilities = aggregation(parts.map(\.probabilities), healthy: healthy)
      whole.clips = parts.flatMap(\.clips)
      let qualities = parts.compactMap(\.quality)
      whole.quality = qualities.isEmpty ? nil : qualities.reduce(0, +) / Double(qualities.count)
      return whole
    }
  }
}
