import Core
import Foundation
import Testing

@testable import Pictures

@Suite struct ContactSheetTests {
  private func square(_ value: UInt8, _ side: Int = 4) -> Picture {
    Picture(width: side, height: side, pixels: .grey8([UInt8](repeating: value, count: side * side)))
  }

  @Test func picturesStandInReadingOrder() throws {
    let items = [10, 20, 30].map { ContactSheet.Item(square($0)) }
    let sheet = try ContactSheet(columns: 2, gap: 1).picture(of: items)
    #expect(sheet.width == 11 && sheet.height == 11)
    let bytes = sheet.rgbBytes
    func value(_ x: Int, _ y: Int) -> UInt8 { bytes[3 * (y * 11 + x)] }
    #expect(
      [value(0, 0), value(1, 1), value(4, 4), value(5, 1), value(6, 1), value(1, 6), value(6, 6)] == [
        255, 10, 10, 255, 20, 30, 255,
      ])
  }

  @Test func captionsAreWrittenUnderThePictures() throws {
    let plain = try ContactSheet().picture(of: [.init(square(0, 60))])
    let captioned = try ContactSheet().picture(of: [.init(square(0, 60), caption: "murmur_0001_a_very_long_name.wav")])
    #expect(captioned.height == plain.height + BitmapFont.height + 4 && captioned.width == plain.width)
    let below = captioned.rgbBytes.suffix(3 * captioned.width * (BitmapFont.height + 8))
    #expect(below.contains { $0 < 128 })
  }

  /// Eight spectrograms with axes in a row would be three screens wide.
  @Test(arguments: [(60, 8, 552), (790, 2, 1604), (1990, 1, 2006), (2500, 1, 2516)])
  func widePicturesStandFewerInARow(side: Int, columns: Int, width: Int) throws {
    let wide = Picture(width: side, height: 2, pixels: .grey8([UInt8](repeating: 0, count: side * 2)))
    let sheet = try ContactSheet().picture(of: [ContactSheet.Item](repeating: .init(wide), count: 16))
    #expect(sheet.width == width && sheet.height == 16 / columns * 10 + 8)
  }

  @Test func noneOrTooManyAreRefused() {
    #expect(throws: PictureError.self) { try ContactSheet().picture(of: []) }
    let large = ContactSheet.Item(square(0, 2048))
    #expect(throws: PictureError.self) {
      try ContactSheet(columns: 4).picture(of: [ContactSheet.Item](repeating: large, count: 32))
    }
  }
}

@Suite struct BitmapFontTests {
  @Test func everyPrintableSignHasItsOwnGlyph() {
    let signs = (33...126).map { Character(Unicode.Scalar(UInt8($0))) } + Array("µ°×·–−…")
    let box = BitmapFont.glyph("漢")
    for sign in signs {
      let glyph = BitmapFont.glyph(sign)
      #expect(glyph.coverage.count == glyph.width * BitmapFont.height && glyph.coverage != box.coverage, "\(sign)")
      #expect(glyph.coverage.contains { $0 > 6 }, "\(sign)")
    }
    #expect(box.coverage.count == box.width * BitmapFont.height)
  }

  @Test func textsAreCutToTheirRoom() {
    #expect(BitmapFont.fitted("short", limit: 100) == "short")
    // Clips of one recording differ at the ends of their names.
    let cut = BitmapFont.fitted("a rather long name-003", limit: 80)
    #expect(cut.hasPrefix("a r") && cut.hasSuffix("003") && cut.contains("…") && BitmapFont.width(of: cut) <= 80)
    #expect(BitmapFont.fitted("long", limit: 0) == "…")
  }

  @Test func lettersWithAccentsAreShownWithout() {
    #expect(BitmapFont.glyph("é").coverage == BitmapFont.glyph("e").coverage)
    #expect(BitmapFont.glyph("e\u{301}").coverage == BitmapFont.glyph("e").coverage)
    #expect(BitmapFont.glyph("漢").coverage != BitmapFont.glyph("e").coverage)
  }
}

@Suite struct AxesPictureTests {
  private let shape = AxesPicture(
    spectrogram: SpectrogramPicture(width: 200, height: 120, range: .fixed(lower: -80, upper: 0)))
  private let matrix = Matrix(rows: 4, columns: 10, values: (0..<40).map { Float(-$0) })

  @Test func theSpectrogramStandsUnchangedInside() throws {
    let picture = try shape.picture(of: matrix, duration: 3, frequencies: [0, 100, 200, 300])
    let inner = try shape.spectrogram.picture(of: matrix).rgbBytes
    let bytes = picture.rgbBytes
    for row in 0..<120 {
      let start = 3 * ((30 + row) * picture.width + 62)
      #expect(bytes[start..<start + 600].elementsEqual(inner[600 * row..<600 * row + 600]))
    }
  }

  @Test func ticksStandAtTheirFrequencies() throws {
    // Bands of 1 Hz: the tick of 50 Hz lies 50.5 bands above the bottom of 101.
    let bands = Matrix(rows: 101, columns: 2, repeating: -10)
    let picture = try shape.picture(of: bands, duration: 1, frequencies: (0...100).map(Double.init))
    let bytes = picture.rgbBytes
    let column = (0..<picture.height).filter { bytes[3 * ($0 * picture.width + 59)] < 128 }
    #expect(column.contains(30 + 119 - Int((50.5 / 101 * 119).rounded())))
    #expect(3...6 ~= column.count)
  }

  @Test func oddAxesDoNotTrap() throws {
    #expect(throws: PictureError.self) { try shape.picture(of: matrix, duration: 1, frequencies: [1, 2]) }
    #expect(throws: PictureError.self) { try shape.picture(of: matrix, duration: 1, frequencies: [1, 2, 2, 3]) }
    #expect(throws: PictureError.self) { try shape.picture(of: matrix, duration: 1, frequencies: [1, .nan, 2, 3]) }
    for duration in [0, -1, .nan, .infinity, 1e300, 1e-300] {
      _ = try shape.picture(of: matrix, duration: duration, frequencies: [0, 1, 2, .infinity], title: "漢字 murmur")
    }
    let single = Matrix(rows: 1, columns: 1, values: [.nan])
    _ = try AxesPicture(spectrogram: .init(width: 1, height: 1)).picture(of: single, duration: 1, frequencies: [50])
  }
}
