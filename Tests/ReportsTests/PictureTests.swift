import Core
import Foundation
import Pictures
import Testing

@testable import Reports

/// Charts as pixels: what the page shows must be there, in the same place and colour.
@Suite struct ChartPictureTests {
  private func color(_ picture: Picture, _ x: Double, _ y: Double) -> [Int] {
    let place = 3 * (Int(y * 2) * picture.width + Int(x * 2))
    return picture.rgbBytes[place..<place + 3].map(Int.init)
  }

  @Test func shapesAreWhereTheyBelong() {
    var canvas = SVGCanvas()
    canvas.rectangle(10, 10, 30, 20, style: "f1")
    canvas.circle(80, 20, radius: 8, style: "dot f2")
    canvas.line(0, 60, 100, 60, style: "key l3")
    canvas.ring(50, 90, inner: 5, outer: 15, from: 0, to: 0.5, style: "f4", hint: "")
    let picture = SVG(width: 100, height: 120, label: "", canvas: canvas).picture
    #expect(picture.width == 200 && picture.height == 240)
    #expect(color(picture, 20, 20) == [0x24, 0x63, 0xad])
    #expect(color(picture, 5, 20) == [255, 255, 255] && color(picture, 45, 20) == [255, 255, 255])
    #expect(color(picture, 80, 20) == [0xc2, 0x60, 0x0c] && color(picture, 80, 31) == [255, 255, 255])
    #expect(color(picture, 50, 60) == [0x15, 0x80, 0x5f] && color(picture, 50, 64) == [255, 255, 255])
    // The right half of a ring, its middle left open.
    #expect(color(picture, 60, 90) == [0xb0, 0x35, 0x7c])
    #expect(color(picture, 40, 90) == [255, 255, 255] && color(picture, 51, 90) == [255, 255, 255])
  }

  @Test func textRunsAlongItsDirection() {
    func ink(_ degrees: Double) -> (columns: Int, rows: Int) {
      var canvas = SVGCanvas()
      canvas.text("Sensitivity", 60, 60, style: "name", anchor: .middle, degrees: degrees)
      let picture = SVG(width: 120, height: 120, label: "", canvas: canvas).picture
      let bytes = picture.rgbBytes
      let dark = (0..<picture.width * picture.height).filter { bytes[3 * $0] < 128 }
      let (xs, ys) = (dark.map { $0 % picture.width }, dark.map { $0 / picture.width })
      return ((xs.max() ?? 0) - (xs.min() ?? 0), (ys.max() ?? 0) - (ys.min() ?? 0))
    }
    let (level, upright) = (ink(0), ink(-90))
    #expect(level.columns > 90 && level.rows < 30)
    #expect(upright.rows > 90 && upright.columns < 30)
  }

  @Test func everyChartDrawsAPicture() throws {
    let drawings = [
      ConfusionMatrixChart(classes: ["a", "a longer name"], counts: [[3, 1], [0, 0]]).svg(),
      LineChart.roc([.init("x", [.init(x: 0, y: 0), .init(x: .nan, y: 0.2), .init(x: 1, y: 1)])]).svg(),
      ReliabilityChart(bins: [.init(lower: 0.5, upper: 1, count: 3, confidence: 0.8, accuracy: 0.6)]).svg(),
      BarChart(title: "t", categories: ["p", "q"], axis: Axis(""), series: [.init("s", [1, .nan])]).svg(),
    ]
    for drawing in drawings {
      let picture = drawing.picture
      #expect(picture.rgbBytes.count { $0 < 128 } > 500)
      #expect(try Picture(png: picture.png()).width == picture.width)
    }
  }

  @Test func brokenPathsAreNoShapes() {
    #expect(PathOutline.points("M0 0L1 1L2 0Z").count == 3)
    for data in ["", "M0", "Q1 2 3 4", "A1 1 0 0 1 2 2", "M0 0Lx y"] { #expect(PathOutline.points(data).count < 2) }
  }
}
