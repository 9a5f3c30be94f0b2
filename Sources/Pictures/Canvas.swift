import Foundation

/// An RGB picture in the making.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var bytes: [UInt8]

  init(width: Int, height: Int, background: RGB) {
    self.width = width
    self.height = height
    bytes = []
    bytes.reserveCapacity(3 * width * height)
    for _ in 0..<width * height { bytes += [background.red, background.green, background.blue] }
  }

  var picture: Picture { Picture(width: width, height: height, pixels: .rgb8(bytes)) }

  /// Lays `color` over a pixel, `coverage` fifteenths of it; what lies outside is left out.
  mutating func blend(_ color: RGB, x: Int, y: Int, coverage: Int = 15) {
    guard 0..<width ~= x, 0..<height ~= y else { return }
    let place = 3 * (y * width + x)
    for (offset, component) in [color.red, color.green, color.blue].enumerated() {
      bytes[place + offset] = UInt8((Int(bytes[place + offset]) * (15 - coverage) + Int(component) * coverage + 7) / 15)
    }
  }

  mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: RGB) {
    for row in y..<y + max(height, 0) {
      for column in x..<x + max(width, 0) { blend(color, x: column, y: row) }
    }
  }

  /// Copies a picture with its upper left corner at (x, y).
  mutating func draw(_ picture: Picture, x: Int, y: Int) {
    let source = picture.rgbBytes
    let columns = max(0, -x)..<max(max(0, -x), min(picture.width, width - x))
    for row in 0..<picture.height where 0..<height ~= y + row && !columns.isEmpty {
      let from = 3 * (row * picture.width + columns.lowerBound)
      let to = 3 * ((y + row) * width + x + columns.lowerBound)
      bytes.replaceSubrange(to..<to + 3 * columns.count, with: source[from..<from + 3 * columns.count])
    }
  }

  /// Writes a text with its upper left corner at (x, y).
  mutating func write(_ text: String, x: Int, y: Int, _ color: RGB) {
    var left = x
    for character in text {
      let glyph = BitmapFont.glyph(character)
      for (index, coverage) in glyph.coverage.enumerated() where coverage > 0 {
        blend(color, x: left + index % glyph.width, y: y + index / glyph.width, coverage: Int(coverage))
      }
      left += glyph.width
    }
  }
}

/// DejaVu Sans at 12 pixels: printable ASCII and a few signs; other characters show as a box.
enum BitmapFont {
  struct Glyph {
    let width: Int
    /// 0 … 15 a pixel, row by row.
    let coverage: [UInt8]
  }

  /// Pixels from the top of the tallest to the bottom of the lowest letter.
  static let height = BitmapFontTable.height

  /// The sign's own picture, or that of its letter without accents.
  static func glyph(_ character: Character) -> Glyph {
    if let own = glyphs[character] { return own }
    let plain = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first.map(Character.init)
    return plain.flatMap { glyphs[$0] } ?? box
  }

  static func width(of text: String) -> Int { text.reduce(0) { $0 + glyph($1).width } }

  /// The text cut to `limit` pixels, with an ellipsis in its middle if it was longer: names often differ at their ends.
  static func fitted(_ text: String, limit: Int) -> String {
    guard width(of: text) > limit else { return text }
    var (head, tail) = (text.prefix(text.count / 2), text.suffix(text.count - text.count / 2))
    while !(head.isEmpty && tail.isEmpty) && width(of: head + "…" + tail) > limit {
      if head.count >= tail.count { head.removeLast() } else { tail.removeFirst() }
    }
    return head + "…" + tail
  }

  private static let box: Glyph = {
    let pixels: [[UInt8]] = (0..<height).map { row in
      guard 3...11 ~= row else { return [UInt8](repeating: 0, count: 8) }
      return (0..<8).map { 1...6 ~= $0 && (row == 3 || row == 11 || $0 == 1 || $0 == 6) ? 9 : 0 }
    }
    return Glyph(width: 8, coverage: pixels.flatMap { $0 })
  }()

  private static let glyphs: [Character: Glyph] = {
    var table: [Character: Glyph] = [" ": Glyph(width: 4, coverage: []), "\u{202F}": Glyph(width: 2, coverage: [])]
    for line in BitmapFontTable.glyphs.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 3, let sign = parts[0].first, let width = Int(parts[1]) else { continue }
      table[sign] = Glyph(width: width, coverage: parts[2].compactMap { $0.hexDigitValue.map(UInt8.init) })
    }
    return table
  }()
}
