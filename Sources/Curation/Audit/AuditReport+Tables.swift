import Core
import Foundation
public import Manifest

extension AuditReport {
  /// The names of the files an audit writes, apart from `audit.json` and `rejected.csv`.
  public static let tableNames = ["duplicates.csv", "issues.csv", "quality.csv", "groups.csv"]

  /// The tables by file name.
  public func tables() -> [(name: String, table: CSVTable)] {
    [
      ("duplicates.csv", duplicates), ("issues.csv", issues), ("quality.csv", quality), ("groups.csv", groupTable),
    ]
  }

  /// One row a link.
  private var duplicates: CSVTable {
    let groupOf = Dictionary(groups.flatMap { group in group.members.map { ($0, group.id) } }) { first, _ in first }
    return CSVTable(
      header: [
        "file_a", "file_b", "kind", "similarity", "lag_samples", "group_id", "overlap_samples", "is_excerpt", "label_a",
        "label_b",
      ],
      rows: links.map { link in
        [
          link.fileA, link.fileB, link.kind.rawValue, link.similarity.map { Self.text($0) } ?? "",
          link.lag.map { "\($0)" } ?? "", groupOf[link.fileA] ?? "", link.overlap.map { "\($0)" } ?? "",
          "\(link.isExcerpt)", labels[link.fileA] ?? "", labels[link.fileB] ?? "",
        ]
      })
  }

  /// One row a recording, with the columns of cleanlab's Datalab where it has them.
  ///
  /// As there, a score is between 0 and 1 and low for those with the issue.
  private var issues: CSVTable {
    let conflicting = Set(labelConflicts.flatMap { [$0.link.fileA, $0.link.fileB] })
    let faults = QualityIssue.allCases
    return CSVTable(
      header: [
        "file_name", "given_label", "group_id", "is_near_duplicate_issue", "near_duplicate_score",
        "near_duplicate_sets", "distance_to_nearest_neighbor", "is_label_conflict_issue",
      ] + faults.map { "is_\($0.rawValue)_issue" } + ["low_quality_score", "not_heart_sound_score"],
      rows: recordings.map { recording in
        let distance = max(0, 1 - (recording.nearestSimilarity ?? 0))
        return [
          recording.fileName, recording.label, recording.groupID, "\(!recording.nearDuplicates.isEmpty)",
          Self.text(distance), Self.json(recording.nearDuplicates), Self.text(distance),
          "\(conflicting.contains(recording.fileName))",
        ] + faults.map { "\(recording.issues.contains($0))" } + [
          Self.text(recording.signalQualityIndex), Self.text(1 - recording.notHeartSoundScore),
        ]
      })
  }

  /// One row a recording: what was measured.
  private var quality: CSVTable {
    CSVTable(
      header: [
        "file_name", "duration", "sample_rate", "bits", "channels", "container", "codec", "bandwidth",
        "is_band_limited",
        "dc_offset", "peak", "level_db", "clipped_fraction", "silent_fraction", "dropouts", "dropout_fraction",
        "hum_db",
        "snr_db", "contrast_db", "spikes_per_second", "periodicity", "low_share", "unsteadiness_db", "heart_rate_bpm",
        "heart_rate_confidence", "quality",
        "not_heart_sound",
      ],
      rows: recordings.map { recording in
        let quality = recording.quality
        func measure(_ value: (SoundMeasures) -> Double) -> String { quality.sound.map { Self.text(value($0)) } ?? "" }
        return [
          recording.fileName, Self.text(quality.duration), "\(quality.sampleRate)", "\(quality.bits)",
          "\(quality.channels)", quality.container, quality.codec, quality.bandwidth.map { Self.text($0) } ?? "",
          "\(quality.isBandLimited)", Self.text(quality.offset), Self.text(quality.peak), Self.text(quality.level),
          Self.text(quality.clippedFraction), Self.text(quality.silentFraction), "\(quality.dropoutCount)",
          Self.text(quality.dropoutFraction), measure(\.hum), measure(\.signalToNoise), measure(\.contrast),
          measure(\.spikeRate), measure(\.periodicity), measure(\.lowShare), measure(\.unsteadiness),
          quality.heartRate.map { Self.text($0) } ?? "",
          quality.heartRateConfidence.map { Self.text($0) } ?? "",
          Self.text(recording.signalQualityIndex), Self.text(recording.notHeartSoundScore),
        ]
      })
  }

  /// One row a recording: which group a split must keep whole.
  private var groupTable: CSVTable {
    let sizes = Dictionary(recordings.map { ($0.groupID, 1) }, uniquingKeysWith: +)
    return CSVTable(
      header: ["file_name", "group_id", "group_size", "label", "patient_id", "source"],
      rows: recordings.map {
        [$0.fileName, $0.groupID, "\(sizes[$0.groupID, default: 1])", $0.label, $0.patientID, $0.source]
      })
  }

  private var labels: [String: String] {
    Dictionary(recordings.map { ($0.fileName, $0.label) }) { first, _ in first }
  }

  /// A number with five decimals at most, and no zeros at the end.
  static func text(_ value: Double) -> String {
    let rounded = (value * 1e5).rounded() / 1e5
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  private static func json(_ paths: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return (try? encoder.encode(paths)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}
