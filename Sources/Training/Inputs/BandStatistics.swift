public import Core
import SignalProcessing

/// The mean and deviation of a recording's level in logarithmic bands: all that simple classifiers need to begin with.
public struct BandStatistics: Sendable, Codable, Equatable {
  /// The sample rate of the clips in hertz.
  public var sampleRate: Int
  /// The number of samples of a clip.
  public var sampleCount: Int
  /// The number of bands.
  public var bands: Int
  /// The lower edge of the lowest band in hertz.
  public var lowFrequency: Hertz
  /// The upper edge of the highest band in hertz.
  public var highFrequency: Hertz

  /// 24 bands of 20–480 Hz, or up to half the rate, which give 48 numbers.
  public init(
    sampleRate: Int, sampleCount: Int, bands: Int = 24, lowFrequency: Hertz = 20, highFrequency: Hertz = 480
  ) {
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.bands = bands
    self.lowFrequency = lowFrequency
    self.highFrequency = min(highFrequency, Double(sampleRate) / 2)
  }

  /// The number of values: a mean and a deviation a band.
  public var count: Int { 2 * bands }

  /// Whether the values make sense together.
  var isValid: Bool { (try? extractor()) != nil && (1...1_000_000).contains(sampleRate) && sampleCount > 0 }

  /// Frames last 0.128 s at any rate, as `auscult features --kind bands` has them.
  private func extractor() throws(SignalError) -> LogBandStatistics {
    try LogBandStatistics(
      sampleRate: sampleRate, bandCount: bands, lowFrequency: lowFrequency, highFrequency: highFrequency,
      frameLength: max(2, 2 * (64 * sampleRate / 1000)))
  }

  /// The numbers of a whole recording, zeros at its end left out.
  /// - Throws: `SignalError` if the values contradict each other.
  func callAsFunction(_ samples: [Float]) throws(SignalError) -> [Float] {
    try extractor()(Array(samples[..<((samples.lastIndex { $0 != 0 } ?? -1) + 1)]))
  }
}
