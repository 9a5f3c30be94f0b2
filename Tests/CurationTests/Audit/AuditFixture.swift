import Core
import Foundation
import HeartSound
import MediaIO
import TestSupport

@testable import Curation

/// Synthetic recordings and copies of some of them, made in every way that hides a copy.
struct AuditFixture {
  /// Recordings of different people, at 4 kHz, 6–8 s each.
  let originals: [AudioBuffer]

  init(count: Int, seed: UInt64 = 4) throws {
    let collection = try SyntheticCollection(seed: seed, recordings: count, recordingsPerPatient: 1)
    originals = collection.plan().map { item in
      let audio = collection.recording(item).audio
      return AudioBuffer(samples: Array(audio.samples.prefix(28_000)), sampleRate: audio.sampleRate)
    }
  }

  /// A copy of a recording: what was done to it, and the sound.
  static func copies(of audio: AudioBuffer, seed: UInt64 = 1) throws -> [(name: String, audio: AudioBuffer)] {
    var generator = SeededGenerator(seed: seed)
    let rms = (audio.samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(audio.samples.count)).squareRoot()
    func mapped(_ change: (Float) -> Float) -> AudioBuffer {
      AudioBuffer(samples: audio.samples.map { max(-1, min(1, change($0))) }, sampleRate: audio.sampleRate)
    }
    let excerpt = Array(audio.samples[6000..<18_000])
    return [
      ("quiet", mapped { $0 * 0.02 }), ("offset", mapped { $0 * 0.3 + 0.4 }), ("inverted", mapped { -$0 }),
      ("noisy", mapped { $0 + Float(0.2 * rms * generator.normal()) }),
      ("resampled", try audio.resampled(to: 11_025)), ("low", try audio.resampled(to: 1000)),
      ("excerpt", AudioBuffer(samples: excerpt, sampleRate: audio.sampleRate)),
      ("later", AudioBuffer(samples: [Float](repeating: 0, count: 2801) + audio.samples, sampleRate: audio.sampleRate)),
    ]
  }

  static func signature(_ audio: AudioBuffer) throws -> SoundSignature {
    let mean = audio.samples.reduce(0, +) / Float(audio.samples.count)
    let centered = AudioBuffer(samples: audio.samples.map { $0 - mean }, sampleRate: audio.sampleRate)
    return SoundSignature(
      band: try SoundSignature.band(of: try centered.resampled(to: SoundSignature.sampleRate).samples))
  }
}
