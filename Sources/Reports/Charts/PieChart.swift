import Foundation
import Pictures

/// Shares of a whole as a ring, with a legend that says the numbers: nobody has to judge an angle.
public struct PieChart: Sendable, Equatable {
  /// One share.
  public struct Slice: Sendable, Equatable {
    /// Its name in the legend.
    public var name: String
    /// How much it is; what is not a positive number has no share.
    public var value: Double

    /// Describes a share.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// More slices than colours cannot be told apart: from here on they are one, the last.
  public static let mostSlices = ChartStyle.seriesCount

  /// The chart's title.
  public var title: String
  /// What is counted, written in the middle, for example `recordings`.
  public var unit: String
  /// The shares, in the order they are drawn from the top clockwise.
  public var slices: [Slice]

  /// Describes a chart.
  public init(title: String, unit: String = "recordings", slices: [Slice]) {
    self.title = title
    self.unit = unit
    self.slices = slices
  }

  /// What is drawn: the positive shares, those beyond the seventh as one where there are more than eight.
  public var drawn: [Slice] {
    let positive = slices.filter { $0.value.isFinite && $0.value > 0 }
    guard positive.count > Self.mostSlices else { return positive }
    let rest = positive[(Self.mostSlices - 1)...]
    let others = Slice("\(rest.count) others", rest.reduce(0) { $0 + $1.value })
    return positive.prefix(Self.mostSlices - 1) + [others]
  }

  /// The drawing.
  public func svg() -> SVG {
    let slices = drawn
    let total = slices.reduce(0) { $0 + $1.value }
    let height = max(220, 64 + 22 * Double(slices.count))
    var canvas = SVGCanvas()
    canvas.label(title, limit: 62, 0, 17, style: "title")
    let (x, y) = (100.0, 34 + (height - 34) / 2)
    var start = 0.0
    for (index, slice) in slices.enumerated() {
      // A sum of huge numbers may be beyond all numbers; the shares are then empty, not the page.
      let share = total.isFinite ? slice.value / total : 0
      canvas.ring(
        x, y, inner: 52, outer: 88, from: start, to: start + share, style: "cell \(ChartStyle.fill(index))",
        hint: "\(slice.name): \(text(slice, total))")
      start += share
      drawKey(slice, index, total, 220, y - 11 * Double(slices.count - 1) + 22 * Double(index), on: &canvas)
    }
    canvas.text(number(total), x, y + 2, style: "count", anchor: .middle)
    canvas.text(unit, x, y + 19, style: "tick", anchor: .middle)
    return SVG(width: 500, height: height, label: label(slices, total), canvas: canvas)
  }

  private func drawKey(
    _ slice: Slice, _ index: Int, _ total: Double, _ x: Double, _ y: Double, on canvas: inout SVGCanvas
  ) {
    canvas.rectangle(x, y - 6, 12, 12, style: ChartStyle.fill(index), radius: 2.5)
    canvas.label(slice.name, limit: 20, x + 20, y + 4, style: "name")
    canvas.text(text(slice, total), 500, y + 4, style: "tick", anchor: .end)
  }

  /// The title with all shares, for those who hear the page.
  private func label(_ slices: [Slice], _ total: Double) -> String {
    title + (slices.isEmpty ? "" : ": ") + slices.map { "\($0.name) \(text($0, total))" }.joined(separator: ", ")
  }

  private func text(_ slice: Slice, _ total: Double) -> String {
    "\(number(slice.value)) (\(Ticks.number(100 * slice.value / total, decimals: 1)) %)"
  }

  private func number(_ value: Double) -> String {
    Ticks.number(value, decimals: value == value.rounded() ? 0 : 1)
  }
}

extension SVGCanvas {
  /// A piece of a ring between two turns (0 at the top, 1 once around clockwise).
  mutating func ring(
    _ x: Double, _ y: Double, inner: Double, outer: Double, from start: Double, to end: Double, style: String,
    hint: String
  ) {
    func place(_ radius: Double, _ turn: Double) -> String {
      "\((x + radius * sin(2 * .pi * turn)).svg) \((y - radius * cos(2 * .pi * turn)).svg)"
    }
    // Two arcs each way: an arc cannot end where it begins, as that of a whole ring would.
    func arc(_ radius: Double, to turn: Double, _ sweep: Int) -> String {
      "A\(radius.svg) \(radius.svg) 0 0 \(sweep) \(place(radius, turn))"
    }
    let middle = (start + end) / 2
    path(
      "M\(place(outer, start))\(arc(outer, to: middle, 1))\(arc(outer, to: end, 1))L\(place(inner, end))"
        + "\(arc(inner, to: middle, 0))\(arc(inner, to: start, 0))Z", style: style, hint: hint)
  }
}
