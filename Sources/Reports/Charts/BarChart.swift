import Pictures

/// Bars for categories: one bar each, or several series side by side or on top of each other.
public struct BarChart: Sendable, Equatable {
  /// One series of bars.
  public struct Series: Sendable, Equatable {
    /// Its name in the legend.
    public var name: String
    /// One value a category; what is not finite has no bar.
    public var values: [Double]

    /// Describes a series.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The chart's title.
  public var title: String
  /// The names under the bars.
  public var categories: [String]
  /// What the categories are, for example `Class`; may be empty.
  public var categoryLabel: String
  /// The vertical axis.
  public var axis: Axis
  /// The series.
  public var series: [Series]
  /// Whether the series stand on top of each other; their values should then not be negative.
  public var isStacked: Bool

  /// Describes a chart.
  /// - Precondition: every series has one value a category.
  public init(
    title: String, categories: [String], categoryLabel: String = "", axis: Axis, series: [Series],
    isStacked: Bool = false
  ) {
    precondition(series.allSatisfy { $0.values.count == categories.count }, "one value a category")
    self.title = title
    self.categories = categories
    self.categoryLabel = categoryLabel
    self.axis = axis
    self.series = series
    self.isStacked = isStacked
  }

  /// The drawing.
  public func svg() -> SVG {
    let span = axis.span(of: extent, fromZero: true, ticks: 6)
    let band = 420 / Double(max(categories.count, 1))
    let isSlanted = categories.contains { SVGCanvas.width(of: $0) > band - 6 }
    let limit = isSlanted ? 20 : 60
    let longest = categories.map { SVGCanvas.width(of: $0.shortened(to: limit)) }.max() ?? 0
    let labels = (isSlanted ? longest * 0.62 + 22 : 26) + (categoryLabel.isEmpty ? 4 : 24)
    let keys = series.enumerated().map { PlotFrame.Key(name: $1.name, style: ChartStyle.fill($0)) }
    var frame = PlotFrame(
      title: title, keys: keys.count > 1 ? keys : [], width: 500, plotHeight: 240,
      xSpan: 0...Double(max(categories.count, 1)),
      ySpan: span, yAxis: axis, yTicks: Ticks(in: span, about: 6), bottomMargin: labels)
    for index in categories.indices {
      isStacked ? drawStack(index, in: &frame) : drawGroup(index, in: &frame)
      let x = frame.x(Double(index) + 0.5)
      frame.canvas.label(
        categories[index], limit: limit, isSlanted ? x + 4 : x, frame.bottom + (isSlanted ? 16 : 19), style: "name",
        anchor: isSlanted ? .end : .middle, degrees: isSlanted ? -38 : 0)
    }
    frame.canvas.line(
      frame.left, frame.y(max(span.lowerBound, 0)), frame.right, frame.y(max(span.lowerBound, 0)), style: "axis")
    if !categoryLabel.isEmpty { frame.drawHorizontalLabel(categoryLabel) }
    return frame.svg()
  }

  private var extent: [Double] {
    guard isStacked else { return series.flatMap(\.values) }
    return categories.indices.map { index in series.reduce(0) { $0 + positive($1.values[index]) } }
  }

  private func positive(_ value: Double) -> Double { value.isFinite ? max(value, 0) : 0 }

  private func drawGroup(_ index: Int, in frame: inout PlotFrame) {
    let slot = frame.plotWidth / Double(categories.count)
    let width = min(slot * 0.76 / Double(max(series.count, 1)), 64)
    let start = frame.x(Double(index) + 0.5) - width * Double(series.count) / 2
    for (number, item) in series.enumerated() where item.values[index].isFinite {
      let value = item.values[index]
      let x = start + width * Double(number)
      let zero = frame.y(min(max(0, frame.ySpan.lowerBound), frame.ySpan.upperBound))
      let end = frame.y(min(max(value, frame.ySpan.lowerBound), frame.ySpan.upperBound))
      let text = text(value)
      frame.canvas.rectangle(
        x + 1, min(zero, end), width - 2, abs(zero - end), style: ChartStyle.fill(number),
        radius: min(3, abs(zero - end) / 2),
        hint: "\(categories[index]), \(item.name): \(text)")
      if SVGCanvas.width(of: text, size: 11) < width + 6 {
        frame.canvas.text(text, x + width / 2, value < 0 ? end + 13 : end - 5, style: "value", anchor: .middle)
      }
    }
  }

  private func drawStack(_ index: Int, in frame: inout PlotFrame) {
    let width = min(frame.plotWidth / Double(categories.count) * 0.7, 72)
    let x = frame.x(Double(index) + 0.5) - width / 2
    var height = 0.0
    for (number, item) in series.enumerated() {
      let value = positive(item.values[index])
      guard value > 0 else { continue }
      let top = frame.y(height + value)
      let hint = "\(categories[index]), \(item.name): \(text(value))"
      let length = frame.y(height) - top
      // A thin gap between the pieces, but not at the price of small ones.
      frame.canvas.rectangle(
        x, top, width, length > 4 && height > 0 ? length - 1.5 : length, style: ChartStyle.fill(number), hint: hint)
      height += value
    }
    if height > 0 && SVGCanvas.width(of: text(height), size: 11) < width + 10 {
      frame.canvas.text(text(height), x + width / 2, frame.y(height) - 5, style: "value", anchor: .middle)
    }
  }

  private func text(_ value: Double) -> String {
    switch axis.format {
    case .percent: Ticks.number(100 * value, decimals: 0) + " %"
    case .number: Ticks.number(value, decimals: value == value.rounded() ? 0 : abs(value) < 10 ? 2 : 1)
    }
  }
}
