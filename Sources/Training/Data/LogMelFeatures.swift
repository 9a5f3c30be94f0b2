public import Core
import Foundation
import SignalProcessing

/// The log-mel picture that networks see: a clip brought to zero mean and unit power, mel bands, a logarithm, z-scores.
///
/// x ← (x − mean) / rms; ln(mel power + offset); minus the clip's mean, divided by its deviation. Level, gain and device
/// loudness thereby play no part.
public struct LogMelFeatures: Sendable, Codable, Equatable {
  /// The sample rate of the clips in hertz.
  public var sampleRate: Int
  /// The number of samples of a clip.
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

  /// Features for clips of `sampleCount` samples at `sampleRate` hertz; the defaults suit heart sounds.
  public init(
    sampleRate: Int, sampleCount: Int, window: Seconds = 0.05, hop: Seconds = 0.025, bands: Int = 32,
    lowFrequency: Hertz = 20, highFrequency: Hertz = 1000, offset: Double = 1e-4
  ) {
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.window = window
    self.hop = hop
    self.bands = bands
    self.lowFrequency = lowFrequency
    self.highFrequency = min(highFrequency, Double(sampleRate) / 2)
    self.offset = offset
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

  /// Computes features on one thread.
  public final class Extractor {
    private let features: LogMelFeatures
    private let mel: MelSpectrogram

    /// Makes an extractor.
    public init(_ features: LogMelFeatures) {
      self.features = features
      mel = MelSpectrogram(
        MelConfiguration(
          frames: features.layout,
          bank: .init(
            bandCount: features.bands, lowFrequency: features.lowFrequency, highFrequency: features.highFrequency,
            scale: .htk,
            hasUnitArea: false),
          compression: .naturalLogarithm(offset: features.offset)),
        sampleRate: features.sampleRate)
    }

    /// The features of one clip: `bands × frames` values, bands outermost.
    ///
    /// A clip of another length is cut or filled up with zeros at its end.
    public func callAsFunction(_ samples: [Float]) -> [Float] {
      let clip = Array(samples.prefix(features.sampleCount))
      var standard = Self.standardized(clip)
      standard += [Float](repeating: 0, count: features.sampleCount - clip.count)
      return Self.standardized(mel(standard).values)
    }

    /// Values minus their mean, divided by their deviation; constant values become zeros.
    private static func standardized(_ values: [Float]) -> [Float] {
      let count = Double(max(1, values.count))
      let mean = values.reduce(0.0) { $0 + Double($1) } / count
      let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
      let scale = variance > 1e-20 ? 1 / variance.squareRoot() : 0
      return values.map { Float((Double($0) - mean) * scale) }
    }
  }
}
