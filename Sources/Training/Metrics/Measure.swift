public import Core

/// A score and how sure it is; both are written to JSON even where they are undefined, as `null`.
public struct Measure: Sendable, Equatable, Codable {
  /// The score; nil where it is undefined.
  public let value: Double?
  /// Its 95 % interval; nil where it cannot be told.
  public let interval: Interval?

  /// Makes a measure.
  public init(_ value: Double?, interval: Interval? = nil) {
    self.value = value
    self.interval = interval
  }

  enum CodingKeys: String, CodingKey {
    case value, interval
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(interval, forKey: .interval)
  }
}
