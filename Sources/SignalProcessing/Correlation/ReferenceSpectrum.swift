import Foundation

/// A reference prepared for computing the distances of all its windows to a sequence at once.
///
/// d²(i) = Σ s² + Σ r² over the window − 2 Σ s[k] r[i+k]. Both sides are first freed of the reference's column means,
/// which changes no distance but keeps the three terms small. Window energies come from prefix sums in doubled
/// precision; correlations from one circular FFT at least as long as the reference, which wraps nowhere that matters.
struct ReferenceSpectrum: Sendable {
  private let width: Int
  private let frameCount: Int
  private let transformSize: Int
  private let means: [Double]
  /// The transform of every column without its mean.
  private let spectra: [[ComplexDouble]]
  /// The norm of every column without its mean.
  private let norms: [Double]
  /// The energy of all frames before each, as an unevaluated sum of two doubles.
  private let energies: [(high: Double, low: Double)]

  /// Half the spacing of doubles at 1: the relative error of one operation.
  private static let roundoff = 0x1p-53

  init(reference: [Double], width: Int) {
    self.width = width
    let frameCount = reference.count / width
    self.frameCount = frameCount
    transformSize = DoubleFFT.quickSize(atLeast: max(1, frameCount))
    let columns = (0..<width).map { column in (0..<frameCount).map { reference[$0 * width + column] } }
    means = columns.map { column in column.reduce(0) { $0 + $1 / Double(frameCount) } }
    let centered = zip(columns, means).map { column, mean in column.map { $0 - mean } }
    let transform = DoubleFFT(size: transformSize)
    spectra = centered.map(transform.forward)
    norms = centered.map { column in column.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    energies = Self.prefixSums((0..<frameCount).map { k in centered.reduce(0) { $0 + $1[k] * $1[k] } })
  }

  /// The starts, ascending, that may have the smallest distance as the definition computes it; never empty.
  func candidates(for sequence: [Double]) -> [Int] {
    let frames = sequence.count / width
    let (correlations, correlationError, energy) = correlate(sequence)
    let u = Self.roundoff
    // The definition's own rounding: `frames` additions, those within a frame, subtraction, square and root.
    let growth = Double(frames + width + 8) * u
    var smallestUpper = Double.infinity
    var lower = [Double](repeating: 0, count: frameCount - frames + 1)
    for start in lower.indices {
      let (from, to) = (energies[start], energies[start + frames])
      let window = (to.high - from.high) + (to.low - from.low)
      let estimate = energy + window - 2 * correlations[start]
      // Squares, their sums, the removed means and the three terms cost a few roundings of the energies each.
      let error = 2 * correlationError + 32 * u * (energy + abs(window)) + Self.underflow
      lower[start] = estimate - error
      smallestUpper = min(smallestUpper, max(0, estimate + error))
    }
    // t(1 − g) ≤ u(1 + g) for what the definition computes of the true values t and u.
    let limit = smallestUpper * (1 + 3 * growth)
    return lower.indices.filter { lower[$0] <= limit }
  }

  /// More than all that underflow can take from sums of squares.
  private static let underflow = 1e-290

  /// Σ s[k] r[i+k] for every start i, a bound of its error, and Σ s².
  ///
  /// The bound: an FFT of size N is off by at most ε‖·‖₂ with ε = η log₂N, where η ≈ 7 roundings (Higham, Accuracy and
  /// Stability of Numerical Algorithms, theorem 24.2); 16 are taken, to cover radices 3 and 5 and FFTW's twiddles. Two
  /// transforms and the product then err by at most 3ε‖s‖‖r‖ in every value, the way back by 2ε‖result‖.
  private func correlate(_ sequence: [Double]) -> (values: [Double], error: Double, energy: Double) {
    let frames = sequence.count / width
    let transform = DoubleFFT(size: transformSize)
    var product = [ComplexDouble](repeating: ComplexDouble(0), count: transform.binCount)
    var (energy, bound) = (0.0, 0.0)
    for column in 0..<width {
      let centered = (0..<frames).map { sequence[$0 * width + column] - means[column] }
      let sum = Self.prefixSums(centered.map { $0 * $0 })[frames]
      let power = sum.high + sum.low
      energy += power
      bound += power.squareRoot() * norms[column]
      spectra[column].withUnsafeBufferPointer { spectrum in
        transform.forward(
          fill: { buffer in
            let end = buffer.update(fromContentsOf: centered)
            buffer[end...].update(repeating: 0)
          },
          read: { bins in for k in bins.indices { product[k] = product[k] + bins[k].conjugate * spectrum[k] } })
      }
    }
    var values = transform.inverse(product)
    let scale = 1 / Double(transformSize)
    for i in values.indices { values[i] *= scale }
    let size = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let epsilon = 16 * Self.roundoff * log2(Double(max(2, transformSize)))
    return (values, 3 * epsilon * bound + 2 * epsilon * size, energy)
  }

  /// Running sums with the rounding errors of every addition carried along (Knuth's two-sum).
  private static func prefixSums(_ values: [Double]) -> [(high: Double, low: Double)] {
    var sums: [(high: Double, low: Double)] = [(0, 0)]
    sums.reserveCapacity(values.count + 1)
    var (high, low) = (0.0, 0.0)
    for value in values {
      let sum = high + value
      let part = sum - high
      low += (high - (sum - part)) + (value - part)
      high = sum
      sums.append((high, low))
    }
    return sums
  }
}
