public import Core
public import Foundation

/// Decodes recordings of any container and codec that FFmpeg reads, in this process, to one mono signal.
///
/// Only regular local files and memory are read: playlists, references to other files and network addresses are
/// refused. Encoder delay is removed where the container marks it, so that an event stays at its sample.
public enum AudioDecoder {
  /// Decodes a whole file.
  /// - Throws: `MediaError`: `.unreadable`, `.notAudio`, `.damaged` where nothing can be decoded, `.overLimit`,
  ///   `.missingCodec`.
  public static func decode(_ url: URL, options: DecodingOptions = .init()) throws(MediaError) -> DecodedRecording {
    try decode(.file(url), options: options)
  }

  /// Decodes a whole file that is in memory; `name` is what errors call it.
  /// - Throws: `MediaError`, as for a file.
  public static func decode(
    _ data: Data, name: String = "memory", options: DecodingOptions = .init()
  ) throws(MediaError) -> DecodedRecording {
    try decode(.memory(data, name: name), options: options)
  }

  /// Decodes a file without keeping its samples, to learn the facts about it.
  /// - Throws: `MediaError`, as for ``decode(_:options:)``.
  public static func probe(_ url: URL, options: DecodingOptions = .init()) throws(MediaError) -> MediaFacts {
    try stream(url, options: options) { (_, _) throws(MediaError) in }
  }

  /// Decodes a file in blocks of some ten thousand samples, in bounded memory.
  /// - Parameter consume: gets the sample rate in hertz and the next mono samples, in order.
  /// - Returns: the facts, complete only now that everything has been decoded.
  /// - Throws: `MediaError`, as for ``decode(_:options:)``, and what `consume` throws.
  @discardableResult
  public static func stream(
    _ url: URL, options: DecodingOptions = .init(),
    consume: (_ sampleRate: Int, _ samples: [Float]) throws(MediaError) -> Void
  ) throws(MediaError) -> MediaFacts {
    let source = MediaSource.file(url)
    let selection = try selection(for: source, options: options)
    var decoder = try StreamDecoder(source, options: options)
    return try decoder.run(selection) { (rate, signals) throws(MediaError) in try consume(rate, signals[0]) }
  }

  /// Decodes a file in blocks as ``stream(_:options:consume:)`` does, each channel for itself.
  ///
  /// The channel policy of `options` plays no part.
  /// - Parameter consume: gets the sample rate in hertz and the next samples, one array a channel, all of one length.
  /// - Returns: the facts, complete only now that everything has been decoded.
  /// - Throws: `MediaError`, as for ``decode(_:options:)``, and what `consume` throws.
  @discardableResult
  public static func streamChannels(
    _ url: URL, options: DecodingOptions = .init(),
    consume: (_ sampleRate: Int, _ channels: [[Float]]) throws(MediaError) -> Void
  ) throws(MediaError) -> MediaFacts {
    var decoder = try StreamDecoder(.file(url), options: options)
    return try decoder.run(.each, consume: consume)
  }

  private static func decode(_ source: MediaSource, options: DecodingOptions) throws(MediaError) -> DecodedRecording {
    let selection = try selection(for: source, options: options)
    var decoder = try StreamDecoder(source, options: options)
    var samples: [Float] = []
    samples.reserveCapacity(decoder.expectedFrames)
    let most = options.limits.maximumBytes / MemoryLayout<Float>.stride
    let facts = try decoder.run(selection) { (_, signals) throws(MediaError) in
      let block = signals[0]
      guard samples.count + block.count <= most else {
        throw MediaError(
          .overLimit, "needs more than \(options.limits.maximumBytes) bytes of memory when decoded. Raise the limit.",
          subject: source.subject)
      }
      samples += block
    }
    return DecodedRecording(audio: AudioBuffer(samples: samples, sampleRate: facts.sampleRate), facts: facts)
  }

  /// The signal to take; `best` costs a decoding pass of its own.
  private static func selection(
    for source: MediaSource, options: DecodingOptions
  ) throws(MediaError) -> ChannelSelection {
    switch options.channel {
    case .mean: return .mean
    case .left: return .only(0)
    case .right: return .only(1)
    case .best:
      var decoder = try StreamDecoder(source, options: options)
      return try decoder.bestChannel().map { .only($0) } ?? .mean
    }
  }
}
