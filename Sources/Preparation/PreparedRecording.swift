import Core
import Curation
import Foundation
import HeartSound
import Manifest

/// A recording with everything that its rows need to know of it.
struct RecordingTask: Sendable {
  var recording: Recording
  var split: Split
  /// The cross-validation fold, if a saved assignment gives one.
  var fold: Int?
  var groupID: String
  /// SHA-256 of the file, or "" if it cannot be read.
  var sourceSHA256: String
  /// SHA-256 of the file with its heart sounds, or "" if there is none or it cannot be read.
  var annotationSHA256 = ""
  /// The signal-quality index, if somebody listened.
  var quality: Double?
  /// Beats a minute, if they were heard.
  var heartRate: Double?
  /// The state in which the file has that digest; nil in plans that are read, perhaps on another machine.
  var status: FileStatus?

  /// The folders that its clips and pictures go to, `split/label`.
  var placement: String {
    [split.rawValue, recording.label.map(FolderName.safe) ?? ""].filter { !$0.isEmpty }.joined(separator: "/")
  }
}

/// What preparation made of one recording; split and label play no part in it but for the place of the files.
struct PreparedRecording: WorkProduct {
  /// A window that gave a clip.
  struct Clip: Sendable, Codable {
    /// The number of the window in the recording.
    var number: Int
    var startSample: Int
    var sampleCount: Int
    var operations: String
    var sha256: String
    /// Samples beyond full scale, which were limited to it.
    var limitedSamples: Int
    /// SHA-256 of the annotated states, which lie beside the clip; "" where the recording has none.
    var statesSHA256: String
  }

  /// A range of samples that holds nothing.
  struct SilentWindow: Sendable, Codable {
    var start: Int
    var end: Int
  }

  var placement: String
  var hasPictures: Bool
  var sampleRate: Int
  /// The length in samples at `sampleRate`.
  var sampleCount: Int
  var channel: String
  var clippedFraction: Double
  /// Samples of the file that are no numbers, for which silence stands.
  var nonFiniteSamples: Int
  var clips: [Clip]
  var silent: [SilentWindow]
  /// Why its annotation gave no states, where it has one that cannot be used.
  var annotationFault: String?

  var audioDuration: Seconds { Seconds(sampleCount) / Seconds(sampleRate) }

  /// What the user should know of the recording although clips were made.
  func complaints(about path: String) -> [Complaint] {
    var complaints: [Complaint] = []
    let limited = clips.reduce(0) { $0 + $1.limitedSamples }
    if limited > 0 {
      complaints.append(
        Complaint(
          kind: .limited, subject: path,
          message:
            "\(limited) samples of its clips lie beyond full scale and were limited to it. A recipe with \"level\": \"peak\" leaves them whole."
        ))
    }
    if nonFiniteSamples > 0 {
      complaints.append(
        Complaint(
          kind: .notFinite, subject: path,
          message: "\(nonFiniteSamples) of its samples are no numbers; silence stands for them."))
    }
    return complaints
  }

  static func clipPath(_ id: String, placement: String) -> String { "clips/\(placement)/\(id).wav" }
  static func picturePath(_ id: String, placement: String) -> String { "spectrograms/\(placement)/\(id).png" }

  /// The files of a clip.
  func paths(of clip: Clip, of recording: String, placement: String) -> [String] {
    let id = Self.clipID(recording, number: clip.number)
    let sound = Self.clipPath(id, placement: placement)
    return [sound] + (clip.statesSHA256.isEmpty ? [] : [StateAnnotations.path(beside: sound)])
      + (hasPictures ? [Self.picturePath(id, placement: placement)] : [])
  }

  /// The id of a clip: the recording's, and the window's number in three digits or more.
  static func clipID(_ recording: String, number: Int) -> String {
    "\(recording)-\(String(repeating: "0", count: max(0, 3 - String(number).count)))\(number)"
  }

  /// The rows of the clips.
  func rows(of task: RecordingTask, seed: UInt64) -> [ManifestRow] {
    clips.map { clip in
      let id = Self.clipID(task.recording.id, number: clip.number)
      return ManifestRow(
        id: id, fileName: Self.clipPath(id, placement: placement), label: task.recording.label ?? "",
        split: task.split, fold: task.fold, groupID: task.groupID, patientID: task.recording.patientID,
        source: task.recording.source,
        site: task.recording.site, sourceFile: task.recording.path, sourceSHA256: task.sourceSHA256, channel: channel,
        sampleRate: sampleRate, startSample: clip.startSample, sampleCount: clip.sampleCount, kind: .segment,
        parentID: task.recording.id, seed: seed, operations: clip.operations, quality: task.quality,
        heartRate: task.heartRate, clippedFraction: clippedFraction,
        spectrogram: hasPictures ? Self.picturePath(id, placement: placement) : "", sha256: clip.sha256)
    }
  }

  /// What was left out although the recording gave rows: windows that gave no clip, and an annotation that cannot be used.
  func leftOut(of task: RecordingTask) -> [Rejection] {
    let windows = silent.map {
      Rejection(
        sourceFile: task.recording.path, stage: "segment", reason: "silent_window",
        detail: "samples \($0.start) to \($0.end) at \(sampleRate) Hz are silent, so this window gives no clip.",
        sourceSHA256: task.sourceSHA256)
    }
    let fault = annotationFault.map {
      Rejection(
        sourceFile: task.recording.path, stage: "annotate", reason: "bad_annotation",
        detail: "its clips have no states, as its annotation cannot be used: \($0)", sourceSHA256: task.sourceSHA256)
    }
    return windows + [fault].compactMap(\.self)
  }
}
