import Pictures

/// The common ground of charts with two axes: title, legend, margins, scales, grid.
struct PlotFrame {
  /// One entry of the legend.
  struct Key {
    var name: String
    /// The CSS classes of its sample.
    var style: String
    /// A stroke rather than a filled square.
    var isLine = false
  }

  var canvas = SVGCanvas()
  let width: Double
  let height: Double
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let xSpan: ClosedRange<Double>
  let ySpan: ClosedRange<Double>
  private let label: String

  /// Lays out title and legend and finds the margins.
  /// - Parameter bottomMargin: what the labels of the horizontal axis need.
  init(
    title: String, keys: [Key], width: Double, plotHeight: Double, xSpan: ClosedRange<Double>,
    ySpan: ClosedRange<Double>,
    yAxis: Axis, yTicks: Ticks, bottomMargin: Double = 52
  ) {
    self.width = width
    self.xSpan = xSpan
    self.ySpan = ySpan
    self.label = title
    let widest = yTicks.values.map { SVGCanvas.width(of: yAxis.text($0, yTicks)) }.max() ?? 0
    left = widest + 14 + (yAxis.label.isEmpty ? 0 : 20)
    right = width - 16
    canvas.label(title, limit: Int(width / 8), 0, 17, style: "title")
    top = Self.drawLegend(keys, width: width, on: &canvas) + 14
    bottom = top + plotHeight
    height = bottom + bottomMargin
    drawVerticalAxis(yAxis, yTicks)
  }

  /// The height that makes a plot about square.
  static func squareHeight(width: Double) -> Double { width - 80 }

  var plotWidth: Double { right - left }
  var plotHeight: Double { bottom - top }

  func x(_ value: Double) -> Double {
    left + (value - xSpan.lowerBound) / max(xSpan.upperBound - xSpan.lowerBound, .leastNormalMagnitude) * plotWidth
  }

  func y(_ value: Double) -> Double {
    bottom - (value - ySpan.lowerBound) / max(ySpan.upperBound - ySpan.lowerBound, .leastNormalMagnitude) * plotHeight
  }

  /// Draws ticks, numbers and the label under the plot.
  mutating func drawHorizontalAxis(_ axis: Axis, _ ticks: Ticks) {
    canvas.line(left, bottom, right, bottom, style: "axis")
    for value in ticks.values where xSpan.contains(value) {
      canvas.line(x(value), bottom, x(value), bottom + 5, style: "axis")
      canvas.text(axis.text(value, ticks), x(value), bottom + 19, style: "tick", anchor: .middle)
    }
    drawHorizontalLabel(axis.label)
  }

  mutating func drawHorizontalLabel(_ label: String) {
    canvas.text(label, (left + right) / 2, height - 8, style: "name", anchor: .middle)
  }

  func svg() -> SVG { SVG(width: width, height: height, label: label, canvas: canvas) }

  private mutating func drawVerticalAxis(_ axis: Axis, _ ticks: Ticks) {
    for value in ticks.values where ySpan.contains(value) {
      canvas.line(left, y(value), right, y(value), style: "grid")
      canvas.text(axis.text(value, ticks), left - 8, y(value) + 4, style: "tick", anchor: .end)
    }
    guard !axis.label.isEmpty else { return }
    canvas.text(axis.label, 12, (top + bottom) / 2, style: "name", anchor: .middle, degrees: -90)
  }

  /// Draws the legend in as many rows as it needs and returns where it ends.
  private static func drawLegend(_ keys: [Key], width: Double, on canvas: inout SVGCanvas) -> Double {
    guard !keys.isEmpty else { return 24 }
    var x = 0.0
    var y = 42.0
    for key in keys {
      let name = key.name.shortened(to: 34)
      let needed = 24 + SVGCanvas.width(of: name) + 16
      if x > 0 && x + needed > width {
        x = 0
        y += 20
      }
      if key.isLine {
        canvas.line(x, y - 4, x + 18, y - 4, style: "key " + key.style)
      } else {
        canvas.rectangle(x + 3, y - 10, 12, 12, style: key.style, radius: 2.5)
      }
      canvas.label(key.name, limit: 34, x + 24, y, style: "name")
      x += needed
    }
    return y + 4
  }
}
