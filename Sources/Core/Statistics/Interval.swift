/// An interval that holds the true value in 95 of 100 cases; written to JSON as `[lower, upper]`.
public struct Interval: Sendable, Equatable, Codable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// Makes an interval from its ends.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public init(from decoder: any Decoder) throws {
    var ends = try decoder.unkeyedContainer()
    self.init(lower: try ends.decode(Double.self), upper: try ends.decode(Double.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var ends = encoder.unkeyedContainer()
    try ends.encode(lower)
    try ends.encode(upper)
  }

  /// Wilson's 95 % score interval of a proportion: `successes` of `trials`, which must be independent of each other.
  ///
  /// Successes may be fractional. E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209.
  /// - Returns: nil without trials.
  public static func wilson(successes: Double, trials: Int) -> Interval? {
    guard trials > 0 else { return nil }
    let z = 1.959963984540054  // the normal distribution's 97.5 % point
    let n = Double(trials)
    let p = successes / n
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // The ends are exact where all or none succeeded; rounding must not push them past it.
    return Interval(lower: p == 0 ? 0 : max(center - half, 0), upper: p == 1 ? 1 : min(center + half, 1))
  }
}
