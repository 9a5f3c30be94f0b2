internal import CPNG
public import Core
public import Foundation

extension Picture {
  /// The picture as a PNG file: the same pixels give the same bytes.
  ///
  /// Rows are stored as differences from the row above, which suits spectrograms: levels, and with them palette indices,
  /// change little from band to band (a quarter less to store than without).
  /// - Throws: `PictureError` `.cannotEncode` if memory runs out.
  public func png() throws(PictureError) -> Data {
    switch pixels {
    case .palette(let values, let colors): try encode(values, auscult_png_palette, bits: 8, palette: colors)
    case .grey8(let values): try encode(values, auscult_png_grey, bits: 8)
    case .grey16(let values): try encode(values, auscult_png_grey, bits: 16)
    case .rgb8(let values): try encode(values, auscult_png_rgb, bits: 8)
    }
  }

  /// Reads a PNG file: palettes stay palettes, grey stays grey in 8 or 16 bits, all else becomes 8-bit RGB.
  ///
  /// Alpha is dropped, not blended. Interlaced pictures and depths of 1, 2 and 4 bits are read too.
  /// - Parameters:
  ///   - png: the whole file.
  ///   - pixelLimit: the most pixels accepted, so that a small file cannot fill the memory.
  /// - Throws: `PictureError` `.cannotDecode` if the file is damaged, cut short, too large or no PNG at all.
  public init(png: Data, pixelLimit: Int = 1 << 26) throws(PictureError) {
    var layout = auscult_png_layout()
    var out = auscult_png_bytes()
    defer { free(out.bytes) }
    let succeeded = png.withUnsafeBytes { file in
      auscult_png_decode(
        file.bindMemory(to: UInt8.self).baseAddress, file.count, UInt64(max(pixelLimit, 0)), &layout, &out)
    }
    guard succeeded == 1, let start = out.bytes else {
      let reason = Self.text(&out)
      throw PictureError(
        .cannotDecode, "this is not a readable PNG file (\(reason)). Make the file anew or leave it out.")
    }
    let bytes = UnsafeRawBufferPointer(start: start, count: out.count)
    let pixels: Pixels
    switch (layout.color_type, layout.bit_depth) {
    case (auscult_png_palette, 8): pixels = .palette([UInt8](bytes), colors: Self.colors(&layout))
    case (auscult_png_grey, 16): pixels = .grey16([UInt16](bytes.bindMemory(to: UInt16.self)))
    case (auscult_png_grey, 8): pixels = .grey8([UInt8](bytes))
    default: pixels = .rgb8([UInt8](bytes))
    }
    self.init(width: Int(layout.width), height: Int(layout.height), pixels: pixels)
  }

  /// zlib's level: on spectrograms, 4 would take 1.4 times as long for 3 % less.
  private static let compressionLevel: Int32 = 2

  private func encode<Sample>(
    _ samples: [Sample], _ colorType: Int32, bits: Int32, palette: [RGB] = []
  ) throws(PictureError) -> Data {
    var layout = auscult_png_layout()
    layout.width = UInt32(width)
    layout.height = UInt32(height)
    layout.bit_depth = bits
    layout.color_type = colorType
    layout.palette_count = Int32(palette.count)
    withUnsafeMutableBytes(of: &layout.palette) { table in
      for (index, color) in palette.enumerated() {
        table[3 * index] = color.red
        table[3 * index + 1] = color.green
        table[3 * index + 2] = color.blue
      }
    }
    var out = auscult_png_bytes()
    defer { free(out.bytes) }
    let succeeded = samples.withUnsafeBytes { bytes in
      auscult_png_encode(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count / height, &layout, Self.compressionLevel,
        auscult_png_up_filter, &out)
    }
    guard succeeded == 1, let start = out.bytes else {
      throw PictureError(
        .cannotEncode, "a picture of \(width) × \(height) pixels cannot be encoded: \(Self.text(&out)).")
    }
    return Data(bytes: start, count: out.count)
  }

  private static func text(_ out: inout auscult_png_bytes) -> String {
    withUnsafeBytes(of: &out.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func colors(_ layout: inout auscult_png_layout) -> [RGB] {
    let count = Int(layout.palette_count)
    return withUnsafeBytes(of: &layout.palette) { table in
      (0..<count).map { RGB(table[3 * $0], table[3 * $0 + 1], table[3 * $0 + 2]) }
    }
  }
}
