import Pictures

/// A confusion matrix as a heat map: counts, and the share of each true class they make up.
public struct ConfusionMatrixChart: Sendable, Equatable {
  /// The chart's title.
  public var title: String
  /// The classes, in the order of rows and columns.
  public var classes: [String]
  /// Recordings by true class (rows) and predicted class (columns).
  public var counts: [[Int]]

  /// Describes a chart.
  /// - Precondition: `counts` is a square matrix over `classes`.
  public init(title: String = "Confusion matrix", classes: [String], counts: [[Int]]) {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count }, "a square over the classes")
    self.title = title
    self.classes = classes
    self.counts = counts
  }

  /// The drawing.
  public func svg() -> SVG {
    var canvas = SVGCanvas()
    let names = classes.map { $0.shortened(to: 20) }
    let longest = names.map { SVGCanvas.width(of: $0) }.max() ?? 0
    let cell = min(max((394 - longest) / Double(max(classes.count, 1)), 46), 110)
    let isSlanted = longest > cell - 6
    let left = longest + 36
    let top = isSlanted ? 62 + longest * 0.62 : 72
    let side = cell * Double(classes.count)
    canvas.text(title, 0, 17, style: "title")
    canvas.text("Predicted class", left + side / 2, 40, style: "tick", anchor: .middle)
    canvas.text("True class", 12, top + side / 2, style: "tick", anchor: .middle, degrees: -90)
    for (index, name) in classes.enumerated() {
      let center = (Double(index) + 0.5) * cell
      canvas.label(name, limit: 20, left - 10, top + center + 4, style: "name", anchor: .end)
      canvas.label(
        name, limit: 20, left + center - (isSlanted ? 4 : 0), top - 10, style: "name",
        anchor: isSlanted ? .start : .middle,
        degrees: isSlanted ? -38 : 0)
    }
    for row in classes.indices { drawRow(row, left: left, top: top, cell: cell, on: &canvas) }
    let slant = isSlanted ? longest * 0.79 - cell / 2 : 0
    return SVG(width: left + side + max(slant, 0) + 10, height: top + side + 8, label: title, canvas: canvas)
  }

  private func drawRow(_ row: Int, left: Double, top: Double, cell: Double, on canvas: inout SVGCanvas) {
    let total = counts[row].reduce(0, +)
    for column in classes.indices {
      let share = total > 0 ? Double(counts[row][column]) / Double(total) : 0
      let x = left + Double(column) * cell
      let y = top + Double(row) * cell
      let percentage = total > 0 ? Ticks.number(100 * share, decimals: cell < 60 ? 0 : 1) + " %" : "–"
      let count = Ticks.number(Double(counts[row][column]), decimals: 0)
      // Right answers in the first colour, wrong ones in the second, both as strong as their share.
      let style = "cell " + ChartStyle.fill(row == column ? 0 : 1)
      canvas.rectangle(
        x, y, cell, cell, style: style, radius: 6, opacity: 0.06 + 0.94 * share,
        hint: "\(classes[row]) taken for \(classes[column]): \(count) of \(total)")
      let strength = share > 0.78 ? " strong" : share > 0.55 ? " middling" : ""
      canvas.text(count, x + cell / 2, y + cell / 2, style: "count" + strength, anchor: .middle)
      canvas.text(percentage, x + cell / 2, y + cell / 2 + 16, style: "name" + strength, anchor: .middle)
    }
  }
}
