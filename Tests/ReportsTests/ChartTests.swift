import Core
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads markup as XML and remembers what it found.
final class MarkupReader: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private var current = ""

  /// Nil if the markup is not well formed.
  init?(_ markup: String) {
    super.init()
    let parser = XMLParser(data: Data(markup.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    current = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { current += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if !current.isEmpty { texts.append(current) }
    current = ""
  }

  func all(_ name: String) -> [[String: String]] { elements.filter { $0.name == name }.map(\.attributes) }
}

let hostile = #"</title><script>alert("x")</script>'&<img src=x onerror=alert(1)>"#

@Suite struct ChartTests {
  private func read(_ svg: SVG) throws -> MarkupReader {
    let reader = try #require(MarkupReader(svg.document), "well-formed XML")
    #expect(!svg.document.contains("nan") && !svg.document.contains("inf"))
    return reader
  }

  private func number(_ attributes: [String: String], _ name: String) -> Double {
    attributes[name].flatMap(Double.init) ?? -1
  }

  @Test func barsAreAsHighAsTheirValues() throws {
    let chart = BarChart(
      title: "Recordings", categories: ["a", "b"], axis: Axis("n"),
      series: [.init("x", [10, 5]), .init("y", [2.5, .nan])])
    let reader = try read(chart.svg())
    let heights = reader.all("rect").filter { number($0, "width") > 20 }.map { number($0, "height") }
    #expect(heights == [240, 60, 120], "a's two bars, then b's one")
    #expect(reader.texts.contains("Recordings") && reader.texts.contains("a, x: 10"))
  }

  @Test func stacksAddUp() throws {
    let chart = BarChart(
      title: "t", categories: ["a"], axis: Axis("n"), series: [.init("x", [6]), .init("y", [4]), .init("z", [-3])],
      isStacked: true)
    let reader = try read(chart.svg())
    let bars = reader.all("rect").filter { number($0, "width") > 20 }
    #expect(bars.count == 2)
    #expect(abs(number(bars[1], "y") + number(bars[1], "height") + 1.5 - number(bars[0], "y")) < 0.02)
    #expect(reader.texts.contains("10"))
  }

  @Test func negativeBarsHangFromZero() throws {
    let chart = BarChart(title: "t", categories: ["a", "b"], axis: Axis("n"), series: [.init("x", [-1, 1])])
    let bars = try read(chart.svg()).all("rect").filter { number($0, "width") > 20 }
    #expect(abs(number(bars[0], "y") - (number(bars[1], "y") + number(bars[1], "height"))) < 0.02)
  }

  @Test func theMatrixShowsCountsAndShares() throws {
    let chart = ConfusionMatrixChart(
      classes: ["normal", "murmur", "none"], counts: [[3, 1, 0], [0, 12345, 0], [0, 0, 0]])
    let reader = try read(chart.svg())
    for text in ["3", "75.0 %", "25.0 %", "12\u{202F}345", "100.0 %", "–", "normal taken for murmur: 1 of 4"] {
      #expect(reader.texts.contains(text), "\(text)")
    }
    #expect(reader.all("rect").count == 9)
  }

  @Test func linesPassThroughTheirPointsAndStopAtGaps() throws {
    let axis = Axis("x", range: 0...10)
    let chart = LineChart(
      title: "t", xAxis: axis, yAxis: Axis("y", range: 0...1),
      lines: [.init("a", [(0, 0), (4, 1), (5, .nan), (6, 0), (10, 1)].map { LineChart.Point(x: $0.0, y: $0.1) })],
      marks: [.init(x: 4, label: "best")])
    let reader = try read(chart.svg())
    let lines = reader.all("polyline").map { $0["points"] ?? "" }
    #expect(lines.count == 2)
    let points = lines[0].split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
    #expect(abs(points[0][1] - points[1][1] - 240) < 0.02, "from bottom to top")
    #expect(reader.texts.contains("best") && reader.all("circle").count == 1)
  }

  @Test func longCurvesAreThinnedWithoutLosingTheirShape() throws {
    let straight = (0...50_000).map { LineChart.Point(x: Double($0) / 50_000, y: Double($0) / 50_000) }
    #expect(LineChart.roc([.init("a", straight)]).svg().document.utf8.count < 10_000)
    let stair = (0...2000).map { (step: Int) -> LineChart.Point in
      LineChart.Point(x: Double((step + 1) / 2) / 1000, y: Double(step / 2) / 1000)
    }
    let drawn = try read(LineChart.roc([.init("a", stair)]).svg()).all("polyline").compactMap { $0["points"] }
    let places = try #require(drawn.last).split(separator: " ").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    #expect(places.count < 2000 && places.count > 300)
    let first = try #require(places.first)
    let last = try #require(places.last)
    for place in places {
      let along = (place[0] - first[0]) / (last[0] - first[0])
      let up = (place[1] - first[1]) / (last[1] - first[1])
      #expect(abs(along - up) < 0.005, "the stair stays on the diagonal")
    }
  }

  @Test func histogramsCountEveryValueOnce() {
    var generator = SeededGenerator(seed: 1)
    let values = (0..<500).map { _ in generator.normal() * 3 }
    let chart = Histogram(
      title: "t", axis: Axis("x"), groups: [.init("a", values + [.nan, .infinity]), .init("b", [0, 1, 2])])
    let (step, borders, counts) = chart.bins
    #expect(counts.map { $0.reduce(0, +) } == [500, 3])
    #expect(abs(borders[1] - borders[0] - step) < 1e-9)
    for (index, count) in counts[0].enumerated() {
      let inside = values.filter { $0 >= borders[index] && ($0 < borders[index + 1] || index + 2 == borders.count) }
        .count
      #expect(abs(inside - count) <= 0, "bin \(index)")
    }
  }

  @Test func nothingAndOddNumbersAreDrawnAllTheSame() throws {
    let odd = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0]
    let unbounded = Axis("x", range: 0...Double.infinity)
    var charts: [SVG] = []
    charts.append(BarChart(title: "", categories: [], axis: Axis(""), series: []).svg())
    charts.append(
      BarChart(title: "t", categories: odd.map { "\($0)" }, axis: Axis("y"), series: [.init("a", odd)]).svg())
    charts.append(
      BarChart(title: "t", categories: ["a"], axis: Axis("y", range: 5...5), series: [.init("a", [9])], isStacked: true)
        .svg())
    charts.append(LineChart(title: "", xAxis: Axis(""), yAxis: Axis(""), lines: []).svg())
    charts.append(LineChart.history("Loss", training: odd, validation: [.nan, .nan], bestEpoch: 99).svg())
    charts.append(LineChart.history("Loss", training: [0.5], validation: []).svg())
    charts.append(LineChart.roc([.init("a", [])]).svg())
    charts.append(LineChart(title: "", xAxis: unbounded, yAxis: unbounded, lines: [.init("a", values: odd)]).svg())
    charts.append(ConfusionMatrixChart(classes: [], counts: []).svg())
    charts.append(ReliabilityChart(bins: []).svg())
    charts.append(Histogram(title: "", axis: Axis(""), groups: []).svg())
    charts.append(Histogram(title: "t", axis: Axis("x"), groups: [.init("a", odd)]).svg())
    charts.append(Histogram(title: "t", axis: Axis("x"), groups: [.init("a", [4, 4, 4])]).svg())
    charts.append(Histogram(title: "t", axis: unbounded, groups: [.init("a", [1])]).svg())
    for chart in charts { #expect(MarkupReader(chart.document) != nil, "\(chart.document)") }
  }

  @Test func hostileLabelsStayText() throws {
    let charts = [
      BarChart(
        title: hostile, categories: [hostile], axis: Axis(hostile), series: [.init(hostile, [1]), .init("b", [2])]
      ).svg(),
      ConfusionMatrixChart(title: hostile, classes: [hostile], counts: [[1]]).svg(),
      LineChart(
        title: hostile, xAxis: Axis(hostile), yAxis: Axis(""), lines: [.init(hostile, values: [1, 2])],
        marks: [.init(x: 1, label: hostile)], reference: .init(hostile, values: [2, 1])
      ).svg(),
      Histogram(title: hostile, axis: Axis(hostile), groups: [.init(hostile, [1]), .init("b\u{0}\u{202E}", [2])]).svg(),
    ]
    for chart in charts {
      let reader = try read(chart)
      #expect(reader.elements.allSatisfy { !["script", "img"].contains($0.name) })
      #expect(!chart.document.contains("<script") && !chart.document.contains("\u{202E}"))
    }
  }
}
