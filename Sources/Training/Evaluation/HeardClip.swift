import Core
import Foundation
import Manifest
import MediaIO

/// What a clip's samples show besides what the network sees: its power, and a profile of its sound.
struct HeardClip: Sendable {
  /// The sum of squared samples.
  var energy: Double
  /// The number of samples.
  var sampleCount: Int
  /// Its profile; empty where it cannot be read or is silent.
  var profile: [Double]

  /// Listens to the clips of rows, in order; whoever judges them says which cannot be read.
  static func hear(_ rows: [ManifestRow], folder: URL, workers: Int) -> [HeardClip] {
    parallelMap(rows, workers: workers) { row in
      guard let audio = try? AudioDecoder.decode(folder.appendingPathComponent(row.fileName)).audio else {
        return HeardClip(energy: 0, sampleCount: 0, profile: [])
      }
      return HeardClip(
        energy: audio.samples.reduce(0) { $0 + Double($1) * Double($1) }, sampleCount: audio.samples.count,
        profile: SoundProfile.of(audio))
    }
  }
}
