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
    basis = (0..<count).flatMap { k in
      let scale = ((k == 0 ? 1 : 2) / Double(bandCount)).squareRoot()
      return (0..<bandCount).map { n in Float(scale * cos(.pi * Double(k) * (Double(n) + 0.5) / Double(bandCount))) }
    }
  }

  /// The coefficients (rows) of every frame (columns) of a log-mel spectrogram.
  /// - Precondition: `logMel.rows == bandCount`.
  public func callAsFunction(_ logMel: Matrix) -> Matrix {
    precondition(logMel.rows == bandCount, "one row a band")
    var result = Matrix(rows: count, columns: logMel.columns)
    let columns = logMel.columns
    result.values.withUnsafeMutableBufferPointer { output in
      logMel.values.withUnsafeBufferPointer { input in
        for k in 0..<count {
          for n in 0..<bandCount {
            let weight = basis[k * bandCount + n]
            for t in 0..<columns { output[k * columns + t] += weight * input[n * columns + t] }
          }
        }
      }
    }
    return result
  }
}
