public import Core

/// A raster picture: rows from top to bottom, pixels from left to right.
public struct Picture: Sendable, Equatable {
  /// The pixels, `width × height` of them in row order.
  public enum Pixels: Sendable, Equatable {
    /// Indices into a table of 1 … 256 colours.
    case palette([UInt8], colors: [RGB])
    /// Grey, 0 … 255.
    case grey8([UInt8])
    /// Grey, 0 … 65535.
    case grey16([UInt16])
    /// Red, green and blue after one another, 3 × `width × height` values.
    case rgb8([UInt8])
  }

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// The pixels.
  public let pixels: Pixels

  /// Makes a picture.
  /// - Precondition: `width` and `height` are positive and the pixels fill them; a palette holds 1 … 256 colours.
  public init(width: Int, height: Int, pixels: Pixels) {
    precondition(width > 0 && height > 0, "a picture has pixels")
    switch pixels {
    case .palette(let values, let colors):
      precondition(values.count == width * height && 1...256 ~= colors.count, "pixels and palette fill the picture")
    case .grey8(let values): precondition(values.count == width * height, "pixels fill the picture")
    case .grey16(let values): precondition(values.count == width * height, "pixels fill the picture")
    case .rgb8(let values): precondition(values.count == 3 * width * height, "pixels fill the picture")
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The picture as red, green and blue bytes after one another.
  ///
  /// 16-bit grey keeps its upper byte; an index beyond a damaged file's palette is black.
  public var rgbBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * width * height)
    func append(_ color: RGB) {
      bytes.append(color.red)
      bytes.append(color.green)
      bytes.append(color.blue)
    }
    switch pixels {
    case .rgb8(let values): return values
    case .grey8(let values): for value in values { append(RGB(value, value, value)) }
    case .grey16(let values):
      for value in values {
        let byte = UInt8(value >> 8)
        append(RGB(byte, byte, byte))
      }
    case .palette(let values, let colors):
      for value in values { append(Int(value) < colors.count ? colors[Int(value)] : .black) }
    }
    return bytes
  }

  /// Lightness as a matrix of `height × width` values in 0 … 1, top row first.
  ///
  /// Colours are weighted 0.299, 0.587, 0.114 (ITU-R BT.601), as Pillow's mode `L` and OpenCV do.
  public var greyMatrix: Matrix {
    let values: [Float]
    switch pixels {
    case .grey8(let bytes): values = bytes.map { Float($0) / 255 }
    case .grey16(let words): values = words.map { Float($0) / 65535 }
    case .palette, .rgb8:
      let bytes = rgbBytes
      values = (0..<width * height).map { pixel in
        Float(RGB(bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2]).luminance / 255)
      }
    }
    return Matrix(rows: height, columns: width, values: values)
  }

  /// All reds, then all greens, then all blues, each `height × width` values with the top row first.
  public var rgbPlanes: [UInt8] {
    let bytes = rgbBytes
    return (0..<3).flatMap { channel in stride(from: channel, to: bytes.count, by: 3).map { bytes[$0] } }
  }
}
