public import Core

/// Text as pixels, for pictures that are drawn elsewhere.
public enum TextCoverage {
  /// Pixels from the top of the tallest letter down to the line that letters stand on.
  public static let baseline = 12
  /// The size of the letters in pixels.
  public static let size = 12.0

  /// How much of each pixel the letters of a line cover, 0 … 1: 15 rows, as many columns as the text is wide.
  public static func of(_ text: String) -> Matrix {
    let glyphs = text.map(BitmapFont.glyph)
    var matrix = Matrix(rows: BitmapFont.height, columns: glyphs.reduce(0) { $0 + $1.width })
    var left = 0
    for glyph in glyphs {
      for (index, coverage) in glyph.coverage.enumerated() where coverage > 0 && glyph.width > 0 {
        let (row, column) = (index / glyph.width, left + index % glyph.width)
        if row < matrix.rows { matrix[row, column] = Float(coverage) / 15 }
      }
      left += glyph.width
    }
    return matrix
  }
}
