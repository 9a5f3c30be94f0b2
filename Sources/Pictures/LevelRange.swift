public import Core

/// Which levels a picture spans: the lower one gets the first colour, the upper one the last.
public enum LevelRange: Sendable, Equatable, Codable {
  /// From `lower` to `upper` decibels in every picture, so that pictures can be compared.
  case fixed(lower: Decibels, upper: Decibels)
  /// The `span` decibels below each picture's own maximum, so that loudness does not matter.
  case belowMaximum(span: Decibels)

  /// The two ends for `matrix`, or nil if it holds no finite value to measure from.
  ///
  /// - Throws: `PictureError` `.badRequest` unless the range is finite and spans more than 0 dB.
  public func ends(for matrix: Matrix) throws(PictureError) -> (lower: Float, upper: Float)? {
    switch self {
    case .fixed(let lower, let upper):
      guard Float(lower).isFinite, Float(upper).isFinite, Float(lower) < Float(upper) else {
        throw PictureError(
          .badRequest, "a level range of \(lower) to \(upper) dB is empty. Give the lower level first.")
      }
      return (Float(lower), Float(upper))
    case .belowMaximum(let span):
      guard span > 0, Float(span).isFinite else {
        throw PictureError(.badRequest, "a level span of \(span) dB is empty. Give a positive number, for example 80.")
      }
      let maximum = matrix.values.reduce(-Float.infinity) { $1.isFinite && $1 > $0 ? $1 : $0 }
      guard maximum.isFinite else { return nil }
      return (maximum - Float(span), maximum)
    }
  }
}
