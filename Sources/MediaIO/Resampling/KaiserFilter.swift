internal import Foundation

/// The low-pass filter of a rate conversion: a sinc under a Kaiser window, linear in phase with delay 0.
///
/// Frequencies are relative to the Nyquist frequency of the lower rate: flat to 0.92, −3 dB at 0.953, and below
/// −140 dB from 1 up. Kaiser's formulas for β and the length: Oppenheim & Schafer, Discrete-Time Signal Processing,
/// 7.6.
struct KaiserFilter {
  /// Attenuation of the stop band in decibels.
  static let attenuation = 145.0
  /// Where the pass band ends and the stop band begins.
  static let band = (pass: 0.92, stop: 1.0)

  /// The taps h[0], h[1] … h[reach] of the symmetric filter; their sum over both sides is 1.
  let taps: [Double]

  /// Designs the filter of a signal whose rate is `oversampling` (≥ 1) times the lower rate.
  init(oversampling: Double) {
    let reach = Self.reach(oversampling: oversampling)
    let half = Self.halfWidth * oversampling
    let beta = 0.1102 * (Self.attenuation - 8.7)
    let cutoff = (Self.band.pass + Self.band.stop) / 2 / oversampling
    let peak = Self.besselI0(beta)
    var taps = (0...reach).map { n -> Double in
      let x = Double(n)
      let window = Self.besselI0(beta * max(0, 1 - (x / half) * (x / half)).squareRoot()) / peak
      let angle = Double.pi * cutoff * x
      return (n == 0 ? cutoff : cutoff * sin(angle) / angle) * window
    }
    let sum = taps[0] + 2 * taps.dropFirst().reduce(0, +)
    for n in taps.indices { taps[n] /= sum }
    self.taps = taps
  }

  /// How many taps there are on each side of the middle one.
  static func reach(oversampling: Double) -> Int { Int((halfWidth * oversampling).rounded(.down)) }

  /// Half the filter's length in samples of the lower rate.
  private static let halfWidth = (attenuation - 7.95) / (2.285 * Double.pi * (band.stop - band.pass)) / 2

  /// The real frequency response at the first `count` bins of a transform of `size` samples.
  func response(size: Int, count: Int) -> [Double] {
    let cosines = (0..<size).map { cos(2 * Double.pi * Double($0) / Double(size)) }
    return (0..<count).map { bin in
      var phase = 0
      var sum = 0.0
      for n in 1..<taps.count {
        phase += bin
        if phase >= size { phase -= size }
        sum += taps[n] * cosines[phase]
      }
      return taps[0] + 2 * sum
    }
  }

  /// The modified Bessel function of the first kind and order 0, by its power series.
  private static func besselI0(_ x: Double) -> Double {
    var (sum, term, k) = (1.0, 1.0, 1.0)
    while term > sum * 1e-18 {
      term *= (x / (2 * k)) * (x / (2 * k))
      sum += term
      k += 1
    }
    return sum
  }
}
