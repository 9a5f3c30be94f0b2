public import Core
public import MediaIO

/// What a conversion makes of each recording.
public struct ConversionSettings: Sendable, Codable {
  /// Which mono signals are taken from a recording.
  public enum Channel: String, Sendable, Codable, CaseIterable {
    /// The mean of all channels.
    case mean
    /// The first channel.
    case left
    /// The second channel, or the only one.
    case right
    /// The channel whose loud moments stand out most from its quiet ones.
    case best
    /// Every channel, each in a file of its own.
    case each
  }

  /// The rates of the outputs in hertz, one output for each; empty for the file's own.
  public var rates: [Int]
  /// How rates are converted.
  public var resampler: Recipe.Resample.Method
  /// libsamplerate's quality; `fft` has one only.
  public var quality: ResamplingQuality
  /// The container of the outputs.
  public var format: WaveFile.Format
  /// How samples are stored.
  public var encoding: WaveFile.Encoding
  /// Which signals are taken.
  public var channel: Channel
  /// Which audio stream, counted from 0; nil for the best one.
  public var stream: Int?
  /// Whether triangular dither is added before rounding to 16 bits.
  public var isDithered: Bool
  /// The level in dBFS to which the largest sample of each output is brought; nil leaves levels alone.
  public var peak: Decibels?

  /// Describes a conversion.
  public init(
    rates: [Int] = [], resampler: Recipe.Resample.Method = .samplerate, quality: ResamplingQuality = .medium,
    format: WaveFile.Format = .wav,
    encoding: WaveFile.Encoding = .pcm16, channel: Channel = .mean, stream: Int? = nil, isDithered: Bool = false,
    peak: Decibels? = nil
  ) {
    self.rates = rates
    self.resampler = resampler
    self.quality = quality
    self.format = format
    self.encoding = encoding
    self.channel = channel
    self.stream = stream
    self.isDithered = isDithered
    self.peak = peak
  }

  /// The converter that `MediaIO` is asked for.
  var resampling: ResamplingMethod { Recipe.Resample(rate: 1, method: resampler, quality: quality).converter }

  /// How files are decoded.
  var decoding: DecodingOptions {
    DecodingOptions(channel: ChannelPolicy(rawValue: channel.rawValue) ?? .mean, stream: stream)
  }
}
