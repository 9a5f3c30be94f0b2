public import Core

/// Which mono signal is taken from a recording of several channels.
public enum ChannelPolicy: String, Sendable, Codable, CaseIterable {
  /// The arithmetic mean of all channels.
  case mean
  /// The first channel.
  case left
  /// The second channel, or the only one.
  case right
  /// The channel whose loud moments stand out most from its quiet ones (see ``MediaFacts/channel``).
  case best
}

/// What a decoder refuses, so that a hostile or absurd file cannot exhaust the machine.
public struct DecodingLimits: Sendable, Codable, Equatable {
  /// The longest recording that is decoded, in seconds.
  public var maximumDuration: Seconds
  /// The greatest number of channels.
  public var maximumChannels: Int
  /// The highest sample rate, in hertz.
  public var maximumSampleRate: Int
  /// The most memory that the decoded mono samples may take, in bytes; streaming is not bound by it.
  public var maximumBytes: Int

  /// Makes limits; by default 12 hours, 64 channels, 768 kHz and 2 GiB.
  public init(
    maximumDuration: Seconds = 12 * 3600, maximumChannels: Int = 64, maximumSampleRate: Int = 768_000,
    maximumBytes: Int = 2 << 30
  ) {
    self.maximumDuration = maximumDuration
    self.maximumChannels = maximumChannels
    self.maximumSampleRate = maximumSampleRate
    self.maximumBytes = maximumBytes
  }
}

/// How a recording is decoded.
public struct DecodingOptions: Sendable, Codable, Equatable {
  /// Which mono signal is taken.
  public var channel: ChannelPolicy
  /// Which audio stream, counted from 0 among the audio streams; nil takes the best one.
  public var stream: Int?
  /// What is refused.
  public var limits: DecodingLimits

  /// Makes options; by default the mean of the channels of the best stream.
  public init(channel: ChannelPolicy = .mean, stream: Int? = nil, limits: DecodingLimits = .init()) {
    self.channel = channel
    self.stream = stream
    self.limits = limits
  }
}
