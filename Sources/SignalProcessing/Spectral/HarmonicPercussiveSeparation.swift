public import Core
import Foundation

/// Separates what lasts from what is short by median filters over the spectrogram.
///
/// Fitzgerald 2010, with the margins of Driedger, Müller and Disch 2014, as librosa's `decompose.hpss` with power 2: the
/// harmonic image is the median along time, the percussive one along frequency; soft masks H² / (H² + (m P)²). With
/// margins above 1 something is left that is neither.
public struct HarmonicPercussiveSeparation: Sendable, Hashable {
  /// The lengths of the median filters along time and along frequency, in frames and bins.
  public var harmonicKernel: Int, percussiveKernel: Int
  /// How many times an image must outweigh the other.
  public var harmonicMargin: Double, percussiveMargin: Double

  /// Makes a separation.
  /// - Precondition: kernels are positive, margins at least 1.
  public init(harmonicKernel: Int, percussiveKernel: Int, harmonicMargin: Double = 1, percussiveMargin: Double = 1) {
    precondition(harmonicKernel > 0 && percussiveKernel > 0 && harmonicMargin >= 1 && percussiveMargin >= 1)
    (self.harmonicKernel, self.percussiveKernel) = (harmonicKernel, percussiveKernel)
    (self.harmonicMargin, self.percussiveMargin) = (harmonicMargin, percussiveMargin)
  }

  /// The masks, 0 … 1, of a magnitude spectrogram with one row a bin.
  public func masks(of magnitudes: Matrix) -> (harmonic: Matrix, percussive: Matrix) {
    let harmonic = Self.median(magnitudes, kernel: harmonicKernel, alongRows: true)
    let percussive = Self.median(magnitudes, kernel: percussiveKernel, alongRows: false)
    return (
      Self.softMask(harmonic, percussive, margin: Float(harmonicMargin), splitsZeros: isTight),
      Self.softMask(percussive, harmonic, margin: Float(percussiveMargin), splitsZeros: isTight)
    )
  }

  private var isTight: Bool { harmonicMargin == 1 && percussiveMargin == 1 }

  /// x² / (x² + (m y)²), as librosa's `softmask`: where both vanish one half if all is to be shared out, else nothing.
  private static func softMask(_ x: Matrix, _ y: Matrix, margin: Float, splitsZeros: Bool) -> Matrix {
    var result = x
    for index in x.values.indices {
      let (a, b) = (x.values[index], y.values[index] * margin)
      let largest = max(a, b)
      if largest < Float.leastNormalMagnitude {
        result.values[index] = splitsZeros ? 0.5 : 0
      } else {
        let (p, q) = ((a / largest) * (a / largest), (b / largest) * (b / largest))
        result.values[index] = p / (p + q)
      }
    }
    return result
  }

  /// The median over `kernel` neighbours, the matrix mirrored at its edges (SciPy's `median_filter`, mode `reflect`).
  static func median(_ matrix: Matrix, kernel: Int, alongRows: Bool) -> Matrix {
    guard kernel > 1, !matrix.values.isEmpty else { return matrix }
    var result = matrix
    let (lines, length) = alongRows ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
    let (lineStep, step) = alongRows ? (matrix.columns, 1) : (1, matrix.columns)
    var window = SortedWindow(capacity: kernel)
    for line in 0..<lines {
      let base = line * lineStep
      func value(_ index: Int) -> Float {
        // d c b a | a b c d | d c b a
        let folded = ((index % (2 * length)) + 2 * length) % (2 * length)
        return matrix.values[base + (folded < length ? folded : 2 * length - 1 - folded) * step]
      }
      window.removeAll()
      let before = kernel / 2
      for index in -before..<(kernel - before) { window.insert(value(index)) }
      for index in 0..<length {
        result.values[base + index * step] = window.middle
        if index + 1 < length {
          window.replace(value(index - before), by: value(index + kernel - before))
        }
      }
    }
    return result
  }
}

/// The values under a median filter in ascending order.
private struct SortedWindow {
  private var values: [Float] = []

  init(capacity: Int) { values.reserveCapacity(capacity + 1) }

  /// The value in the middle; of an even number, the upper one, as SciPy takes it.
  var middle: Float { values[values.count / 2] }

  mutating func removeAll() { values.removeAll(keepingCapacity: true) }

  mutating func insert(_ value: Float) { values.insert(value, at: place(of: value)) }

  mutating func replace(_ old: Float, by new: Float) {
    if old == new { return }
    values.remove(at: place(of: old))
    insert(new)
  }

  /// The first place whose value is not below `value`.
  private func place(of value: Float) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
