public import Core

/// How spectrograms become pictures: size, colours and levels.
///
/// Time runs to the right and frequency upwards. Levels are clamped to the range, then resampled, then rounded to 256
/// steps; NaN and −∞ count as the lower end and +∞ as the upper one.
public struct SpectrogramPicture: Sendable, Equatable, Codable {
  /// Pixels in a row.
  public var width: Int
  /// Rows of pixels.
  public var height: Int
  /// The colours from low to high levels.
  public var colorMap: ColorMap
  /// The levels that the colours span.
  public var range: LevelRange

  /// Describes pictures; as it stands: 224 × 224 pixels, magma, the upper 80 dB of each picture.
  public init(
    width: Int = 224, height: Int = 224, colorMap: ColorMap = .magma, range: LevelRange = .belowMaximum(span: 80)
  ) {
    self.width = width
    self.height = height
    self.colorMap = colorMap
    self.range = range
  }

  /// Draws one spectrogram as a palette picture.
  /// - Parameter spectrogram: one row a band (low to high), one column a frame, values in decibels.
  /// - Throws: `PictureError` `.badRequest` if a size or the range is empty or beyond 16384 pixels.
  public func picture(of spectrogram: Matrix) throws(PictureError) -> Picture {
    Picture(width: width, height: height, pixels: .palette(try levels(of: spectrogram), colors: colorMap.colors))
  }

  /// Draws three spectrograms as the red, green and blue of one picture, each within its own range.
  ///
  /// The three may differ in bands and frames; the colour map plays no part.
  /// - Throws: `PictureError` `.badRequest`, as ``picture(of:)``.
  public func picture(red: Matrix, green: Matrix, blue: Matrix) throws(PictureError) -> Picture {
    let red = try levels(of: red)
    let green = try levels(of: green)
    let blue = try levels(of: blue)
    var bytes = [UInt8](repeating: 0, count: 3 * width * height)
    for pixel in red.indices {
      bytes[3 * pixel] = red[pixel]
      bytes[3 * pixel + 1] = green[pixel]
      bytes[3 * pixel + 2] = blue[pixel]
    }
    return Picture(width: width, height: height, pixels: .rgb8(bytes))
  }

  /// The levels 0 … 255 of a spectrogram's pixels, top row (highest band) first.
  /// - Throws: `PictureError` `.badRequest`, as ``picture(of:)``.
  public func levels(of spectrogram: Matrix) throws(PictureError) -> [UInt8] {
    guard 1...16384 ~= width, 1...16384 ~= height else {
      throw PictureError(
        .badRequest, "a picture of \(width) × \(height) pixels cannot be drawn. Choose 1 to 16384 each way.")
    }
    guard spectrogram.rows > 0, spectrogram.columns > 0 else {
      throw PictureError(
        .badRequest, "a spectrogram without bands or frames cannot be drawn. Is the recording too short?")
    }
    guard let ends = try range.ends(for: spectrogram) else { return [UInt8](repeating: 0, count: width * height) }
    var clamped = spectrogram
    for index in clamped.values.indices {
      let value = clamped.values[index]
      clamped.values[index] = value.isNaN ? ends.lower : min(max(value, ends.lower), ends.upper)
    }
    let resized = clamped.resampled(rows: height, columns: width)
    let scale = 255 / (ends.upper - ends.lower)
    var result: [UInt8] = []
    result.reserveCapacity(width * height)
    for row in stride(from: height - 1, through: 0, by: -1) {
      for value in resized.values[row * width..<(row + 1) * width] {
        result.append(UInt8(min(max((value - ends.lower) * scale + 0.5, 0), 255)))
      }
    }
    return result
  }
}
