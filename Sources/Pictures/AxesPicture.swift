public import Core

/// Spectrograms for people: with a time axis in seconds, a frequency axis in hertz and a scale of levels.
public struct AxesPicture: Sendable, Equatable, Codable {
  /// Size, colours and levels of the spectrogram inside the axes.
  public var spectrogram: SpectrogramPicture

  /// Describes pictures; as it stands with a spectrogram of 640 × 256 pixels inside.
  public init(spectrogram: SpectrogramPicture = SpectrogramPicture(width: 640, height: 256)) {
    self.spectrogram = spectrogram
  }

  /// What the vertical axis and the colours stand for.
  public struct Units: Sendable, Equatable, Codable {
    /// The unit or name over the vertical axis, a few letters.
    public var bands: String
    /// The unit over the scale of levels.
    public var levels: String

    /// Names units.
    public init(bands: String, levels: String) {
      self.bands = bands
      self.levels = levels
    }

    /// A spectrogram: hertz and decibels.
    public static let spectrogram = Units(bands: "Hz", levels: "dB")
  }

  private static let ink = RGB(hex: 0x3A4250)

  /// Draws a spectrogram with its axes.
  /// - Parameters:
  ///   - matrix: one row a band (low to high), one column a frame, values in decibels.
  ///   - duration: the time that the columns span.
  ///   - frequencies: the centre of each band in hertz, rising.
  ///   - title: a line above the picture; may be empty.
  ///   - units: what the axes stand for.
  /// - Throws: `PictureError` `.badRequest` if there is nothing to draw or the frequencies do not fit the bands.
  public func picture(
    of matrix: Matrix, duration: Seconds, frequencies: [Hertz], title: String = "", units: Units = .spectrogram
  ) throws(PictureError) -> Picture {
    guard frequencies.count == matrix.rows, zip(frequencies, frequencies.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw PictureError(
        .badRequest, "\(frequencies.count) frequencies do not fit \(matrix.rows) bands, one rising value each.")
    }
    let inner = try spectrogram.picture(of: matrix)
    let left = 62
    let top = 30
    var canvas = Canvas(width: left + inner.width + 76, height: top + inner.height + 44, background: .white)
    canvas.write(BitmapFont.fitted(title, limit: inner.width), x: left, y: 9, Self.ink)
    canvas.draw(inner, x: left, y: top)
    drawTimes(duration, left: left, bottom: top + inner.height, on: &canvas)
    canvas.write(units.bands, x: left - 9 - BitmapFont.width(of: units.bands), y: 9, Self.ink)
    for tick in frequencyTicks(frequencies) {
      let y = top + inner.height - 1 - Int((tick.place * Double(inner.height - 1)).rounded())
      drawLeft(Ticks.number(tick.frequency, decimals: 0), right: left, y: y, on: &canvas)
    }
    if let ends = try spectrogram.range.ends(for: matrix) {
      drawLevels(ends, unit: units.levels, left: left + inner.width + 18, top: top, on: &canvas)
    }
    return canvas.picture
  }

  private func drawTimes(_ duration: Seconds, left: Int, bottom: Int, on canvas: inout Canvas) {
    guard duration > 0, duration.isFinite else { return }
    let ticks = Ticks(in: 0...duration, about: max(spectrogram.width / 80, 2))
    for time in ticks.values where time <= duration {
      let x = left + Int((time / duration * Double(spectrogram.width - 1)).rounded())
      canvas.fill(x: x, y: bottom, width: 1, height: 5, Self.ink)
      let text = ticks.label(time)
      canvas.write(text, x: x - BitmapFont.width(of: text) / 2, y: bottom + 7, Self.ink)
    }
    let text = "Time (s)"
    let x = left + (spectrogram.width - BitmapFont.width(of: text)) / 2
    canvas.write(text, x: x, y: bottom + 25, Self.ink)
  }

  private func drawLeft(_ text: String, right: Int, y: Int, on canvas: inout Canvas) {
    canvas.fill(x: right - 5, y: y, width: 5, height: 1, Self.ink)
    canvas.write(text, x: right - 9 - BitmapFont.width(of: text), y: y - BitmapFont.height / 2, Self.ink)
  }

  private func drawLevels(
    _ ends: (lower: Float, upper: Float), unit: String, left: Int, top: Int, on canvas: inout Canvas
  ) {
    let colors = spectrogram.colorMap.colors
    let height = spectrogram.height
    for row in 0..<height {
      canvas.fill(x: left, y: top + row, width: 12, height: 1, colors[255 - row * 255 / max(height - 1, 1)])
    }
    let range = Double(ends.lower)...Double(ends.upper)
    let ticks = Ticks(in: range, about: max(height / 50, 2))
    for level in ticks.values where range.contains(level) {
      let share = (range.upperBound - level) / (range.upperBound - range.lowerBound)
      let y = top + Int((share * Double(height - 1)).rounded())
      canvas.fill(x: left + 12, y: y, width: 4, height: 1, Self.ink)
      canvas.write(ticks.label(level), x: left + 19, y: y - BitmapFont.height / 2, Self.ink)
    }
    canvas.write(unit, x: left, y: 9, Self.ink)
  }

  /// Round frequencies with room between them, from the top, and where they lie from the bottom (0) to the top (1).
  ///
  /// On a linear axis they are evenly spaced; on a bent one (mel) they follow 1, 2, 5, 10 …
  private func frequencyTicks(_ frequencies: [Hertz]) -> [(frequency: Hertz, place: Double)] {
    guard let lowest = frequencies.first, let highest = frequencies.last, lowest < highest else { return [] }
    let middle = frequencies[frequencies.count / 2]
    let expected = lowest + (highest - lowest) * Double(frequencies.count / 2) / Double(frequencies.count - 1)
    let isLinear = abs(middle - expected) < 0.02 * (highest - lowest)
    let wanted = max(spectrogram.height / 40, 2)
    let candidates = isLinear ? Ticks(in: lowest...highest, about: wanted).values : Self.decades
    var ticks: [(frequency: Hertz, place: Double)] = []
    for frequency in candidates.reversed() where (lowest...highest).contains(frequency) {
      guard let above = frequencies.firstIndex(where: { $0 >= frequency }) else { continue }
      let below = max(above - 1, 0)
      let step = frequencies[above] - frequencies[below]
      let band = Double(below) + (step > 0 ? (frequency - frequencies[below]) / step : 0)
      let place = (band + 0.5) / Double(frequencies.count)
      let distance = ((ticks.last?.place ?? 2) - place) * Double(spectrogram.height)
      if distance >= Double(BitmapFont.height) + 3 { ticks.append((frequency, place)) }
    }
    return ticks
  }

  private static let decades: [Hertz] = [1, 10, 100, 1000, 10000].flatMap { [$0, 2 * $0, 5 * $0] }
}
