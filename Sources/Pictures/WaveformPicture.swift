public import Core

/// A sound over time in strips of some seconds, with stretches of it on a coloured ground.
public struct WaveformPicture: Sendable {
  /// A stretch of the sound and its colour.
  public struct Stretch: Sendable {
    /// Samples.
    public var samples: Range<Int>
    /// The ground behind them.
    public var color: RGB

    /// Makes a stretch.
    public init(samples: Range<Int>, color: RGB) { (self.samples, self.color) = (samples, color) }
  }

  /// The length of a strip in seconds.
  public var secondsPerStrip: Seconds = 6
  /// At most so many strips are drawn; the rest of the sound is left out.
  public var stripLimit = 4

  private static let size = (width: 900, height: 90)
  private static let margin = 14
  private static let top = 30
  private static let ink = RGB(hex: 0x3A4250)

  /// Describes pictures of strips of 6 s, four at most.
  public init() {}

  /// Draws a sound; a few knocks that are far louder than the rest are cut off at the edge, so that the rest can be seen.
  /// - Parameters:
  ///   - audio: the sound.
  ///   - stretches: what is coloured.
  ///   - title: a line above.
  ///   - legend: names of colours, beside the title.
  public func picture(of audio: AudioBuffer, stretches: [Stretch], title: String, legend: [(name: String, color: RGB)])
    -> Picture
  {
    let stripLength = max(1, Int(secondsPerStrip * Double(audio.sampleRate)))
    let shown = min(audio.samples.count, stripLength * stripLimit)
    let strips = max(1, (shown + stripLength - 1) / stripLength)
    let peak = Self.displayPeak(audio.samples.prefix(shown), window: max(1, audio.sampleRate / 2))
    var canvas = Canvas(
      width: Self.size.width + 2 * Self.margin, height: Self.top + strips * (Self.size.height + 22), background: .white)
    write(title, legend, on: &canvas)
    for strip in 0..<strips {
      let range = (strip * stripLength)..<((strip + 1) * stripLength)
      let top = Self.top + strip * (Self.size.height + 22)
      for stretch in stretches where stretch.samples.overlaps(range) {
        let part = stretch.samples.clamped(to: range)
        let left = column(part.lowerBound - range.lowerBound, stripLength)
        let right = column(part.upperBound - range.lowerBound, stripLength)
        canvas.fill(x: Self.margin + left, y: top, width: right - left, height: Self.size.height, stretch.color)
      }
      drawWave(audio.samples, range, peak: peak, top: top, on: &canvas)
      let ticks = Ticks(in: 0...secondsPerStrip, about: 6)
      let end = audio.duration - Double(strip) * secondsPerStrip
      for time in ticks.values where time < secondsPerStrip && time <= end {
        let x = Self.margin + Int(time / secondsPerStrip * Double(Self.size.width))
        canvas.fill(x: x, y: top + Self.size.height, width: 1, height: 4, Self.ink)
        canvas.write(
          ticks.label(time + Double(strip) * secondsPerStrip) + " s", x: x, y: top + Self.size.height + 5, Self.ink)
      }
    }
    return canvas.picture
  }

  /// The magnitude that fills the height: three times what half of all windows reach, but no more than the largest.
  private static func displayPeak(_ samples: ArraySlice<Float>, window: Int) -> Float {
    let peaks = stride(from: samples.startIndex, to: samples.endIndex, by: window).map { start in
      samples[start..<min(start + window, samples.endIndex)].reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : $0 }
    }.sorted()
    guard let largest = peaks.last, largest > 0 else { return 1 }
    let usual = peaks[peaks.count / 2]
    return usual > 0 ? min(largest, 3 * usual) : largest
  }

  private func write(_ title: String, _ legend: [(name: String, color: RGB)], on canvas: inout Canvas) {
    var right = Self.margin + Self.size.width
    for (name, color) in legend.reversed() {
      right -= BitmapFont.width(of: name)
      canvas.write(name, x: right, y: 9, Self.ink)
      canvas.fill(x: right - 16, y: 10, width: 12, height: 12, color)
      right -= 30
    }
    canvas.write(BitmapFont.fitted(title, limit: right - Self.margin), x: Self.margin, y: 9, Self.ink)
  }

  private func column(_ sample: Int, _ stripLength: Int) -> Int { sample * Self.size.width / stripLength }

  /// A vertical line a pixel, from the lowest to the highest of its samples.
  private func drawWave(_ samples: [Float], _ range: Range<Int>, peak: Float, top: Int, on canvas: inout Canvas) {
    let half = Float(Self.size.height) / 2
    for x in 0..<Self.size.width {
      let start = range.lowerBound + x * range.count / Self.size.width
      let end = max(start + 1, range.lowerBound + (x + 1) * range.count / Self.size.width)
      let part = samples[min(start, samples.count)..<min(end, samples.count)].filter(\.isFinite)
      guard let low = part.min(), let high = part.max() else { continue }
      let upper = top + Int(half - min(1, high / peak) * (half - 2))
      let lower = top + Int(half - max(-1, low / peak) * (half - 2))
      canvas.fill(x: Self.margin + x, y: upper, width: 1, height: lower - upper + 1, Self.ink)
    }
  }
}
