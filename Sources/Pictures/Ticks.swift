import Foundation

/// Round numbers along an axis, and how they are written.
public struct Ticks: Sendable, Equatable {
  /// The positions, rising.
  public let values: [Double]
  /// The distance between two of them.
  public let step: Double

  /// Finds multiples of 1, 2 or 5 times a power of ten that lie within a range.
  /// - Parameters:
  ///   - range: what the axis spans; a range that is empty or not finite gets 0 and 1.
  ///   - count: about how many are wanted; between half and twice as many come out.
  public init(in range: ClosedRange<Double>, about count: Int) {
    let span = range.upperBound - range.lowerBound
    guard span.isFinite, span > 1e-300, span > max(abs(range.lowerBound), abs(range.upperBound)) * 1e-13 else {
      self.values = [0, 1]
      self.step = 1
      return
    }
    let rough = span / Double(max(count, 1))
    let power = pow(10, floor(log10(rough)))
    let factor = rough / power
    // Borders at the geometric means of neighbours, so that the count comes closest.
    let step = power * (factor < 1.414 ? 1 : factor < 3.162 ? 2 : factor < 7.071 ? 5 : 10)
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    self.values = first <= last ? (first...last).map { Double($0) * step } : []
    self.step = step
  }

  /// The smallest range of whole steps that holds `range`.
  public static func rounded(_ range: ClosedRange<Double>, about count: Int) -> ClosedRange<Double> {
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    guard largest.isFinite, largest > 1e-290 else { return 0...1 }
    guard range.upperBound - range.lowerBound > largest * 1e-12 else {
      return rounded(range.lowerBound - largest / 2...range.upperBound + largest / 2, about: count)
    }
    let step = Ticks(in: range, about: count).step
    return (range.lowerBound / step + 1e-9).rounded(.down) * step...(range.upperBound / step - 1e-9).rounded(.up) * step
  }

  /// A tick's number with just the decimals that the step needs.
  public func label(_ value: Double) -> String { Ticks.number(value, decimals: decimals) }

  /// A tick's number as a percentage.
  public func percentLabel(_ value: Double) -> String {
    Ticks.number(100 * value, decimals: max(decimals - 2, 0)) + " %"
  }

  private var decimals: Int { min(max(Int(ceil(-log10(step) - 1e-9)), 0), 12) }

  /// A number with fixed decimals, a true minus sign and thin spaces between thousands; powers of ten beyond 10¹².
  public static func number(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    guard abs(value) < 1e12 else { return String(format: "%.2e", value) }
    let text = String(format: "%.\(decimals)f", abs(value))
    let parts = text.split(separator: ".", maxSplits: 1)
    var whole = String(parts[0])
    if whole.count > 4 {
      let digits = Array(whole)
      whole = digits.indices.map { ($0 > 0 && (digits.count - $0) % 3 == 0 ? "\u{202F}" : "") + String(digits[$0]) }
        .joined()
    }
    let magnitude = ([whole] + parts.dropFirst().map(String.init)).joined(separator: ".")
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    return value < 0 && !isZero ? "−" + magnitude : magnitude
  }
}
