import Pictures

/// Waveforms under each other on one time axis, so that the eye sees where they are the same.
public struct WaveformChart: Sendable, Equatable {
  /// One waveform.
  public struct Track: Sendable, Equatable {
    /// Its name above it.
    public var name: String
    /// Where it begins on the common axis, in seconds.
    public var start: Double
    /// Samples a second.
    public var sampleRate: Double
    /// Its samples; what is not finite is silence.
    public var samples: [Float]

    /// Describes a waveform.
    public init(_ name: String, start: Double, sampleRate: Double, samples: [Float]) {
      self.name = name
      self.start = start
      self.sampleRate = sampleRate
      self.samples = samples
    }
  }

  /// What the drawing shows, for screen readers; the page's caption says it to the others.
  public var title: String
  /// The waveforms from top to bottom.
  public var tracks: [Track]
  /// What the axis spans, in seconds; nil for all there is.
  public var range: ClosedRange<Double>?
  /// The part to be marked, in seconds, for example what two recordings have in common.
  public var marked: ClosedRange<Double>?
  /// Whether all waveforms are drawn to one scale, which shows the louder one; else each fills its height.
  public var hasCommonScale: Bool

  /// Describes a chart.
  public init(
    title: String, tracks: [Track], range: ClosedRange<Double>? = nil, marked: ClosedRange<Double>? = nil,
    hasCommonScale: Bool = false
  ) {
    self.title = title
    self.tracks = tracks
    self.range = range
    self.marked = marked
    self.hasCommonScale = hasCommonScale
  }

  private static let width = 460.0
  private static let trackHeight = 46.0

  /// The drawing.
  public func svg() -> SVG {
    let span = shown
    let bottom = Double(tracks.count) * (Self.trackHeight + 22)
    func x(_ time: Double) -> Double {
      (min(max(time, span.lowerBound), span.upperBound) - span.lowerBound) / (span.upperBound - span.lowerBound)
        * Self.width
    }
    var canvas = SVGCanvas()
    if let marked, marked.overlaps(span) {
      canvas.rectangle(x(marked.lowerBound), 0, x(marked.upperBound) - x(marked.lowerBound), bottom, style: "shade")
    }
    let peaks = tracks.map(peak(of:))
    let common = peaks.max() ?? 0
    for (index, track) in tracks.enumerated() {
      let top = Double(index) * (Self.trackHeight + 22)
      canvas.label(track.name, limit: 62, 4, top + 14, style: "name")
      let outline = outline(
        track, span, peak: hasCommonScale ? common : peaks[index], middle: top + 20 + Self.trackHeight / 2)
      if !outline.isEmpty { canvas.path(outline, style: ChartStyle.fill(index)) }
    }
    canvas.line(0, bottom, Self.width, bottom, style: "axis")
    let ticks = Ticks(in: span, about: 6)
    for value in ticks.values where x(value) > 12 && x(value) < Self.width - 24 {
      canvas.line(x(value), bottom, x(value), bottom + 4, style: "axis")
      canvas.text(ticks.label(value), x(value), bottom + 17, style: "tick", anchor: .middle)
    }
    canvas.text("s", Self.width - 4, bottom + 17, style: "tick", anchor: .end)
    return SVG(width: Self.width, height: bottom + 22, label: title, canvas: canvas)
  }

  /// The given range, or what the tracks span; never empty.
  private var shown: ClosedRange<Double> {
    let ends = tracks.flatMap { [$0.start, $0.start + Double($0.samples.count) / max($0.sampleRate, 1)] }
    let all = ends.filter { abs($0) < 1e9 }
    let span = range ?? (all.min() ?? 0)...(all.max() ?? 1)
    let length = span.upperBound - span.lowerBound
    return length.isFinite && length > 1e-6 ? span : 0...1
  }

  /// The greatest magnitude where it is marked, so that a knock beside it does not flatten what is to be compared.
  private func peak(of track: Track) -> Float {
    func greatest(_ samples: some Sequence<Float>) -> Float {
      samples.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    }
    let end = Double(track.samples.count) / max(track.sampleRate, 1)
    guard let marked, track.start.isFinite else { return greatest(track.samples) }
    func index(_ time: Double) -> Int { Int(min(max(time - track.start, 0), end) * max(track.sampleRate, 1)) }
    let inside = greatest(track.samples[index(marked.lowerBound)..<index(marked.upperBound)])
    return inside > 0 ? inside : greatest(track.samples)
  }

  /// The greatest and least sample of each pixel and a half, as one closed shape.
  private func outline(_ track: Track, _ span: ClosedRange<Double>, peak: Float, middle: Double) -> String {
    let rate = max(track.sampleRate, 1)
    let first = (span.lowerBound - track.start) * rate
    let count = (span.upperBound - span.lowerBound) * rate
    guard abs(first) < 1e12, count < 1e12 else { return "" }
    guard peak > 0 else { return "" }
    let columns = Int(Self.width / 1.5)
    var (upper, lower): ([String], [String]) = ([], [])
    for column in 0..<columns {
      let from = Int((first + Double(column) * count / Double(columns)).rounded(.down))
      let to = max(from + 1, Int((first + Double(column + 1) * count / Double(columns)).rounded(.down)))
      let samples = track.samples[min(max(0, from), track.samples.count)..<min(max(0, to), track.samples.count)]
      guard !samples.isEmpty else { continue }
      let finite = samples.map { $0.isFinite ? Double(min(max($0 / peak, -1), 1)) : 0 }
      let x = Double(column) * 1.5
      let half = Self.trackHeight / 2
      upper.append("\(x.svg) \((middle - half * (finite.max() ?? 0) - 0.4).tenth)")
      lower.append("\(x.svg) \((middle - half * (finite.min() ?? 0) + 0.4).tenth)")
    }
    return upper.isEmpty ? "" : "M" + (upper + lower.reversed()).joined(separator: "L") + "Z"
  }
}

extension Double {
  /// The coordinate to a tenth of a pixel, which is enough for a waveform and keeps it small.
  fileprivate var tenth: String { ((self * 10).rounded() / 10).svg }
}
