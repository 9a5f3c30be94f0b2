import Core
import Pictures
import Testing

@Suite struct TrimmingTests {
  private let framed = Matrix(
    rows: 4, columns: 5,
    values: [
      -90, -80, -70, -99, -60,
      -90, 1, 2, -90, -90,
      -90, 3, 4, -90, -90,
      -90, -90, -90, .nan, -.infinity,
    ])

  @Test func uniformBordersAreFound() throws {
    let bounds = try #require(framed.contentBounds(lower: -50, upper: 10))
    #expect(bounds.rows == 1..<3 && bounds.columns == 1..<3)
    #expect(framed.part(rows: bounds.rows, columns: bounds.columns).values == [1, 2, 3, 4])
    // Within a range that tells the first row's values apart, they are no border.
    #expect(framed.contentBounds(lower: -100, upper: 10)?.rows.lowerBound == 0)
    #expect(Matrix(rows: 2, columns: 2, repeating: 3).contentBounds(lower: -50, upper: 10) == nil)
  }

  @Test func depthsAgree() throws {
    let matrix = Matrix(rows: 8, columns: 8, values: (0..<64).map { Float($0) })
    let drawing = SpectrogramPicture(width: 8, height: 8, colorMap: .viridis, range: .fixed(lower: 0, upper: 63))
    let palette = try drawing.picture(of: matrix)
    #expect(try drawing.picture(of: matrix, depth: .rgb).rgbBytes == palette.rgbBytes)
    guard case .grey8(let bytes) = try drawing.picture(of: matrix, depth: .grey8).pixels,
      case .grey16(let words) = try drawing.picture(of: matrix, depth: .grey16).pixels
    else {
      Issue.record("grey pictures have grey pixels")
      return
    }
    #expect(try bytes == drawing.levels(of: matrix))
    #expect(words[7] == 65535 && words[56] == 0)
    #expect(zip(bytes, words).allSatisfy { abs(Int($0) * 257 - Int($1)) <= 129 })
  }
}
