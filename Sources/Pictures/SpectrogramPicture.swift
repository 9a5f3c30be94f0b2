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

  /// Draws one spectrogram, as a palette picture unless another depth is asked for.
  /// - Parameter spectrogram: one row a band (low to high), one column a frame, values in decibels.
  /// - Throws: `PictureError` `.badRequest` if a size or the range is empty or beyond 16384 pixels.
  public func picture(of spectrogram: Matrix, depth: PictureDepth = .palette) throws(PictureError) -> Picture {
    let pixels: Picture.Pixels
    switch depth {
    case .palette: pixels = .palette(try levels(of: spectrogram), colors: colorMap.colors)
    case .grey8: pixels = .grey8(try levels(of: spectrogram))
    case .grey16: pixels = .grey16(try steps(of: spectrogram) { UInt16($0) })
    case .rgb:
      let colors = colorMap.colors
      pixels = .rgb8(
        try levels(of: spectrogram).flatMap { level in
          let color = colors[Int(level)]
          return [color.red, color.green, color.blue]
        })
    }
    return Picture(width: width, height: height, pixels: pixels)
  }

  /// Draws three spectrograms as the red, green and blue of one picture, each within its own range.
  ///
  /// The three may differ in bands and frames; the colour map plays no part.
  /// - Throws: `PictureError` `.badRequest`, as ``picture(of:)``.
  public func picture(red: Matrix, green: Matrix, blue: Matrix) throws(PictureError) -> Picture {
    try picture(redLevels: try levels(of: red), greenLevels: try levels(of: green), blueLevels: try levels(of: blue))
  }

  /// Makes one picture of three planes of levels, each as ``levels(of:)`` gives them, perhaps within another range.
  /// - Throws: `PictureError` `.badRequest` if a plane does not fill the picture.
  public func picture(
    redLevels red: [UInt8], greenLevels green: [UInt8], blueLevels blue: [UInt8]
  ) throws(PictureError) -> Picture {
    guard [red, green, blue].allSatisfy({ $0.count == width * height && width > 0 && height > 0 }) else {
      throw PictureError(.badRequest, "the three planes do not fill \(width) × \(height) pixels.")
    }
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
    try steps(of: spectrogram) { UInt8($0) }
  }

  /// The pixels as whole numbers from 0 to the type's greatest, top row first.
  @inline(__always)
  private func steps<Step: FixedWidthInteger>(
    of spectrogram: Matrix, step: (Float) -> Step
  ) throws(PictureError) -> [Step] {
    guard 1...16384 ~= width, 1...16384 ~= height else {
      throw PictureError(
        .badRequest, "a picture of \(width) × \(height) pixels cannot be drawn. Choose 1 to 16384 each way.")
    }
    guard spectrogram.rows > 0, spectrogram.columns > 0 else {
      throw PictureError(
        .badRequest, "a spectrogram without bands or frames cannot be drawn. Is the recording too short?")
    }
    guard let ends = try range.ends(for: spectrogram) else { return [Step](repeating: 0, count: width * height) }
    var clamped = spectrogram
    for index in clamped.values.indices {
      let value = clamped.values[index]
      clamped.values[index] = value.isNaN ? ends.lower : min(max(value, ends.lower), ends.upper)
    }
    let resized = clamped.resampled(rows: height, columns: width)
    let top = Float(Step.max)
    let scale = top / (ends.upper - ends.lower)
    var result: [Step] = []
    result.reserveCapacity(width * height)
    for row in stride(from: height - 1, through: 0, by: -1) {
      for value in resized.values[row * width..<(row + 1) * width] {
        result.append(step(min(max((value - ends.lower) * scale + 0.5, 0), top)))
      }
    }
    return result
  }
}
