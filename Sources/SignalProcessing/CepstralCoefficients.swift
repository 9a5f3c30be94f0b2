public import Core
import Foundation

/// Mel-frequency cepstral coefficients: the orthonormal DCT-II of a log-mel spectrogram, per frame.
///
/// c[k] = s[k] Σ D[n] cos(πk(n + ½)/M), s[0] = √(1/M), s[k] = √(2/M), after librosa's `feature.mfcc`.
public struct CepstralCoefficients: Sendable {
  /// The number of coefficients, from the zeroth on.
  public let count: Int
  /// `count × bandCount` cosines, row-major.
  private let basis: [Float]
  private let bandCount: Int

  /// Makes the transform of `bandCount` bands into `count` coefficients.
  /// - Precondition: `0 < count <= bandCount`.
  public init(count: Int, bandCount: Int) {
    precondition(count > 0 && count <= bandCount, "no more coefficients than bands")
    self.count = count
    self.bandCount = bandCount
    let bands = Double(bandCount)
    basis = (0..<count).flatMap { k -> [Float] in
      let scale = ((k == 0 ? 1.0 : 2.0) / bands).squareRoot()
      return (0..<bandCount).map { n -> Float in
        let turn: Double = .pi * Double(k) * (Double(n) + 0.5)
        return Float(scale * cos(turn / bands))
      }
    }
  }

  /// The coefficients (rows) of every frame (columns) of a log-mel spectrogram.
  /// - Precondition: `logMel.rows == bandCount`.
  public func callAsFunction(_ logMel: Matrix) -> Matrix {
    precondition(logMel.rows == bandCount, "one row a band")
    var result = Matrix(rows: count, columns: logMel.columns)
    let columns = logMel.columns
    let whole = columns / 8 * 8
    result.values.withUnsafeMutableBytes { output in
      logMel.values.withUnsafeBytes { input in
        for t in stride(from: 0, to: whole, by: 8) {
          for k in stride(from: 0, to: count, by: 4) { transform(t, k, columns, input, output) }
        }
        for t in whole..<columns {
          for k in 0..<count {
            var sum: Float = 0
            for n in 0..<bandCount {
              sum += basis[k * bandCount + n] * input.load(fromByteOffset: 4 * (n * columns + t), as: Float.self)
            }
            output.storeBytes(of: sum, toByteOffset: 4 * (k * columns + t), as: Float.self)
          }
        }
      }
    }
    return result
  }

  /// Eight frames from `t` on, up to four coefficients from `k` on: what is loaded once serves four sums.
  @inline(__always)
  private func transform(
    _ t: Int, _ k: Int, _ columns: Int, _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) {
    // Beyond the last coefficient the last one is made again, and thrown away.
    let rows = SIMD4<Int>(k, min(k + 1, count - 1), min(k + 2, count - 1), min(k + 3, count - 1)) &* bandCount
    var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    basis.withUnsafeBufferPointer { basis in
      for n in 0..<bandCount {
        let levels = input.loadUnaligned(fromByteOffset: 4 * (n * columns + t), as: SIMD8<Float>.self)
        a += basis[rows[0] + n] * levels
        b += basis[rows[1] + n] * levels
        c += basis[rows[2] + n] * levels
        d += basis[rows[3] + n] * levels
      }
    }
    for (offset, sums) in [a, b, c, d].prefix(count - k).enumerated() {
      output.storeBytes(of: sums, toByteOffset: 4 * ((k + offset) * columns + t), as: SIMD8<Float>.self)
    }
  }
}
