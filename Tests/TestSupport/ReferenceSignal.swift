public import Core
import Foundation

/// The signal that the golden scripts and the tests both build: a chirp, a tone and LCG noise of ±0.05.
public enum ReferenceSignal {
  /// Three seconds (or `seconds`) at `sampleRate` hertz.
  public static func make(sampleRate: Int, seconds: Double = 3) -> AudioBuffer {
    var state: UInt64 = 1
    let samples = (0..<Int(Double(sampleRate) * seconds)).map { i -> Float in
      let t = Double(i) / Double(sampleRate)
      state = (1_103_515_245 * state + 12_345) & 0x7FFF_FFFF
      let noise = (Double(state) / 2_147_483_648 - 0.5) * 0.1
      let chirp = 0.5 * cos(2 * .pi * (40 * t + 15 * t * t))
      return Float(chirp + 0.2 * cos(2 * .pi * 0.21 * Double(sampleRate) * t) + noise)
    }
    return AudioBuffer(samples: samples, sampleRate: sampleRate)
  }
}
