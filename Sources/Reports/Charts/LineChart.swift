import Pictures

/// Lines over a common horizontal axis: training history, ROC and precision–recall curves, anything against anything.
public struct LineChart: Sendable, Equatable {
  /// A point of a line.
  public struct Point: Sendable, Equatable {
    /// Its horizontal position, in the axis's unit.
    public var x: Double
    /// Its vertical position, in the axis's unit; NaN interrupts the line.
    public var y: Double

    /// Makes a point.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// One line.
  public struct Line: Sendable, Equatable {
    /// Its name in the legend.
    public var name: String
    /// Its points, left to right.
    public var points: [Point]

    /// Describes a line.
    public init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }

    /// Describes a line through values at 1, 2, 3 …: epochs, for example.
    public init(_ name: String, values: [Double]) {
      self.init(name, values.enumerated().map { Point(x: Double($0 + 1), y: $1) })
    }
  }

  /// A place on the horizontal axis that deserves a mark, for example the best epoch.
  public struct Mark: Sendable, Equatable {
    /// Where it is.
    public var x: Double
    /// What it is.
    public var label: String

    /// Describes a mark.
    public init(x: Double, label: String) {
      self.x = x
      self.label = label
    }
  }

  /// The chart's title.
  public var title: String
  /// The horizontal axis.
  public var xAxis: Axis
  /// The vertical axis.
  public var yAxis: Axis
  /// The lines; every second is dashed, so that they can be told apart without colour.
  public var lines: [Line]
  /// Marked places.
  public var marks: [Mark]
  /// A dashed line for comparison, for example that of chance, with its name.
  public var reference: Line?
  /// Whether both axes have the same length.
  public var isSquare: Bool

  /// Describes a chart.
  public init(
    title: String, xAxis: Axis, yAxis: Axis, lines: [Line], marks: [Mark] = [], reference: Line? = nil,
    isSquare: Bool = false
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.lines = lines
    self.marks = marks
    self.reference = reference
    self.isSquare = isSquare
  }

  /// The drawing.
  public func svg() -> SVG {
    let points = (lines + [reference].compactMap { $0 }).flatMap(\.points)
    let xSpan = xAxis.fixedRange ?? Self.tightSpan(points.map(\.x) + marks.map(\.x))
    let ySpan = yAxis.span(of: points.map(\.y), ticks: 6)
    let width = isSquare ? 460.0 : 500.0
    var frame = PlotFrame(
      title: title, keys: keys, width: width, plotHeight: isSquare ? PlotFrame.squareHeight(width: width) : 240,
      xSpan: xSpan, ySpan: ySpan, yAxis: yAxis, yTicks: Ticks(in: ySpan, about: 6))
    frame.drawHorizontalAxis(xAxis, xTicks(xSpan))
    for mark in marks { draw(mark, in: &frame) }
    if let reference { draw(reference, style: "chance", in: &frame) }
    for (index, line) in lines.enumerated() { draw(line, style: style(index), in: &frame) }
    for mark in marks { drawDots(at: mark, in: &frame) }
    return frame.svg()
  }

  private var keys: [PlotFrame.Key] {
    let named = lines.enumerated().map { PlotFrame.Key(name: $1.name, style: style($0), isLine: true) }
    let all = named + [reference].compactMap { $0 }.map { PlotFrame.Key(name: $0.name, style: "chance", isLine: true) }
    return all.count > 1 ? all : []
  }

  private func style(_ index: Int) -> String { ChartStyle.stroke(index) + (index % 2 == 1 ? " dashed" : "") }

  /// Epochs and the like are whole: no ticks between them.
  private func xTicks(_ span: ClosedRange<Double>) -> Ticks {
    let ticks = Ticks(in: span, about: isSquare ? 5 : 8)
    let areWhole = lines.allSatisfy { $0.points.allSatisfy { $0.x == $0.x.rounded() } } && xAxis.range == nil
    return areWhole && ticks.step < 1 ? Ticks(in: span, about: max(Int(span.upperBound - span.lowerBound), 1)) : ticks
  }

  /// Exactly what the data spans: a line that starts at the first epoch should touch the axis.
  private static func tightSpan(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let lower = finite.min(), let upper = finite.max() else { return 0...1 }
    return lower < upper ? lower...upper : lower - 0.5...upper + 0.5
  }

  private func draw(_ line: Line, style: String, in frame: inout PlotFrame) {
    let pieces = line.points.split(omittingEmptySubsequences: true) { !$0.x.isFinite || !$0.y.isFinite }
    for piece in pieces {
      let places = Self.thinned(piece.map { (x: frame.x($0.x), y: frame.y($0.y)) })
      if places.count == 1 {
        frame.canvas.line(places[0].x - 3, places[0].y, places[0].x + 3, places[0].y, style: "key " + style)
      } else {
        frame.canvas.polyline(places, style: style)
      }
    }
  }

  private func draw(_ mark: Mark, in frame: inout PlotFrame) {
    guard mark.x.isFinite, frame.xSpan.contains(mark.x) else { return }
    let x = frame.x(mark.x)
    frame.canvas.line(x, frame.top, x, frame.bottom, style: "mark")
    let isRight = x > (frame.left + frame.right) / 2
    frame.canvas.text(
      mark.label, x + (isRight ? -6 : 6), frame.top + 11, style: "value", anchor: isRight ? .end : .start)
  }

  private func drawDots(at mark: Mark, in frame: inout PlotFrame) {
    for (index, line) in lines.enumerated() {
      guard let point = line.points.first(where: { $0.x == mark.x }), point.y.isFinite else { continue }
      frame.canvas.circle(
        frame.x(point.x), frame.y(point.y), radius: 4.5, style: "dot " + ChartStyle.fill(index),
        hint: "\(line.name): \(Ticks.number(point.y, decimals: 4))")
    }
  }

  /// Drops points that lie on the way between their neighbours, or closer to the last than the eye can tell.
  private static func thinned(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var kept: [(x: Double, y: Double)] = []
    for (index, place) in places.enumerated() {
      if let last = kept.last, index + 1 < places.count {
        let next = places[index + 1]
        let area = (place.x - last.x) * (next.y - last.y) - (next.x - last.x) * (place.y - last.y)
        let isBetween =
          (place.x - last.x) * (next.x - place.x) >= 0 && (place.y - last.y) * (next.y - place.y) >= 0
        if isBetween && abs(area) < 0.02 { continue }
        if abs(place.x - last.x) + abs(place.y - last.y) < 0.6 { continue }
      }
      kept.append(place)
    }
    return kept
  }
}
