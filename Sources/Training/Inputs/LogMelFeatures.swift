public import Core
import Foundation
import SignalProcessing

/// The log-mel map of a recording that networks see windows of.
///
/// The recording is brought to zero mean and unit power; ln(mel power + offset); then z-scores. Level, gain and device
/// loudness thereby play no part. Zeros at the end, which preparation fills short recordings up with, are left out: a
/// recording shorter than a window is repeated, so that its length does not show.
public struct LogMelFeatures: Sendable, Codable, Equatable {
  /// What the z-scores are taken over.
  public enum Standardization: String, Sendable, Codable, CaseIterable {
    /// All bands of the recording together: the colour of the device stays.
    case recording
    /// Each band of the recording by itself: what is steady in a band goes, and with it the device's colour.
    case band
  }

  /// The sample rate of the clips in hertz.
  public var sampleRate: Int
  /// The number of samples of a clip, which is what a window of the map covers.
  public var sampleCount: Int
  /// The length of a frame in seconds.
  public var window: Seconds
  /// The distance between frames in seconds.
  public var hop: Seconds
  /// The number of mel bands.
  public var bands: Int
  /// The lower edge of the lowest band in hertz.
  public var lowFrequency: Hertz
  /// The upper edge of the highest band in hertz.
  public var highFrequency: Hertz
  /// Added to the power before the logarithm.
  public var offset: Double
  /// What the z-scores are taken over.
  public var standardization: Standardization

  /// Features for clips of `sampleCount` samples at `sampleRate` hertz; the defaults suit heart sounds.
  public init(
    sampleRate: Int, sampleCount: Int, window: Seconds = 0.05, hop: Seconds = 0.025, bands: Int = 32,
    lowFrequency: Hertz = 20, highFrequency: Hertz = 1000, offset: Double = 1e-4,
    standardization: Standardization = .recording
  ) {
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.window = window
    self.hop = hop
    self.bands = bands
    self.lowFrequency = lowFrequency
    self.highFrequency = min(highFrequency, Double(sampleRate) / 2)
    self.offset = offset
    self.standardization = standardization
  }

  /// The number of frames of a clip.
  public var frames: Int { layout.frameCount(sampleCount: sampleCount) }

  /// Whether the values make sense together.
  public var isValid: Bool {
    (1...1_000_000).contains(sampleRate) && (1...10_000_000).contains(sampleCount) && window > 0 && window <= 10
      && hop <= 10
      && hop * Double(sampleRate) >= 1 && (1...1024).contains(bands) && lowFrequency >= 0
      && lowFrequency < highFrequency
      && highFrequency <= Double(sampleRate) / 2 && offset > 0
  }

  private var layout: FrameLayout {
    let length = max(2, Int((window * Double(sampleRate)).rounded()))
    var fftSize = 2
    while fftSize < 2 * length { fftSize *= 2 }
    return FrameLayout(fftSize: fftSize, windowLength: length, hop: max(1, Int((hop * Double(sampleRate)).rounded())))
  }

  /// The map before its z-scores.
  var configuration: MelConfiguration {
    MelConfiguration(
      frames: layout,
      bank: .init(
        bandCount: bands, lowFrequency: lowFrequency, highFrequency: highFrequency, scale: .htk, hasUnitArea: false),
      compression: .naturalLogarithm(offset: offset))
  }

  /// Computes features on one thread.
  public final class Extractor {
    private let features: LogMelFeatures
    private let mel: MelSpectrogram

    /// Makes an extractor.
    public init(_ features: LogMelFeatures) {
      self.features = features
      mel = MelSpectrogram(features.configuration, sampleRate: features.sampleRate)
    }

    /// The map of a whole recording, without the zeros at its end: `bands` rows, low to high, and a column a frame.
    public func map(of samples: [Float]) -> Matrix {
      let heard = samples[..<((samples.lastIndex { $0 != 0 } ?? -1) + 1)]
      var map = mel(Self.standardized(heard.isEmpty ? [0] : heard))
      let rows = features.standardization == .band ? map.rows : 1
      let length = map.values.count / rows
      map.values = (0..<rows).flatMap { Self.standardized(map.values[($0 * length)..<(($0 + 1) * length)]) }
      return map
    }

    /// The map and, for each of the windows that begin at `starts`, its place on it.
    func inputs(of samples: [Float], windowsFrom starts: [Int]) -> UnitInputs {
      let source = InputSource(map(of: samples))
      let last = max(0, source.columns - features.frames)
      return UnitInputs(
        sources: [source],
        views: starts.map { start in
          let frame = (Double(start) / Double(features.layout.hop)).rounded()
          return [InputView(source: 0, firstColumn: min(last, Int(frame)))]
        })
    }

    /// Values minus their mean, divided by their deviation; constant values become zeros.
    private static func standardized(_ values: ArraySlice<Float>) -> [Float] {
      let count = Double(max(1, values.count))
      let mean = values.reduce(0.0) { $0 + Double($1) } / count
      let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
      let scale = variance > 1e-20 ? 1 / variance.squareRoot() : 0
      return values.map { Float((Double($0) - mean) * scale) }
    }
  }
}
