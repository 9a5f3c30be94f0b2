public import Core
import Foundation

/// How features change over time: the slope or curvature of a polynomial fitted around every frame.
///
/// The same as librosa's `feature.delta(width=…, order=…, mode="interp")`, a Savitzky–Golay filter whose polynomial is of
/// the derivative's own order; near the ends the fit over the first or last `width` frames holds. Signals of fewer frames,
/// which librosa refuses, are fitted over the largest odd number of frames there are; over fewer than three, deltas are 0.
public struct CepstralDeltas: Sendable, Hashable {
  /// The number of frames a fit spans, odd.
  public let width: Int
  /// 1 for slopes, 2 for curvatures.
  public let order: Int

  /// Makes a differentiator.
  /// - Throws: `SignalError` `.badRequest` unless `width` is odd and at least 3, and `order` is 1 or 2.
  public init(width: Int = 9, order: Int = 1) throws(SignalError) {
    guard width >= 3, width % 2 == 1, (1...2).contains(order) else {
      throw SignalError(
        .badRequest, "deltas of order \(order) over \(width) frames cannot be made. Choose an odd width ≥ 3.")
    }
    self.width = width
    self.order = order
  }

  /// The deltas of every row over its columns; a matrix of the same size.
  public func callAsFunction(_ features: Matrix) -> Matrix {
    let columns = features.columns
    let reach = min(width, columns - (columns + 1) % 2) / 2
    var result = Matrix(rows: features.rows, columns: columns)
    guard reach > 0 else { return result }
    let weights = kernel(reach: reach)
    for row in 0..<features.rows {
      for column in 0..<columns {
        // A polynomial of the derivative's order has the same derivative everywhere.
        let center = min(max(column, reach), columns - 1 - reach)
        var sum = 0.0
        for offset in -reach...reach { sum += weights[offset + reach] * Double(features[row, center + offset]) }
        result[row, column] = Float(sum)
      }
    }
    return result
  }

  /// The weights of a least-squares slope or curvature over `2 · reach + 1` points.
  private func kernel(reach: Int) -> [Double] {
    let offsets = (-reach...reach).map(Double.init)
    let squares = offsets.reduce(0) { $0 + $1 * $1 }
    if order == 1 { return offsets.map { $0 / squares } }
    let fourths = offsets.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    let count = Double(offsets.count)
    return offsets.map { 2 * (count * $0 * $0 - squares) / (count * fourths - squares * squares) }
  }
}

extension CepstralCoefficients {
  /// The coefficients with higher ones raised: c[k] · (1 + L/2 sin(π(k + 1)/L)); L = 0 leaves them.
  ///
  /// Source: librosa's `feature.mfcc(lifter=L)`; Kaldi and HTK use L = 22 with k + 1 replaced by k.
  /// - Precondition: `lifter >= 0`.
  public static func liftered(_ coefficients: Matrix, by lifter: Int) -> Matrix {
    precondition(lifter >= 0, "a lifter is not negative")
    guard lifter > 0 else { return coefficients }
    var result = coefficients
    for k in 0..<result.rows {
      let factor = Float(1 + Double(lifter) / 2 * sin(.pi * Double(k + 1) / Double(lifter)))
      for column in 0..<result.columns { result[k, column] *= factor }
    }
    return result
  }
}
