/// Collects shapes; positions are in pixels from the upper left corner.
struct SVGCanvas {
  /// Where a text's position lies in it.
  enum Anchor: String, Sendable {
    case start, middle, end
  }

  private(set) var markup = ""
  private(set) var shapes: [SVGShape] = []

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) {
    shapes.append(.polyline([.init(x: x1, y: y1), .init(x: x2, y: y2)], style: style))
    markup += "<line class=\"\(style)\" x1=\"\(x1.svg)\" y1=\"\(y1.svg)\" x2=\"\(x2.svg)\" y2=\"\(y2.svg)\"/>"
  }

  /// A rectangle; `opacity` thins its filling, and `hint` appears where the pointer rests on it.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String, radius: Double = 0, opacity: Double = 1,
    hint: String? = nil
  ) {
    shapes.append(
      .rectangle(
        x: x, y: y, width: max(width, 0), height: max(height, 0), radius: radius, opacity: opacity, style: style))
    markup +=
      "<rect class=\"\(style)\" x=\"\(x.svg)\" y=\"\(y.svg)\" width=\"\(max(width, 0).svg)\" height=\"\(max(height, 0).svg)\""
    if radius > 0 { markup += " rx=\"\(radius.svg)\"" }
    if opacity < 1 { markup += " fill-opacity=\"\(opacity.svg)\"" }
    markup += hint.map { "><title>\($0.escaped)</title></rect>" } ?? "/>"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, style: String, hint: String? = nil) {
    shapes.append(.circle(center: .init(x: x, y: y), radius: radius, style: style))
    markup += "<circle class=\"\(style)\" cx=\"\(x.svg)\" cy=\"\(y.svg)\" r=\"\(radius.svg)\""
    markup += hint.map { "><title>\($0.escaped)</title></circle>" } ?? "/>"
  }

  /// A line through points.
  mutating func polyline(_ points: [(x: Double, y: Double)], style: String) {
    shapes.append(.polyline(points.map { .init(x: $0.x, y: $0.y) }, style: style))
    let path = points.map { "\($0.x.svg),\($0.y.svg)" }.joined(separator: " ")
    markup += "<polyline class=\"\(style)\" points=\"\(path)\"/>"
  }

  /// A closed shape by its path data, which must be made of numbers and letters of its own.
  mutating func path(_ data: String, style: String, hint: String? = nil) {
    shapes.append(.path(data, style: style))
    markup += "<path class=\"\(style)\" d=\"\(data)\""
    markup += hint.map { "><title>\($0.escaped)</title></path>" } ?? "/>"
  }

  /// A text; `hint`, where given, holds what a shortened text says in full.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, style: String, anchor: Anchor = .start, degrees: Double = 0,
    hint: String? = nil
  ) {
    shapes.append(.text(text, at: .init(x: x, y: y), anchor: anchor, degrees: degrees, style: style))
    markup += "<text class=\"\(style)\" x=\"\(x.svg)\" y=\"\(y.svg)\""
    if anchor != .start { markup += " text-anchor=\"\(anchor.rawValue)\"" }
    if degrees != 0 { markup += " transform=\"rotate(\(degrees.svg) \(x.svg) \(y.svg))\"" }
    markup += ">" + (hint.map { "<title>\($0.escaped)</title>" } ?? "") + text.escaped + "</text>"
  }

  /// A text of at most `limit` characters, which tells its full length to the pointer if it was cut.
  mutating func label(
    _ text: String, limit: Int, _ x: Double, _ y: Double, style: String, anchor: Anchor = .start, degrees: Double = 0
  ) {
    let short = text.shortened(to: limit)
    self.text(short, x, y, style: style, anchor: anchor, degrees: degrees, hint: short == text ? nil : text)
  }

  /// About how wide a text is at `size` pixels, a little on the generous side.
  static func width(of text: String, size: Double = 12) -> Double {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar {
      case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "(", ")", "[", "]", "t", "f", "r", " ", "-":
        width + 0.36
      case "m", "w", "M", "W", "%", "@", "…": width + 0.9
      case _ where scalar.value > 0x2E7F: width + 1.05
      case "A"..."Z": width + 0.7
      default: width + 0.57
      }
    } * size
  }
}
