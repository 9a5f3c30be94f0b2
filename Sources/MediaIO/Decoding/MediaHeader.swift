internal import CFFmpeg
public import Core
public import Foundation

/// What a file's headers say, without decoding it: quick, and only as true as the headers are.
public struct MediaHeader: Sendable, Codable, Equatable {
  /// The short name of the container, such as `wav`, `mp4`, `ogg`.
  public var container: String
  /// The short name of the codec, such as `pcm_s16le`, `aac`, `vorbis`.
  public var codec: String
  /// Samples per second, in hertz.
  public var sampleRate: Int
  /// The number of channels.
  public var channelCount: Int
  /// Sample frames that the headers promise, or nil where they do not say.
  public var declaredFrames: Int?
  /// Sample frames that the file has bytes for; nil for coded sound, where that cannot be told.
  public var presentFrames: Int?

  /// Length in seconds: of what is there, else of what is declared.
  public var duration: Seconds? {
    guard sampleRate > 0, let frames = [presentFrames, declaredFrames].compactMap({ $0 }).min() else { return nil }
    return Seconds(frames) / Seconds(sampleRate)
  }

  /// Reads the headers of the file at `url`.
  /// - Throws: `MediaError` `.unreadable`, `.notAudio` or `.damaged`.
  public init(contentsOf url: URL) throws(MediaError) {
    let source = MediaSource.file(url)
    try source.check()
    if let header = WaveHeader.plainFacts(of: url) {
      self = header
      return
    }
    let demuxer = try Demuxer.open(source, stream: nil)
    let parameters = demuxer.stream.pointee.codecpar.pointee
    self.init(
      container: demuxer.container, codec: String(cString: avcodec_get_name(parameters.codec_id)),
      sampleRate: Int(parameters.sample_rate), channelCount: Int(parameters.ch_layout.nb_channels),
      declaredFrames: demuxer.declaredFrames)
  }

  init(
    container: String, codec: String, sampleRate: Int, channelCount: Int, declaredFrames: Int? = nil,
    presentFrames: Int? = nil
  ) {
    self.container = container
    self.codec = codec
    self.sampleRate = sampleRate
    self.channelCount = channelCount
    self.declaredFrames = declaredFrames
    self.presentFrames = presentFrames
  }
}

extension WaveHeader {
  /// What the chunks of a WAV file with integer or floating-point samples say; nil for any other file.
  ///
  /// Opening such a file with libavformat takes twenty times as long, which counts where thousands lie in a folder.
  static func plainFacts(of url: URL) -> MediaHeader? {
    guard let handle = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? handle.close() }
    guard let head = try? handle.read(upToCount: 1 << 12).map({ [UInt8]($0) }), begins(head),
      head.starts(with: "RIFF".utf8), let size = try? handle.seekToEnd()
    else { return nil }
    var format: (codec: String, rate: Int, channels: Int, block: Int)?
    var position = 12
    while position + 8 <= head.count {
      let length = little(head, position + 4, 4)
      if head[position...].starts(with: "fmt ".utf8) {
        format = plainFormat(head, at: position + 8)
        if format == nil { return nil }
      }
      if head[position...].starts(with: "data".utf8), let format {
        let present = max(0, Int(size) - position - 8)
        let isOpenEnded = length == 0 || length >= 0x7FFF_0000
        return MediaHeader(
          container: "wav", codec: format.codec, sampleRate: format.rate, channelCount: format.channels,
          declaredFrames: isOpenEnded ? nil : length / format.block,
          presentFrames: (isOpenEnded ? present : min(length, present)) / format.block)
      }
      position += 8 + length + length % 2
    }
    return nil
  }

  private static func plainFormat(
    _ head: [UInt8], at position: Int
  ) -> (codec: String, rate: Int, channels: Int, block: Int)? {
    guard position + 16 <= head.count else { return nil }
    let (tag, channels) = (little(head, position, 2), little(head, position + 2, 2))
    let (rate, block, bits) = (
      little(head, position + 4, 4), little(head, position + 12, 2), little(head, position + 14, 2)
    )
    guard rate > 0, channels > 0, bits > 0, bits % 8 == 0, block == channels * bits / 8 else { return nil }
    switch (tag, bits) {
    case (1, 8): return ("pcm_u8", rate, channels, block)
    case (1, 16), (1, 24), (1, 32): return ("pcm_s\(bits)le", rate, channels, block)
    case (3, 32), (3, 64): return ("pcm_f\(bits)le", rate, channels, block)
    default: return nil
    }
  }

  private static func little(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
  }
}
