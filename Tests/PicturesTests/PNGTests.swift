import Core
import Foundation
import Pictures
import Testing

/// What tools/golden/pictures.py wrote beside the PNG files.
private struct GoldenPixels: Decodable {
  var grey: [UInt8]
  var rgba: [UInt8]
  var luminance: [UInt8]

  static func load() throws -> GoldenPixels { try JSONDecoder().decode(GoldenPixels.self, from: golden("pixels.json")) }
}

func golden(_ name: String) throws -> Data {
  try Data(contentsOf: try #require(Bundle.module.url(forResource: "Goldens/\(name)", withExtension: nil)))
}

private func random(_ count: Int, seed: UInt64) -> [UInt8] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in UInt8(generator.integer(below: 256)) }
}

private let samples: [Picture] = [
  Picture(width: 13, height: 7, pixels: .grey8(random(91, seed: 1))),
  Picture(width: 13, height: 7, pixels: .rgb8(random(273, seed: 2))),
  Picture(width: 13, height: 7, pixels: .grey16(random(91, seed: 3).map { UInt16($0) * 257 + 3 })),
  Picture(width: 13, height: 7, pixels: .palette(random(91, seed: 4), colors: ColorMap.magma.colors)),
  Picture(width: 2, height: 1, pixels: .palette([1, 0], colors: [.white, RGB(1, 2, 3)])),
  Picture(width: 1, height: 1, pixels: .grey8([200])),
]

@Suite struct PNGTests {
  @Test(arguments: samples) func aPictureSurvivesTheFile(picture: Picture) throws {
    #expect(try Picture(png: picture.png()) == picture)
  }

  @Test(arguments: samples) func theSamePixelsGiveTheSameBytes(picture: Picture) throws {
    #expect(try picture.png() == picture.png())
  }

  @Test func readsWhatPillowWrites() throws {
    let expected = try GoldenPixels.load()
    let rgb = (0..<35).flatMap { expected.rgba[4 * $0..<4 * $0 + 3] }
    #expect(try Picture(png: golden("grey8.png")).pixels == .grey8(expected.grey))
    #expect(try Picture(png: golden("interlaced.png")).pixels == .grey8(expected.grey))
    #expect(try Picture(png: golden("grey16.png")).pixels == .grey16(expected.grey.map { UInt16($0) * 257 }))
    #expect(try Picture(png: golden("rgb.png")).pixels == .rgb8(rgb))
    #expect(try Picture(png: golden("rgba.png")).pixels == .rgb8(rgb), "alpha is dropped")
    #expect(try Picture(png: golden("bits.png")).pixels == .grey8(expected.grey.map { $0 > 127 ? 255 : 0 }))
    let colors = [RGB(255, 0, 0), RGB(0, 255, 0), RGB(0, 0, 255), RGB(9, 8, 7)]
    #expect(try Picture(png: golden("palette.png")).pixels == .palette(expected.grey.map { $0 % 4 }, colors: colors))
  }

  @Test func lightnessIsAsPillowHasIt() throws {
    let grey = try Picture(png: golden("rgb.png")).greyMatrix
    #expect(grey.rows == 5 && grey.columns == 7)
    for (value, expected) in zip(grey.values, try GoldenPixels.load().luminance) {
      #expect(abs(value * 255 - Float(expected)) <= 0.51)  // Pillow rounds to whole steps
    }
  }

  @Test func planesHoldTheChannels() throws {
    let picture = Picture(width: 2, height: 1, pixels: .rgb8([255, 0, 51, 0, 102, 255]))
    #expect(picture.rgbPlanes == [255, 0, 0, 102, 51, 255])
    let grey = Picture(width: 2, height: 1, pixels: .grey16([0, 65535])).greyMatrix
    #expect(grey.values == [0, 1])
  }

  @Test func damagedFilesAreRefusedOrReadButNeverCrash() throws {
    var generator = SeededGenerator(seed: 9)
    var refused = 0
    let names = ["grey8.png", "grey16.png", "rgba.png", "bits.png", "palette.png", "interlaced.png"]
    let files = try names.map(golden) + [samples[3].png()]
    for round in 0..<1400 {
      var file = files[round % files.count]
      for _ in 0...generator.integer(below: 4) {
        file[generator.integer(below: file.count)] = UInt8(generator.integer(below: 256))
      }
      do {
        let picture = try Picture(png: repairedChecksums(file))
        _ = picture.greyMatrix
        _ = picture.rgbBytes
      } catch { refused += 1 }
    }
    #expect(refused > 100 && refused < 1400, "some are refused, and some get past the checksums: \(refused)")
  }

  @Test func everyTruncationIsRefused() throws {
    let file = try samples[1].png()
    for count in 0..<file.count - 12 {
      #expect(throws: PictureError.self) { try Picture(png: file.prefix(count)) }
    }
  }

  @Test func aSizeBombIsRefusedBeforeMemoryIsTaken() throws {
    var file = try samples[0].png()
    file.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
    #expect { try Picture(png: repairedChecksums(file)) } throws: { "\($0)".contains("too large") }
    #expect(throws: PictureError.self) { try Picture(png: samples[0].png(), pixelLimit: 90) }
  }

  @Test func notAPictureAtAll() {
    #expect(throws: PictureError.self) { try Picture(png: Data()) }
    #expect(throws: PictureError.self) { try Picture(png: Data("RIFF, not a picture".utf8)) }
  }

  /// The file with right CRCs, so that mutations reach the code behind the checksums.
  private func repairedChecksums(_ file: Data) -> Data {
    var bytes = [UInt8](file)
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard position + 12 + length <= bytes.count else { break }
      var crc: UInt32 = 0xFFFF_FFFF
      for byte in bytes[position + 4..<position + 8 + length] {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
      for index in 0..<4 {
        bytes[position + 8 + length + index] = UInt8(truncatingIfNeeded: ~crc >> UInt32(24 - 8 * index))
      }
      position += 12 + length
    }
    return Data(bytes)
  }
}
