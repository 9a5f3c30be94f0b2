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

  /// The real frequency response h[0] + 2 Σ h[n] cos(2πnk/N) at the first `count` bins k of a transform of N = `size` samples.
  ///
  /// Summed after Clenshaw, which needs one cosine a bin; rounding stays below 10⁻¹¹ for the longest filters.
  func response(size: Int, count: Int) -> [Double] {
    typealias Bins = SIMD8<Double>
    return stride(from: 0, to: count, by: Bins.scalarCount).flatMap { first in
      var cosines = Bins()
      for lane in cosines.indices { cosines[lane] = cos(2 * Double.pi * Double(first + lane) / Double(size)) }
      let twice = 2 * cosines
      var (last, beforeLast) = (Bins(), Bins())
      for tap in taps.dropFirst().reversed() { (last, beforeLast) = (tap + twice * last - beforeLast, last) }
      let sums = taps[0] + 2 * (cosines * last - beforeLast)
      return (0..<min(Bins.scalarCount, count - first)).map { sums[$0] }
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
