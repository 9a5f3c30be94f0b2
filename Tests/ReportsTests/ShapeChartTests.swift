import Foundation
import Reports
import Testing

/// Charts made of shapes: rings and waveforms.
@Suite struct ShapeChartTests {
  private func read(_ svg: SVG) throws -> MarkupReader {
    let reader = try #require(MarkupReader(svg.document), "well-formed XML")
    #expect(!svg.document.contains("nan") && !svg.document.contains("inf"))
    return reader
  }

  /// The points of a path that consists of straight lines.
  private func points(_ path: [String: String]) -> [(x: Double, y: Double)] {
    (path["d"] ?? "").split(whereSeparator: { "MLZ".contains($0) }).map { pair in
      let numbers = pair.split(separator: " ").compactMap { Double($0) }
      return (numbers.first ?? .nan, numbers.last ?? .nan)
    }
  }

  @Test func aPieSaysItsShares() throws {
    let chart = PieChart(title: "Classes", slices: [.init("normal", 3), .init("murmur", 1), .init("none", 0)])
    let reader = try read(chart.svg())
    #expect(reader.all("path").count == 2, "what is nothing has no share")
    for text in ["3 (75.0 %)", "1 (25.0 %)", "4", "normal: 3 (75.0 %)"] {
      #expect(reader.texts.contains(text), "\(text)")
    }
    #expect(reader.all("svg").first?["aria-label"] == "Classes: normal 3 (75.0 %), murmur 1 (25.0 %)")
    // Three quarters from the top clockwise end on the left, at the height of the centre.
    #expect(reader.all("path")[0]["d"]?.contains("0 0 1 12 127") == true, "\(reader.all("path")[0])")
  }

  @Test func manySlicesBecomeEightThatKeepTheSum() {
    let chart = PieChart(title: "t", slices: (1...20).map { .init("c\($0)", Double($0)) })
    #expect(chart.drawn.count == 8 && chart.drawn.last?.name == "13 others")
    #expect(chart.drawn.reduce(0) { $0 + $1.value } == 210)
    #expect(PieChart(title: "t", slices: (1...8).map { .init("c\($0)", 1) }).drawn.last?.name == "c8")
  }

  @Test func waveformsStandWhereTheirSoundIs() throws {
    let ramp = (0..<1000).map { Float($0) / 1000 }
    let chart = WaveformChart(
      title: "pair",
      tracks: [
        .init("a", start: 0, sampleRate: 1000, samples: ramp + ramp),
        .init("b", start: 1, sampleRate: 1000, samples: ramp),
      ], marked: 1...2)
    let reader = try read(chart.svg())
    let (first, second) = (points(reader.all("path")[0]), points(reader.all("path")[1]))
    #expect(first.map(\.x).min() == 0 && abs((second.map(\.x).min() ?? 0) - 230) < 2, "half way along 460 pixels")
    let heights = [first, second].map { track in track.filter { $0.x > 232 }.map(\.y) }
    for (a, b) in zip(heights[0], heights[1]) { #expect(abs(b - a - 68) < 1.5, "the same, one below the other") }
    let shade = try #require(reader.all("rect").first)
    #expect(shade["x"] == "230" && shade["width"] == "230")
    #expect(reader.texts.contains("a") && reader.texts.contains("b"))
  }

  @Test func aKnockBesideTheMarkedPartFlattensNothing() throws {
    let quiet = (0..<1000).map { 0.01 * sin(Float($0) / 5) }
    let chart = WaveformChart(
      title: "t", tracks: [.init("a", start: 0, sampleRate: 1000, samples: [9, -9] + quiet)], marked: 0.5...1)
    let heights = points(try read(chart.svg()).all("path")[0]).filter { $0.x > 240 }.map(\.y)
    #expect((heights.max() ?? 0) - (heights.min() ?? 0) > 40)
  }

  @Test(arguments: [(false, 1.0), (true, 0.5)]) func aCommonScaleShowsWhichIsLouder(
    isCommon: Bool, share: Double
  ) throws {
    let loud = (0..<1000).map { sin(Float($0) / 5) }
    let chart = WaveformChart(
      title: "t",
      tracks: [
        .init("loud", start: 0, sampleRate: 1000, samples: loud),
        .init("soft", start: 0, sampleRate: 1000, samples: loud.map { $0 / 2 }),
      ], hasCommonScale: isCommon)
    let paths = try read(chart.svg()).all("path")
    let heights = paths.map { path in
      let ys = points(path).map(\.y)
      return (ys.max() ?? 0) - (ys.min() ?? 0)
    }
    #expect(abs(heights[1] / heights[0] - share) < 0.02, "\(heights)")
  }

  @Test func nothingAndOddNumbersAreDrawnAllTheSame() throws {
    let odd: [Float] = [.nan, .infinity, -.infinity, 3e38, -3e38, 0]
    for svg in [
      PieChart(title: "", slices: []).svg(), PieChart(title: "t", slices: [.init("all", 5)]).svg(),
      PieChart(title: "t", slices: odd.map { .init("\($0)", Double($0)) }).svg(),
      PieChart(title: "t", slices: [.init("a", 1e308), .init("b", 1e308)]).svg(),
      WaveformChart(title: "", tracks: []).svg(),
      WaveformChart(title: "t", tracks: [.init("a", start: .nan, sampleRate: 0, samples: odd)], marked: 0...1).svg(),
      WaveformChart(title: "t", tracks: [.init("a", start: 0, sampleRate: 9, samples: odd)], range: 5...5).svg(),
      WaveformChart(title: "t", tracks: [.init("a", start: 0, sampleRate: 9, samples: [])], marked: 3...9).svg(),
    ] { #expect(MarkupReader(svg.document) != nil, "\(svg.document)") }
  }

  @Test func hostileNamesStayText() throws {
    let track = WaveformChart.Track(hostile, start: 0, sampleRate: 10, samples: [0, 1, 0])
    for svg in [
      PieChart(title: hostile, unit: hostile, slices: [.init(hostile, 1)]).svg(),
      WaveformChart(title: hostile, tracks: [track]).svg(),
    ] {
      #expect(try read(svg).elements.allSatisfy { !["script", "img"].contains($0.name) })
      #expect(!svg.document.contains("<script"))
    }
  }
}
