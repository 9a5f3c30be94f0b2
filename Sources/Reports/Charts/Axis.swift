import Pictures

/// One axis of a chart.
public struct Axis: Sendable, Equatable {
  /// How its numbers are written.
  public enum Format: Sendable, Equatable {
    /// As numbers.
    case number
    /// As percentages of 1.
    case percent
  }

  /// What it measures, with the unit, for example `Time (s)`.
  public var label: String
  /// What it spans; nil to follow the data.
  public var range: ClosedRange<Double>?
  /// How its numbers are written.
  public var format: Format

  /// Describes an axis.
  public init(_ label: String, range: ClosedRange<Double>? = nil, format: Format = .number) {
    self.label = label
    self.range = range
    self.format = format
  }

  /// The given range, unless nothing can be drawn over it.
  var fixedRange: ClosedRange<Double>? { range.flatMap { ($0.upperBound - $0.lowerBound).isFinite ? $0 : nil } }

  /// The span for some data: the given one, or whole steps around the data (and 0 if `fromZero`).
  func span(of values: [Double], fromZero: Bool = false, ticks: Int) -> ClosedRange<Double> {
    if let fixedRange { return fixedRange }
    let finite = values.filter(\.isFinite)
    guard var lower = finite.min(), var upper = finite.max() else { return 0...1 }
    if fromZero {
      lower = min(lower, 0)
      upper = max(upper, 0)
    }
    return Ticks.rounded(lower...upper, about: ticks)
  }

  func text(_ value: Double, _ ticks: Ticks) -> String {
    format == .percent ? ticks.percentLabel(value) : ticks.label(value)
  }
}
