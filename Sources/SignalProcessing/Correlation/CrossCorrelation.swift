import Foundation

/// How much two signals resemble each other at every shift, between −1 and 1; by FFT, in O(n log n).
///
/// c[lag] = Σ a[n + lag] b[n] / √(Σa² Σb²) for lags −(|b| − 1) … |a| − 1: `lag` is how many samples later the common
/// content stands in `a`. The same as SciPy's `correlate(a, b)` with `correlation_lags`, divided by the norms. Finite
/// samples give finite values: if either signal is silent, zeros.
public struct CrossCorrelation: Sendable, Hashable {
  /// The values in the order of lags.
  public let values: [Double]
  /// The lag of the first value, −(|b| − 1).
  public let firstLag: Int

  /// Correlates `a` with `b`, each freed of its mean if asked for; empty if either is.
  public init(_ a: [Double], _ b: [Double], removingMean: Bool = false) {
    guard !a.isEmpty, !b.isEmpty else {
      (values, firstLag) = ([], 0)
      return
    }
    firstLag = 1 - b.count
    let count = a.count + b.count - 1
    let (first, second) = (unitPeak(a, removingMean: removingMean), unitPeak(b, removingMean: removingMean))
    let norm = (first.reduce(0) { $0 + $1 * $1 } * second.reduce(0) { $0 + $1 * $1 }).squareRoot()
    guard norm > 0 else {
      values = [Double](repeating: 0, count: count)
      return
    }
    let transform = DoubleFFT(size: DoubleFFT.quickSize(atLeast: count))
    let other = transform.forward(second)
    let sums = transform.inverse(zip(transform.forward(first), other).map { $0 * $1.conjugate })
    let scale = 1 / (norm * Double(transform.size))
    // Negative lags lie at the end of the circle.
    let negative = b.count - 1
    values = (sums[(sums.count - negative)...] + sums[..<a.count]).map { max(-1, min(1, $0 * scale)) }
  }

  /// The largest value (the largest magnitude if `ignoringSign`) and its lag, the first of equals; nil if empty.
  public func peak(ignoringSign: Bool = false) -> (lag: Int, value: Double)? {
    var best: (lag: Int, value: Double)?
    for (index, value) in values.enumerated() {
      let strength = ignoringSign ? abs(value) : value
      let record = best.map { ignoringSign ? abs($0.value) : $0.value } ?? -.infinity
      if strength > record { best = (firstLag + index, value) }
    }
    return best
  }
}
