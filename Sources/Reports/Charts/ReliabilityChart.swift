import Pictures

/// A reliability diagram: how often predictions of each confidence are right.
public struct ReliabilityChart: Sendable, Equatable {
  /// Predictions of about the same confidence.
  public struct Bin: Sendable, Equatable {
    /// The lowest confidence, 0 … 1.
    public var lower: Double
    /// The highest confidence, 0 … 1.
    public var upper: Double
    /// The number of predictions.
    public var count: Int
    /// Their mean confidence.
    public var confidence: Double
    /// The share of them that is right.
    public var accuracy: Double

    /// Describes a bin.
    public init(lower: Double, upper: Double, count: Int, confidence: Double, accuracy: Double) {
      self.lower = lower
      self.upper = upper
      self.count = count
      self.confidence = confidence
      self.accuracy = accuracy
    }
  }

  /// The chart's title.
  public var title: String
  /// The bins, from low to high confidence; those without predictions are left out of the drawing.
  public var bins: [Bin]

  /// Describes a chart.
  public init(title: String = "Reliability", bins: [Bin]) {
    self.title = title
    self.bins = bins
  }

  /// The drawing: bars of accuracy, the diagonal of perfect calibration, and a dot a bin as large as its share.
  public func svg() -> SVG {
    let axis = Axis("Share that is right", range: 0...1)
    let ticks = Ticks(in: 0...1, about: 5)
    let keys = [
      PlotFrame.Key(name: "accuracy", style: ChartStyle.fill(0)),
      .init(name: "mean confidence", style: ChartStyle.fill(1)),
      .init(name: "perfect", style: "chance", isLine: true),
    ]
    var frame = PlotFrame(
      title: title, keys: keys, width: 460, plotHeight: PlotFrame.squareHeight(width: 460), xSpan: 0...1, ySpan: 0...1,
      yAxis: axis, yTicks: ticks)
    let largest = Double(bins.map(\.count).max() ?? 1)
    for bin in bins where bin.count > 0 {
      let left = frame.x(bin.lower)
      let hint = """
        \(bin.count) predictions, confidence \(Ticks.number(bin.confidence, decimals: 3)), right \
        \(Ticks.number(bin.accuracy, decimals: 3))
        """
      frame.canvas.rectangle(
        left + 1, frame.y(bin.accuracy), frame.x(bin.upper) - left - 2, frame.bottom - frame.y(bin.accuracy),
        style: ChartStyle.fill(0), radius: 2, opacity: 0.35 + 0.65 * (Double(bin.count) / largest).squareRoot(),
        hint: hint)
    }
    frame.drawHorizontalAxis(Axis("Confidence"), ticks)
    frame.canvas.polyline([(frame.x(0), frame.y(0)), (frame.x(1), frame.y(1))], style: "chance")
    for bin in bins where bin.count > 0 {
      let radius = 3 + 4 * (Double(bin.count) / largest).squareRoot()
      frame.canvas.circle(
        frame.x(bin.confidence), frame.y(bin.confidence), radius: radius, style: "dot " + ChartStyle.fill(1),
        hint: "mean confidence \(Ticks.number(bin.confidence, decimals: 3))")
    }
    return frame.svg()
  }
}
