import Foundation

/// How much a signal resembles itself some samples later, normalised to 1 at lag 0; by FFT, in O(n log n).
///
/// r[k] = Σ x[n] x[n + k] / Σ x[n]², without correction for the shrinking overlap, so |r| ≤ 1. Finite samples give finite
/// values: silence (or a constant, when the mean is removed) gives zeros.
public struct Autocorrelation: Sendable, Hashable {
  /// The values of lags 0, 1, 2 … samples.
  public let values: [Double]

  /// Correlates `samples` with themselves up to `maximumLag` samples, all lags if nil.
  public init(_ samples: [Double], maximumLag: Int? = nil, removingMean: Bool = true) {
    let lags = max(0, min(maximumLag ?? Int.max - 1, samples.count - 1))
    guard !samples.isEmpty else {
      values = []
      return
    }
    let signal = unitPeak(samples, removingMean: removingMean)
    let transform = DoubleFFT(size: DoubleFFT.sharedSize(atLeast: samples.count + lags))
    let sums = transform.inverse(transform.forward(signal).map { ComplexDouble($0.power) })
    let energy = sums[0]
    guard energy > 0 else {
      values = [Double](repeating: 0, count: lags + 1)
      return
    }
    values = sums[0...lags].map { max(-1, min(1, $0 / energy)) }
  }

  /// The lag with the largest value in `lags`, the first of equals; nil if the range holds no computed lag.
  public func peak(in lags: ClosedRange<Int>) -> (lag: Int, value: Double)? {
    var best: (lag: Int, value: Double)?
    for lag in lags.clamped(to: 0...max(0, values.count - 1)) where values.indices.contains(lag) && lags.contains(lag) {
      if values[lag] > best?.value ?? -.infinity { best = (lag, values[lag]) }
    }
    return best
  }
}

/// A signal divided by its peak, so that no energy over- or underflows, and freed of its mean if asked for.
///
/// What remains of a constant after the subtraction is rounding, and becomes zero.
func unitPeak(_ samples: [Double], removingMean: Bool) -> [Double] {
  let peak = samples.reduce(0) { max($0, abs($1)) }
  guard peak > 0 else { return samples }
  let scaled = samples.map { $0 / peak }
  guard removingMean else { return scaled }
  let mean = scaled.reduce(0, +) / Double(scaled.count)
  let centered = scaled.map { $0 - mean }
  return centered.contains { abs($0) > 1e-12 } ? centered : [Double](repeating: 0, count: samples.count)
}
