import Pictures

/// How often values fall into equal intervals, for one or several groups of values.
public struct Histogram: Sendable, Equatable {
  /// One group of values.
  public struct Group: Sendable, Equatable {
    /// Its name in the legend.
    public var name: String
    /// Its values in any order; what is not finite is left out.
    public var values: [Double]

    /// Describes a group.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The chart's title.
  public var title: String
  /// The horizontal axis, with the unit of the values.
  public var axis: Axis
  /// What is counted, for example `Recordings`.
  public var countLabel: String
  /// The groups; they stand on top of each other.
  public var groups: [Group]
  /// About how many intervals are wanted; their width is a round number.
  public var binCount: Int

  /// Describes a chart.
  public init(title: String, axis: Axis, countLabel: String = "Recordings", groups: [Group], binCount: Int = 24) {
    self.title = title
    self.axis = axis
    self.countLabel = countLabel
    self.groups = groups
    self.binCount = binCount
  }

  /// The intervals' common width and borders, and each group's count in each of them (the last holds its upper border).
  public var bins: (step: Double, borders: [Double], counts: [[Int]]) {
    let values = groups.flatMap(\.values)
    let span = axis.span(of: values, ticks: binCount)
    let ticks = Ticks(in: span, about: binCount)
    let count = max(Int(((span.upperBound - span.lowerBound) / ticks.step - 1e-9).rounded(.up)), 1)
    let borders = (0...count).map { span.lowerBound + Double($0) * ticks.step }
    let counts = groups.map { group in
      var counts = [Int](repeating: 0, count: count)
      for value in group.values where span.contains(value) {
        counts[min(Int((value - span.lowerBound) / ticks.step + 1e-9), count - 1)] += 1
      }
      return counts
    }
    return (ticks.step, borders, counts)
  }

  /// The drawing.
  public func svg() -> SVG {
    let (_, borders, counts) = bins
    let totals = borders.indices.dropLast().map { index in Double(counts.reduce(0) { $0 + $1[index] }) }
    let yAxis = Axis(countLabel)
    let ySpan = yAxis.span(of: totals, fromZero: true, ticks: 5)
    let ticks = Ticks(in: ySpan, about: min(5, max(Int(ySpan.upperBound), 1)))
    let xSpan = borders[0]...borders[borders.count - 1]
    let keys = groups.enumerated().map { PlotFrame.Key(name: $1.name, style: ChartStyle.fill($0)) }
    var frame = PlotFrame(
      title: title, keys: keys.count > 1 ? keys : [], width: 500, plotHeight: 240, xSpan: xSpan, ySpan: ySpan,
      yAxis: yAxis,
      yTicks: ticks)
    let borderTicks = Ticks(in: xSpan, about: binCount)
    for index in totals.indices {
      var height = 0.0
      for (number, group) in groups.enumerated() where counts[number][index] > 0 {
        let count = Double(counts[number][index])
        let x = frame.x(borders[index])
        let top = frame.y(height + count)
        let range = "\(axis.text(borders[index], borderTicks)) to \(axis.text(borders[index + 1], borderTicks))"
        frame.canvas.rectangle(
          x + 0.75, top, frame.x(borders[index + 1]) - x - 1.5, frame.y(height) - top, style: ChartStyle.fill(number),
          radius: 1.5,
          hint: "\(group.name), \(range): \(counts[number][index])")
        height += count
      }
    }
    frame.drawHorizontalAxis(axis, Ticks(in: xSpan, about: 8))
    return frame.svg()
  }
}
