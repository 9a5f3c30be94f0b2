import Core
import Foundation
import Pictures
import SignalProcessing

/// Draws the picture of a signal, whatever its kind.
///
/// An instance belongs to one thread at a time.
final class SpectrogramDrawer {
  /// A matrix that is ready to be drawn, with what its axes mean.
  struct Feature {
    /// One row a band, low to high; one column a frame.
    var matrix: Matrix
    /// The place of each row on the vertical axis.
    var places: [Double]
    var levels: LevelRange
    var units: AxesPicture.Units
  }

  /// A drawn picture and, where borders were trimmed, the frames and bands that are left.
  struct Drawing {
    var picture: Picture
    var trimmed: (frames: Range<Int>, bands: Range<Int>)?
  }

  private let settings: SpectrogramSettings
  private let sampleRate: Int
  private let frames: FrameLayout
  private let highFrequency: Hertz

  init(_ settings: SpectrogramSettings, sampleRate: Int) {
    self.settings = settings
    self.sampleRate = sampleRate
    let window = max(2, Int((settings.window * Double(sampleRate)).rounded()))
    var fftSize = 2
    while fftSize < window { fftSize *= 2 }
    frames = FrameLayout(
      fftSize: fftSize, windowLength: window, hop: max(1, Int((settings.hop * Double(sampleRate)).rounded())))
    highFrequency = settings.highFrequency ?? min(1000, Double(sampleRate) / 2)
  }

  /// The PNG of `samples`.
  /// - Throws: `PictureError`.
  func png(of samples: [Float]) throws(PictureError) -> Data { try draw(samples, title: "").picture.png() }

  /// Draws `samples`; the title appears where there are axes.
  /// - Throws: `PictureError`.
  func draw(_ samples: [Float], title: String) throws(PictureError) -> Drawing {
    if settings.kind == .stack { return try drawStack(samples) }
    var feature = try feature(settings.kind, of: samples)
    var trimmed: (frames: Range<Int>, bands: Range<Int>)?
    if settings.isTrimmed, let ends = try feature.levels.ends(for: feature.matrix),
      let bounds = feature.matrix.contentBounds(lower: ends.lower, upper: ends.upper)
    {
      // The colours stay those of the whole; what is cropped is uniform and holds no maximum of its own.
      feature.levels = .fixed(lower: Double(ends.lower), upper: Double(ends.upper))
      feature.matrix = feature.matrix.part(rows: bounds.rows, columns: bounds.columns)
      trimmed = (bounds.columns, bounds.rows)
    }
    let drawn = try picture(of: feature, duration: Double(samples.count) / Double(sampleRate), title: title)
    return Drawing(picture: drawn, trimmed: trimmed)
  }

  private func picture(of feature: Feature, duration: Seconds, title: String) throws(PictureError) -> Picture {
    let inner = style(feature.levels)
    guard settings.hasAxes else { return try inner.picture(of: feature.matrix, depth: settings.depth) }
    return try AxesPicture(spectrogram: inner)
      .picture(of: feature.matrix, duration: duration, frequencies: feature.places, title: title, units: feature.units)
  }

  private func drawStack(_ samples: [Float]) throws(PictureError) -> Drawing {
    func levels(_ kind: SpectrogramSettings.Kind) throws(PictureError) -> [UInt8] {
      let feature = try feature(kind, of: samples)
      return try style(feature.levels).levels(of: feature.matrix)
    }
    let picture = try style(settings.levels)
      .picture(redLevels: try levels(.mel), greenLevels: try levels(.mfcc), blueLevels: try levels(.stft))
    return Drawing(picture: picture, trimmed: nil)
  }

  private func style(_ levels: LevelRange) -> SpectrogramPicture {
    SpectrogramPicture(width: settings.width, height: settings.height, colorMap: settings.colorMap, range: levels)
  }

  // MARK: Features

  private func feature(_ kind: SpectrogramSettings.Kind, of samples: [Float]) throws(PictureError) -> Feature {
    switch kind {
    case .mel, .stack:
      return Feature(
        matrix: mel(samples), places: melSpectrogram.bank.centerFrequencies, levels: settings.levels,
        units: .spectrogram)
    case .stft:
      let (matrix, frequencies) = spectrum(samples)
      return Feature(matrix: matrix, places: frequencies, levels: settings.levels, units: .spectrogram)
    case .scalogram:
      let (matrix, frequencies) = try scalogram(samples)
      return Feature(matrix: matrix, places: frequencies, levels: settings.levels, units: .spectrogram)
    case .mfcc:
      let count = min(20, settings.bands)
      var matrix = CepstralCoefficients(count: count, bandCount: settings.bands)(mel(samples))
      matrix.standardiseRows()
      return Feature(
        matrix: matrix, places: (0..<count).map(Double.init), levels: .fixed(lower: -3, upper: 3),
        units: .init(bands: "MFCC", levels: "SD"))
    }
  }

  private lazy var melSpectrogram = MelSpectrogram(
    MelConfiguration(
      frames: frames,
      bank: .init(bandCount: settings.bands, lowFrequency: settings.lowFrequency, highFrequency: highFrequency),
      compression: .decibels(range: nil)),
    sampleRate: sampleRate)

  private func mel(_ samples: [Float]) -> Matrix { melSpectrogram(samples) }

  /// The power in decibels under each wavelet.
  private func scalogram(_ samples: [Float]) throws(PictureError) -> (Matrix, frequencies: [Hertz]) {
    do throws(SignalError) {
      let scalogram = try MorletScalogram(
        sampleRate: sampleRate, bandCount: settings.bands, lowFrequency: settings.lowFrequency,
        highFrequency: highFrequency, hop: frames.hop)
      var matrix = scalogram.power(of: samples)
      Compression.decibels(range: nil).apply(to: &matrix.values)
      return (matrix, scalogram.frequencies)
    } catch {
      throw PictureError(.badRequest, error.message)
    }
  }

  /// The power in decibels of the bins between the two frequencies.
  private func spectrum(_ samples: [Float]) -> (Matrix, frequencies: [Hertz]) {
    let transform = ShortTimeFourierTransform(layout: frames)
    let spacing = Double(sampleRate) / Double(frames.fftSize)
    let last = min(transform.binCount - 1, Int((highFrequency / spacing).rounded(.down)))
    let first = min(Int((settings.lowFrequency / spacing).rounded(.up)), last)
    var matrix = transform.power(of: samples, bins: first..<last + 1)
    Compression.decibels(range: nil).apply(to: &matrix.values)
    return (matrix, (first...last).map { Double($0) * spacing })
  }
}

extension Matrix {
  /// Gives every row mean 0 and standard deviation 1; a constant row becomes 0 (cepstral mean and variance normalisation).
  mutating func standardiseRows() {
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let mean = values[range].reduce(0.0) { $0 + Double($1) } / Double(max(columns, 1))
      let variance =
        values[range].reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(columns, 1))
      let scale = variance > 1e-12 ? 1 / variance.squareRoot() : 0
      for index in range { values[index] = Float((Double(values[index]) - mean) * scale) }
    }
  }
}
