public import Core
public import Foundation

/// How a recording is encoded.
public struct EncodingOptions: Sendable, Codable, Equatable {
  /// Bits per second for lossy codecs; nil takes four a sample, at most 96,000, for each channel.
  public var bitRate: Int?
  /// Whether a small moving picture is put beside the sound (MP4 and 3GP only), as in a phone's film of a stethoscope.
  public var withPictureTrack: Bool
  /// The number of channels that a mono signal is copied to.
  public var channelCount: Int
  /// Whether the index stands in front of the sound (MPEG-4 only), as on the web; phones write it behind.
  public var indexFirst: Bool

  /// Makes options; by default mono at the usual bit rate, no picture.
  public init(bitRate: Int? = nil, withPictureTrack: Bool = false, channelCount: Int = 1, indexFirst: Bool = false) {
    self.bitRate = bitRate
    self.withPictureTrack = withPictureTrack
    self.channelCount = channelCount
    self.indexFirst = indexFirst
  }
}

/// Encodes recordings in the formats that phones, browsers and public collections use.
///
/// The same samples and options give the same bytes with the same FFmpeg: no dates, names or versions are written.
public enum AudioEncoder {
  /// Encodes `audio` to `url`, whole or not at all; missing folders are made.
  ///
  /// A rate that the codec does not have is converted to the next higher one that it has, or its highest.
  /// - Throws: `MediaError` `.missingCodec`, `.cannotWrite`, `.outOfMemory`.
  /// - Precondition: `options.channelCount > 0`.
  public static func encode(
    _ audio: AudioBuffer, to url: URL, format: MediaFormat, options: EncodingOptions = .init()
  ) throws(MediaError) {
    precondition(options.channelCount > 0, "there is a channel")
    let channels = [[Float]](repeating: audio.samples, count: options.channelCount)
    try encode(channels: channels, sampleRate: audio.sampleRate, to: url, format: format, options: options)
  }

  /// Encodes several channels of equal length to `url`; `options.channelCount` does not matter here.
  /// - Throws: `MediaError`, as for ``encode(_:to:format:options:)``.
  /// - Precondition: there is a channel, and all are of one length.
  public static func encode(
    channels: [[Float]], sampleRate: Int, to url: URL, format: MediaFormat, options: EncodingOptions = .init()
  ) throws(MediaError) {
    precondition(!channels.isEmpty && channels.allSatisfy { $0.count == channels[0].count }, "channels of one length")
    var failure: MediaError?
    do throws(CoreError) {
      try AtomicFile.write(to: url) { temporary throws(CoreError) in
        do throws(MediaError) {
          let job = EncodingJob(channels: channels, sampleRate: sampleRate, format: format, options: options)
          try job.run(to: temporary)
        } catch {
          failure = MediaError(error.code, error.message, subject: url.path, cause: error.cause)
          throw CoreError(.inputOutput, error.message, subject: url.path)
        }
      }
    } catch {
      throw failure ?? MediaError(.cannotWrite, error.message, subject: error.subject, cause: error.cause)
    }
  }
}
