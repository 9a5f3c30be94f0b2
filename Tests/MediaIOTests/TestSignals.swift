import Core
import Foundation
import MediaIO

/// Signals with known answers.
enum TestSignals {
  static let clickRate = 44_100
  static let clickPosition = 50_000
  static let clickLength = 44_100 * 3 + 777

  /// Quiet noise with one Hann-windowed burst of 400 samples centred on `clickPosition` (as h_decode_alignment.py
  /// makes).
  static func click(rate: Int = clickRate, length: Int = clickLength, position: Int = clickPosition) -> [Float] {
    var generator = SeededGenerator(seed: 0)
    var samples = (0..<length).map { _ in Float(1e-3 * generator.normal()) }
    for (i, value) in burst(rate: rate).enumerated() { samples[position - 200 + i] += value }
    return samples
  }

  static func burst(rate: Int) -> [Float] {
    (0..<400).map { i in
      let hann = 0.5 - 0.5 * cos(2 * Double.pi * Double(i) / 399)
      return Float(0.8 * hann * cos(2 * Double.pi * 1500 / Double(rate) * Double(i - 200)))
    }
  }

  /// Where in `samples` the burst is centred: the maximum of the cross-correlation.
  static func position(in samples: [Float], rate: Int = clickRate) -> Int {
    let burst = burst(rate: rate)
    var (best, at) = (-Float.infinity, 0)
    for start in 0..<max(1, samples.count - 400) {
      // Only near what is loud: elsewhere the correlation cannot be the greatest.
      guard abs(samples[min(start + 200, samples.count - 1)]) > 0.2 else { continue }
      var sum: Float = 0
      for i in 0..<400 where start + i < samples.count { sum += samples[start + i] * burst[i] }
      if sum > best { (best, at) = (sum, start + 200) }
    }
    return at
  }

  static func sine(_ frequency: Double, rate: Int, count: Int, amplitude: Double = 0.5) -> [Float] {
    (0..<count).map { Float(amplitude * cos(2 * Double.pi * frequency * Double($0) / Double(rate))) }
  }
}

/// Small recordings for tests that care about files, not about sounds.
enum AudioBufferFactory {
  static func tone(rate: Int = 44_100, seconds: Double = 1) -> AudioBuffer {
    AudioBuffer(samples: TestSignals.sine(440, rate: rate, count: Int(Double(rate) * seconds)), sampleRate: rate)
  }
}
