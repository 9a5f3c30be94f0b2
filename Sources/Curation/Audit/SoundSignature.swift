import Core
import SignalProcessing

/// What the search for copies keeps of a recording: its 25–400 Hz band at 1 kHz, 16 bits a sample, at a level of its own.
///
/// The band removes what hides copies (DC offset, drift, the band a lossy codec drops), the level removes gain. Sixteen bits
/// keep 3,240 recordings of 22 s in 145 MB.
struct SoundSignature: Sendable {
  /// Samples a second.
  static let sampleRate = 1000
  /// The band-limited samples, the greatest at ±32,000; empty for silence.
  let samples: [Int16]

  /// Makes the signature of a band-limited signal.
  init(band: [Float]) {
    let peak = band.reduce(0) { max($0, abs($1)) }
    // A thousandth of the least step of 16-bit sound: what is left of a constant is rounding.
    guard peak > 3e-8, band.count >= Self.shortest else {
      samples = []
      return
    }
    samples = band.map { Int16(($0 / peak * 32_000).rounded()) }
  }

  /// Takes samples that were kept.
  init(samples: [Int16]) { self.samples = samples }

  /// Below a fifth of a second there is nothing to compare.
  static let shortest = 200

  /// Whether there is nothing to compare.
  var isEmpty: Bool { samples.isEmpty }

  /// The band that signatures keep.
  static func band(of samples: [Float]) throws(SignalError) -> [Float] {
    try ButterworthFilter(.bandPass(25, 400), order: 2, sampleRate: Double(sampleRate))(samples)
  }
}
