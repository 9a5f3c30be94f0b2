public import Core
import Foundation

/// Mel-frequency cepstral coefficients: the orthonormal DCT-II of a log-mel spectrogram, per frame.
///
/// c[k] = s[k] Σ D[n] cos(πk(n + ½)/M), s[0] = √(1/M), s[k] = √(2/M), after librosa's `feature.mfcc`.
public struct CepstralCoefficients: Sendable {
  /// The number of coefficients, from the zeroth on.
  public let count: Int
  /// The cosines of four coefficients and half of the bands after another: of each band those of the four side by side.
  private let basis: [SIMD4<Float>]
  private let bandCount: Int

  /// Makes the transform of `bandCount` bands into `count` coefficients.
  /// - Precondition: `0 < count <= bandCount`.
  public init(count: Int, bandCount: Int) {
    precondition(count > 0 && count <= bandCount, "no more coefficients than bands")
    self.count = count
    self.bandCount = bandCount
    // Angles are multiples of π/2M, of which 4M differ.
    let cosines = (0..<4 * bandCount).map { cos(.pi * Double($0) / Double(2 * bandCount)) }
    func factor(_ k: Int, _ n: Int) -> Float {
      let scale = ((k == 0 ? 1.0 : 2.0) / Double(bandCount)).squareRoot()
      return Float(scale * cosines[k * (2 * n + 1) % (4 * bandCount)])
    }
    basis = stride(from: 0, to: count, by: 4).flatMap { k in
      (0..<(bandCount + 1) / 2).map { n in SIMD4(factor(k, n), factor(k + 1, n), factor(k + 2, n), factor(k + 3, n)) }
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
    var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    basis.withUnsafeBufferPointer { basis in
      folded.pairs.withUnsafeBufferPointer { pairs in
        let factors = basis.baseAddress! + k / 4 &* pairs.count
        for n in 0..<pairs.count {
          let (four, pair) = (factors[n], pairs[n])
          a += four[0] * pair.sum
          b += four[1] * pair.difference
          c += four[2] * pair.sum
          d += four[3] * pair.difference
        }
      }
    }
    // What stands behind the last coefficient is thrown away.
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
  struct Pair {
    var sum = SIMD8<Float>()
    var difference = SIMD8<Float>()
  }

  private(set) var pairs: [Pair]
  private let bandCount: Int

  init(bandCount: Int) {
    self.bandCount = bandCount
    pairs = .init(repeating: Pair(), count: (bandCount + 1) / 2)
  }

  @inline(__always)
  mutating func fold(_ frames: Frames, of matrix: UnsafeRawBufferPointer) {
    for n in pairs.indices {
      let near = frames.load(row: n, matrix)
      let far = frames.load(row: bandCount - 1 - n, matrix)
      // The middle one of an odd number of bands counts once, and is 0 in odd coefficients.
      pairs[n] = Pair(sum: 2 * n + 1 == bandCount ? near : near + far, difference: near - far)
    }
  }
}
