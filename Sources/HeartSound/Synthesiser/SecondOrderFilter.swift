import Core
import Foundation

/// A recursive filter of second order for shaping sounds, after Bristow-Johnson's audio equaliser formulae.
struct SecondOrderFilter {
  private let b0, b1, b2, a1, a2: Double
  private var z1 = 0.0
  private var z2 = 0.0

  /// Which part of the spectrum is let through.
  enum Kind {
    case lowPass
    case highPass
    /// Unit gain at the centre.
    case bandPass
  }

  /// Makes a filter at `frequency` (moved below 0.45 of the sample rate, if need be) with quality factor `quality`.
  init(_ kind: Kind, frequency: Hertz, quality: Double = 0.5.squareRoot(), sampleRate: Int) {
    let omega = 2 * Double.pi * min(frequency / Double(sampleRate), 0.45)
    let alpha = sin(omega) / (2 * quality)
    let cosine = cos(omega)
    let a0 = 1 + alpha
    switch kind {
    case .lowPass: (b0, b1, b2) = ((1 - cosine) / 2 / a0, (1 - cosine) / a0, (1 - cosine) / 2 / a0)
    case .highPass: (b0, b1, b2) = ((1 + cosine) / 2 / a0, -(1 + cosine) / a0, (1 + cosine) / 2 / a0)
    case .bandPass: (b0, b1, b2) = (alpha / a0, 0, -alpha / a0)
    }
    a1 = -2 * cosine / a0
    a2 = (1 - alpha) / a0
  }

  /// The next sample (transposed direct form II).
  mutating func process(_ x: Double) -> Double {
    let y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    return y
  }

  /// The two sections of a Butterworth low-pass of fourth order.
  static func fourthOrderLowPass(_ frequency: Hertz, sampleRate: Int) -> [SecondOrderFilter] {
    // Q = 1 / (2 cos(π/8)) and 1 / (2 cos(3π/8)).
    [1, 3].map {
      SecondOrderFilter(.lowPass, frequency: frequency, quality: 1 / (2 * cos($0 * .pi / 8)), sampleRate: sampleRate)
    }
  }
}

extension [Double] {
  /// The signal after one filter after the other.
  func filtered(by filters: [SecondOrderFilter]) -> [Double] {
    var signal = self
    for var filter in filters {
      for index in signal.indices { signal[index] = filter.process(signal[index]) }
    }
    return signal
  }

  /// The root mean square, 0 for an empty signal.
  var rootMeanSquare: Double { isEmpty ? 0 : (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot() }

  /// The largest magnitude, 0 for an empty signal.
  var peak: Double { reduce(0) { Swift.max($0, abs($1)) } }

  /// Adds `other` times `gain`.
  /// - Precondition: both have one length.
  mutating func add(_ other: [Double], gain: Double) {
    precondition(count == other.count, "signals of one length")
    for index in indices { self[index] += gain * other[index] }
  }
}
