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
    // Angles are multiples of π/2M, of which 4M differ.
    let cosines = (0..<4 * bandCount).map { cos(.pi * Double($0) / Double(2 * bandCount)) }
    basis = (0..<count).flatMap { k -> [Float] in
      let scale = ((k == 0 ? 1.0 : 2.0) / Double(bandCount)).squareRoot()
      return (0..<bandCount).map { n in Float(scale * cosines[k * (2 * n + 1) % (4 * bandCount)]) }
    }
  }

  /// The coefficients (rows) of every frame (columns) of a log-mel spectrogram.
  /// - Precondition: `logMel.rows == bandCount`.
  public func callAsFunction(_ logMel: Matrix) -> Matrix {
    precondition(logMel.rows == bandCount, "one row a band")
    var result = Matrix(rows: count, columns: logMel.columns)
    var folded = Folded(bandCount: bandCount)
    result.values.withUnsafeMutableBytes { output in
      logMel.values.withUnsafeBytes { input in
        for t in stride(from: 0, to: logMel.columns, by: 8) {
          let frames = Frames(first: t, count: min(8, logMel.columns - t), columns: logMel.columns)
          folded.fold(frames, of: input)
          for k in stride(from: 0, to: count, by: 4) { transform(k, frames, folded, output) }
        }
      }
    }
    return result
  }

  /// Up to four coefficients from `k` on of eight frames: what is loaded once serves two sums.
  @inline(__always)
  private func transform(_ k: Int, _ frames: Frames, _ folded: Folded, _ output: UnsafeMutableRawBufferPointer) {
    // Beyond the last coefficient the last one is made again, and thrown away.
    let rows = SIMD4<Int>(k, min(k + 1, count - 1), min(k + 2, count - 1), min(k + 3, count - 1)) &* bandCount
    var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    basis.withUnsafeBufferPointer { basis in
      for n in folded.sums.indices {
        let (sum, difference) = (folded.sums[n], folded.differences[n])
        a += basis[rows[0] &+ n] * sum
        b += basis[rows[1] &+ n] * difference
        c += basis[rows[2] &+ n] * sum
        d += basis[rows[3] &+ n] * difference
      }
    }
    frames.store(a, row: k, output)
    if k + 1 < count { frames.store(b, row: k + 1, output) }
    if k + 2 < count { frames.store(c, row: k + 2, output) }
    if k + 3 < count { frames.store(d, row: k + 3, output) }
  }
}

/// Up to eight neighbouring columns of a row-major matrix.
private struct Frames {
  let first: Int
  let count: Int
  let columns: Int

  @inline(__always)
  func load(row: Int, _ matrix: UnsafeRawBufferPointer) -> SIMD8<Float> {
    let offset = 4 * (row * columns + first)
    if count == 8 { return matrix.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self) }
    var values = SIMD8<Float>()
    for lane in 0..<count { values[lane] = matrix.load(fromByteOffset: offset + 4 * lane, as: Float.self) }
    return values
  }

  @inline(__always)
  func store(_ values: SIMD8<Float>, row: Int, _ matrix: UnsafeMutableRawBufferPointer) {
    let offset = 4 * (row * columns + first)
    if count == 8 { return matrix.storeBytes(of: values, toByteOffset: offset, as: SIMD8<Float>.self) }
    for lane in 0..<count { matrix.storeBytes(of: values[lane], toByteOffset: offset + 4 * lane, as: Float.self) }
  }
}

/// Bands added to and subtracted from those that lie as far from the other end.
///
/// The cosines of even coefficients are symmetric about the middle band, those of odd ones antisymmetric: half the products do.
private struct Folded {
  private(set) var sums: [SIMD8<Float>]
  private(set) var differences: [SIMD8<Float>]
  private let bandCount: Int

  init(bandCount: Int) {
    self.bandCount = bandCount
    sums = .init(repeating: .zero, count: (bandCount + 1) / 2)
    differences = sums
  }

  @inline(__always)
  mutating func fold(_ frames: Frames, of matrix: UnsafeRawBufferPointer) {
    for n in sums.indices {
      let near = frames.load(row: n, matrix)
      let far = frames.load(row: bandCount - 1 - n, matrix)
      // The middle one of an odd number of bands counts once, and is 0 in odd coefficients.
      sums[n] = 2 * n + 1 == bandCount ? near : near + far
      differences[n] = near - far
    }
  }
}
