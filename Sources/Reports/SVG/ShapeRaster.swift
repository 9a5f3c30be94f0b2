import Core
import Foundation
public import Pictures

/// Draws shapes on white paper, twice as large as on a page, with smooth edges.
struct ShapeRaster {
  private let width: Int
  private let height: Int
  private let scale = 2.0
  private var pixels: [Double]

  /// - Parameters are those of the drawing at full size on a page.
  init(width: Double, height: Double) {
    self.width = max(1, Int((width * scale).rounded(.up)))
    self.height = max(1, Int((height * scale).rounded(.up)))
    pixels = [Double](repeating: 255, count: 3 * self.width * self.height)
  }

  var picture: Picture {
    Picture(width: width, height: height, pixels: .rgb8(pixels.map { UInt8(min(255, max(0, $0.rounded()))) }))
  }

  mutating func draw(_ shape: SVGShape) {
    switch shape {
    case .polyline(let points, let style): stroke(points, ShapePaint(style: style, isLine: true))
    case .rectangle(let x, let y, let width, let height, let radius, let opacity, let style):
      var paint = ShapePaint(style: style)
      paint.opacity *= opacity
      let (halfWidth, halfHeight) = (width / 2, height / 2)
      let round = min(radius, halfWidth, halfHeight)
      fill(from: (x, y), to: (x + width, y + height), paint) { px, py in
        let dx = abs(px - x - halfWidth) - halfWidth + round
        let dy = abs(py - y - halfHeight) - halfHeight + round
        return hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - round
      }
    case .circle(let center, let radius, let style):
      fill(
        from: (center.x - radius, center.y - radius), to: (center.x + radius, center.y + radius),
        ShapePaint(style: style)
      ) { hypot($0 - center.x, $1 - center.y) - radius }
    case .path(let data, let style): fill(PathOutline.points(data), ShapePaint(style: style))
    case .text(let text, let at, let anchor, let degrees, let style):
      write(text, at, anchor, degrees: degrees, ShapePaint(style: style, isText: true))
    }
  }

  // MARK: Fillings and lines

  /// Fills where a signed distance, in pixels of the page, is negative, and leaves a rim of paper around it.
  private mutating func fill(
    from: (Double, Double), to: (Double, Double), _ paint: ShapePaint, distance: (Double, Double) -> Double
  ) {
    let rim = paint.rim / 2
    forEachPixel(from: (from.0 - rim - 1, from.1 - rim - 1), to: (to.0 + rim + 1, to.1 + rim + 1)) {
      canvas, x, y, px, py in
      let edge = distance(px, py) * canvas.scale
      if rim > 0 { canvas.blend(0xffffff, x, y, min(1, max(0, rim * canvas.scale + 0.5 - edge))) }
      canvas.blend(paint.color, x, y, paint.opacity * min(1, max(0, 0.5 - edge - rim * canvas.scale)))
    }
  }

  private mutating func stroke(_ points: [SVGShape.Point], _ paint: ShapePaint) {
    let pieces = Self.dashed(points, paint.dashes)
    // Each pixel is covered once, however many pieces pass over it.
    var coverage: [Int: Double] = [:]
    for (a, b) in pieces {
      let reach = paint.width / 2 + 1
      forEachPixel(
        from: (min(a.x, b.x) - reach, min(a.y, b.y) - reach), to: (max(a.x, b.x) + reach, max(a.y, b.y) + reach)
      ) { canvas, x, y, px, py in
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        let place = length > 0 ? min(1, max(0, ((px - a.x) * dx + (py - a.y) * dy) / length)) : 0
        let distance = hypot(px - a.x - place * dx, py - a.y - place * dy)
        let covered = min(1, max(0, (paint.width / 2 - distance) * canvas.scale + 0.5))
        if covered > 0 { coverage[y * canvas.width + x] = max(coverage[y * canvas.width + x] ?? 0, covered) }
      }
    }
    for (place, covered) in coverage { blend(paint.color, place % width, place / width, paint.opacity * covered) }
  }

  /// The pieces of a line, cut into dashes where it has such.
  private static func dashed(
    _ points: [SVGShape.Point], _ dashes: (on: Double, off: Double)?
  ) -> [(SVGShape.Point, SVGShape.Point)] {
    let segments = Array(zip(points, points.dropFirst()))
    guard let dashes else { return segments }
    var pieces: [(SVGShape.Point, SVGShape.Point)] = []
    var phase = 0.0
    for (a, b) in segments {
      let length = hypot(b.x - a.x, b.y - a.y)
      guard length > 0, length < 1e6 else { continue }
      func place(_ t: Double) -> SVGShape.Point {
        .init(x: a.x + (b.x - a.x) * t / length, y: a.y + (b.y - a.y) * t / length)
      }
      var position = 0.0
      while position < length {
        let inPeriod = (phase + position).truncatingRemainder(dividingBy: dashes.on + dashes.off)
        let isOn = inPeriod < dashes.on
        let step = max(1e-3, min(length - position, (isOn ? dashes.on : dashes.on + dashes.off) - inPeriod))
        if isOn { pieces.append((place(position), place(position + step))) }
        position += step
      }
      phase += length
    }
    return pieces
  }

  /// Fills a polygon by the even-odd rule, sixteen looks a pixel.
  private mutating func fill(_ outline: [SVGShape.Point], _ paint: ShapePaint) {
    guard let first = outline.first else { return }
    let box = outline.reduce((first, first)) { box, point in
      (
        .init(x: min(box.0.x, point.x), y: min(box.0.y, point.y)),
        .init(x: max(box.1.x, point.x), y: max(box.1.y, point.y))
      )
    }
    let edges = Array(zip(outline, outline.dropFirst() + [first]))
    forEachPixel(from: (box.0.x, box.0.y), to: (box.1.x, box.1.y)) { canvas, x, y, px, py in
      var hits = 0
      for row in 0..<4 {
        let sy = py + (Double(row) - 1.5) / 4 / canvas.scale
        let crossings = edges.compactMap { a, b -> Double? in
          (a.y > sy) != (b.y > sy) ? a.x + (sy - a.y) / (b.y - a.y) * (b.x - a.x) : nil
        }
        for column in 0..<4 {
          let sx = px + (Double(column) - 1.5) / 4 / canvas.scale
          hits += crossings.count { $0 > sx } % 2
        }
      }
      if hits > 0 { canvas.blend(paint.color, x, y, paint.opacity * Double(hits) / 16) }
    }
  }

  // MARK: Text

  private mutating func write(
    _ text: String, _ at: SVGShape.Point, _ anchor: SVGCanvas.Anchor, degrees: Double, _ paint: ShapePaint
  ) {
    let glyphs = TextCoverage.of(text)
    guard glyphs.columns > 0 else { return }
    let size = paint.textSize / TextCoverage.size
    let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    let length = Double(glyphs.columns) * size
    let start = anchor == .start ? 0 : anchor == .middle ? -length / 2 : -length
    let (above, below) = (Double(TextCoverage.baseline) * size, Double(glyphs.rows - TextCoverage.baseline) * size)
    let corners = [(start, -above), (start + length, -above), (start, below), (start + length, below)].map { x, y in
      (x: at.x + x * cosine - y * sine, y: at.y + x * sine + y * cosine)
    }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let from = ((xs.min() ?? 0) - 1, (ys.min() ?? 0) - 1)
    let to = ((xs.max() ?? 0) + 1, (ys.max() ?? 0) + 1)
    forEachPixel(from: from, to: to) { canvas, x, y, px, py in
      let (dx, dy) = (px - at.x, py - at.y)
      let column = (dx * cosine + dy * sine - start) / size
      let row = (dy * cosine - dx * sine) / size + Double(TextCoverage.baseline)
      guard column > -1, column < Double(glyphs.columns) + 1, row > -1, row < Double(glyphs.rows) + 1 else { return }
      let covered = Self.sample(glyphs, row - 0.5, column - 0.5)
      if covered > 0 { canvas.blend(paint.color, x, y, covered) }
    }
  }

  /// The value between four pixels.
  private static func sample(_ matrix: Matrix, _ row: Double, _ column: Double) -> Double {
    func value(_ row: Int, _ column: Int) -> Double {
      (0..<matrix.rows).contains(row) && (0..<matrix.columns).contains(column) ? Double(matrix[row, column]) : 0
    }
    let (r, c) = (Int(row.rounded(.down)), Int(column.rounded(.down)))
    let (fr, fc) = (row - Double(r), column - Double(c))
    return (1 - fr) * ((1 - fc) * value(r, c) + fc * value(r, c + 1))
      + fr * ((1 - fc) * value(r + 1, c) + fc * value(r + 1, c + 1))
  }

  // MARK: Pixels

  /// Visits the pixels of a part of the page, each with its middle's place on it.
  private mutating func forEachPixel(
    from: (Double, Double), to: (Double, Double),
    _ body: (inout ShapeRaster, _ x: Int, _ y: Int, _ px: Double, _ py: Double) -> Void
  ) {
    func range(_ a: Double, _ b: Double, _ limit: Int) -> Range<Int> {
      guard a.isFinite, b.isFinite, a <= b else { return 0..<0 }
      let low = Int(min(Double(limit), max(0, (a * scale).rounded(.down))))
      return low..<max(low, Int(min(Double(limit), max(0, (b * scale).rounded(.up)))))
    }
    let columns = range(from.0, to.0, width)
    for y in range(from.1, to.1, height) {
      for x in columns { body(&self, x, y, (Double(x) + 0.5) / scale, (Double(y) + 0.5) / scale) }
    }
  }

  private mutating func blend(_ color: UInt32, _ x: Int, _ y: Int, _ coverage: Double) {
    guard coverage > 0 else { return }
    let place = 3 * (y * width + x)
    for (offset, shift) in [UInt32(16), 8, 0].enumerated() {
      let component = Double((color >> shift) & 255)
      pixels[place + offset] += (component - pixels[place + offset]) * coverage
    }
  }
}

/// The outlines that this room's charts write as path data: lines and arcs of circles.
enum PathOutline {
  /// The corners, arcs cut into short lines; nothing for data of another kind.
  static func points(_ data: String) -> [SVGShape.Point] {
    var points: [SVGShape.Point] = []
    var rest = data[...]
    while let letter = rest.popFirst() {
      let end = rest.firstIndex { $0.isLetter } ?? rest.endIndex
      let numbers = rest[..<end].split(separator: " ").compactMap { Double($0) }
      rest = rest[end...]
      switch (letter, numbers.count) {
      case ("M", 2), ("L", 2): points.append(.init(x: numbers[0], y: numbers[1]))
      case ("A", 7):
        guard let last = points.last else { return [] }
        points += arc(
          from: last, to: .init(x: numbers[5], y: numbers[6]), radius: numbers[0], isClockwise: numbers[4] == 1)
      case ("Z", 0): break
      default: return []
      }
    }
    return points
  }

  /// The shorter arc of a circle between two of its points.
  private static func arc(
    from a: SVGShape.Point, to b: SVGShape.Point, radius: Double, isClockwise: Bool
  ) -> [SVGShape.Point] {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let chord = hypot(dx, dy)
    guard chord > 0 else { return [b] }
    let height = max(0, radius * radius - chord * chord / 4).squareRoot() * (isClockwise ? 1 : -1)
    let center = SVGShape.Point(x: (a.x + b.x) / 2 - height * dy / chord, y: (a.y + b.y) / 2 + height * dx / chord)
    let start = atan2(a.y - center.y, a.x - center.x)
    var turn = atan2(b.y - center.y, b.x - center.x) - start
    if isClockwise && turn < 0 { turn += 2 * .pi }
    if !isClockwise && turn > 0 { turn -= 2 * .pi }
    return (1...32).map { step in
      let angle = start + turn * Double(step) / 32
      return .init(x: center.x + radius * cos(angle), y: center.y + radius * sin(angle))
    }
  }
}

extension SVG {
  /// The drawing as pixels on white paper, twice its size on a page.
  public var picture: Picture {
    var raster = ShapeRaster(width: width, height: height)
    for shape in shapes { raster.draw(shape) }
    return raster.picture
  }
}
