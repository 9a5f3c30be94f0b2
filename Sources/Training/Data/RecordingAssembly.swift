import Core
import Manifest

/// Which rows belong to one recording, and the recording's sound put together from its clips.
enum RecordingAssembly {
  /// The positions of the rows of each recording, in byte order of the recordings' ids; within one, in order of time.
  ///
  /// An augmented copy is a recording of its own here: its sound is another.
  static func recordings(of rows: [ManifestRow]) -> [[Int]] {
    Dictionary(grouping: rows.indices) { rows[$0].kind == .augmented ? rows[$0].id : rows[$0].parentID }
      .sorted { precedesInBytes($0.key, $1.key) }
      .map { $1.sorted { (rows[$0].startSample, $0) < (rows[$1].startSample, $1) } }
  }

  /// The recording that a row comes from in the end, through the clip that an augmented copy was made from.
  static func origins(of rows: [ManifestRow]) -> [String] {
    let parents = Dictionary(rows.map { ($0.id, $0.parentID) }, uniquingKeysWith: { first, _ in first })
    return rows.map { $0.kind == .augmented ? parents[$0.parentID] ?? $0.parentID : $0.parentID }
  }

  /// The sound of a recording from its clips, from the first of them on, with the place of each in it.
  ///
  /// Where no clip lies, it is silent, as windows without sound give no clip.
  static func sound(_ clips: [(start: Int, samples: [Float])]) -> (samples: [Float], starts: [Int]) {
    let first = clips.map(\.start).min() ?? 0
    let count = clips.map { $0.start - first + $0.samples.count }.max() ?? 0
    var sound = [Float](repeating: 0, count: count)
    for clip in clips {
      sound.replaceSubrange((clip.start - first)..<(clip.start - first + clip.samples.count), with: clip.samples)
    }
    return (sound, clips.map { $0.start - first })
  }
}
