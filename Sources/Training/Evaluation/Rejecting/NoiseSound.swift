import Core
import Foundation

/// Sounds without a heart in them, to see whether a classifier declines them.
enum NoiseSound: String, Sendable, CaseIterable {
  /// All frequencies alike.
  case white = "white noise"
  /// The power falls by 6 dB an octave, as rubbing and handling do.
  case brown = "brown noise"
  /// 50 Hz and its harmonics.
  case hum = "mains hum"
  /// Single clicks at random times.
  case clicks = "clicks"

  /// A clip of it, of `sampleCount` samples at `sampleRate` hertz; the number keys its chances.
  func clip(_ number: Int, sampleCount: Int, sampleRate: Int, seed: UInt64) -> AudioBuffer {
    var generator = SeededGenerator(seed: seed, id: rawValue, copy: number, step: "noise")
    var samples = [Float](repeating: 0, count: sampleCount)
    switch self {
    case .white: for index in samples.indices { samples[index] = Float(0.1 * generator.normal()) }
    case .brown:
      var level = 0.0
      for index in samples.indices {
        level = 0.995 * level + 0.01 * generator.normal()
        samples[index] = Float(level)
      }
    case .hum:
      let phase = generator.uniform(in: 0...(2 * .pi))
      for index in samples.indices {
        let angle = 2 * .pi * 50 * Double(index) / Double(sampleRate) + phase
        samples[index] = Float(0.2 * sin(angle) + 0.1 * sin(3 * angle) + 0.002 * generator.normal())
      }
    case .clicks:
      for index in samples.indices { samples[index] = Float(1e-3 * generator.normal()) }
      for _ in 0..<max(1, 4 * sampleCount / max(1, sampleRate)) {
        let start = generator.integer(below: max(1, sampleCount))
        for offset in 0..<min(sampleRate / 200 + 1, sampleCount - start) {
          samples[start + offset] += Float(0.5 * generator.normal())
        }
      }
    }
    return AudioBuffer(samples: samples, sampleRate: sampleRate)
  }
}
