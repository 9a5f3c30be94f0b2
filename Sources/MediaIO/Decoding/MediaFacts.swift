public import Core

/// What decoding a file showed; every count is of decoded samples, none is taken from a header.
public struct MediaFacts: Sendable, Codable, Equatable {
  /// The short name of the container, such as `wav`, `mp4`, `ogg`.
  public var container = ""
  /// The short name of the codec, such as `pcm_s16le`, `aac`, `vorbis`.
  public var codec = ""
  /// Samples per second of the decoded stream, in hertz.
  public var sampleRate = 0
  /// The number of channels in the stream.
  public var channelCount = 0
  /// The channel that was taken, or nil for the mean of all.
  ///
  /// `ChannelPolicy.best` takes the one with the greatest ratio, in decibels, of the 90th to the 10th percentile of
  /// the energies of 20 ms frames below about 400 Hz: heart sounds stand out of the silence between them, noise does
  /// not.
  public var channel: Int?
  /// The resolution of the coded samples in bits; 0 for lossy codecs, which have none.
  public var bitsPerSample = 0
  /// Sample frames that came out, exactly: decoded ones, and silence in the place of lost ones between them.
  public var frameCount = 0
  /// How many of them are silence that stands for lost ones.
  public var filledFrames = 0
  /// Sample frames that the file should hold but that could not be decoded.
  public var lostFrames = 0
  /// Whether the file ends before the mark of its end, so that nobody knows how many frames are missing there (Ogg).
  public var isCutShort = false
  /// Compressed packets that the decoder refused.
  public var lostPackets = 0
  /// Sample frames of encoder delay that were removed from the start.
  public var removedPrimingFrames = 0
  /// Whether the delay is the usual one of the codec because the container does not mark it (raw AAC, WMA).
  public var primingAssumed = false
  /// Whether a delay of unknown length is left at the start, because neither container nor codec tells it (MP3 without
  /// a LAME tag).
  public var delayUnmarked = false
  /// Whether two channels cancel in their mean: correlation −0.5 or less, and 6 dB or more lost.
  public var isAntiphase = false
  /// The correlation of the two channels of a stereo stream, −1 … 1; nil otherwise or where a channel is constant.
  public var channelCorrelation: Double?
  /// The largest magnitude in the signals that were taken, full scale being 1.
  public var peak: Float = 0
  /// Samples of any channel that were not finite, and were taken as 0.
  public var nonFiniteSamples = 0
  /// Samples of any channel at or beyond full scale.
  public var clippedSamples = 0
  /// The number of audio streams in the file.
  public var streamCount = 0
  /// What a person should know, in sentences.
  public var notes: [String] = []

  /// Length in seconds, derived from the frame count; 0 where nothing was decoded.
  public var duration: Seconds { sampleRate > 0 ? Seconds(frameCount) / Seconds(sampleRate) : 0 }

  /// Whether the file is damaged and less than half a second of it could be decoded, which is no recording any more.
  public var isRuin: Bool { lostFrames > 0 && 2 * (frameCount - filledFrames) < sampleRate }

  /// Whether no sample reaches one step of 16-bit audio.
  public var isSilent: Bool { peak < 0x1p-15 }

  /// Makes empty facts.
  public init() {}
}

/// A recording as one mono signal, and what was learnt while decoding it.
public struct DecodedRecording: Sendable, Equatable {
  /// The samples at the file's own rate.
  public var audio: AudioBuffer
  /// What decoding showed.
  public var facts: MediaFacts

  /// Makes a decoded recording.
  public init(audio: AudioBuffer, facts: MediaFacts) {
    self.audio = audio
    self.facts = facts
  }
}
