public import Core
public import Foundation

/// Takes the samples of a WAV or FLAC file piece by piece; the file appears, whole, when ``finish()`` is called.
///
/// A writer that goes without having finished leaves nothing behind. Encodings and dither are as ``WaveFile`` tells.
public final class WaveWriter {
  private let handle: SoundFileHandle
  private let encoding: WaveFile.Encoding
  private let file: PartialFile?
  private let mostSamples: Int
  private var dither: SeededGenerator?
  private var integers: [Int16] = []
  /// What writing has done to the samples so far.
  public private(set) var report = WaveFile.Report(clippedSamples: 0)
  /// The samples written so far.
  public private(set) var sampleCount = 0

  /// The sizes in a WAV file have 32 bits; a little is left for its header.
  private static let mostBytes = (1 << 32) - 4096

  /// Begins a file at `url`.
  /// - Throws: `MediaError` `.cannotWrite`.
  public init(
    to url: URL, sampleRate: Int, format: WaveFile.Format = .wav, encoding: WaveFile.Encoding = .pcm16,
    dither: SeededGenerator? = nil
  ) throws(MediaError) {
    let code = try WaveFile.formatCode(format, encoding)
    let file = try Self.reporting { () throws(CoreError) in try PartialFile(for: url) }
    handle = try Self.writing(file) { () throws(MediaError) in
      try SoundFileHandle.file(file.temporary, sampleRate: sampleRate, format: code)
    }
    (self.file, self.encoding, self.dither) = (file, encoding, dither)
    mostSamples = format == .wav ? Self.mostBytes / (encoding == .pcm16 ? 2 : 4) : .max
  }

  /// Writes into memory, which holds the whole file when the handle is closed.
  init(_ handle: SoundFileHandle, encoding: WaveFile.Encoding, dither: SeededGenerator?) {
    (self.handle, self.encoding, self.dither, file, mostSamples) = (handle, encoding, dither, nil, .max)
  }

  /// Writes the next samples.
  /// - Throws: `MediaError` `.cannotWrite`, for example because the disk is full; `.overLimit` beyond 4 GiB of WAV.
  public func append(_ samples: [Float]) throws(MediaError) {
    sampleCount += samples.count
    guard sampleCount <= mostSamples else {
      throw MediaError(.overLimit, "is too long for a WAV file, which holds 4 GiB. Write FLAC or a lower rate.")
    }
    switch encoding {
    case .float32: try Self.writing(file) { () throws(MediaError) in try handle.write(samples) }
    case .pcm16:
      integers.removeAll(keepingCapacity: true)
      report.clippedSamples += Quantiser.append(samples, to: &integers, dither: &dither)
      try Self.writing(file) { () throws(MediaError) in try handle.write(integers) }
    }
  }

  /// Completes the header and puts the file in place.
  /// - Returns: what writing did to the samples.
  /// - Throws: `MediaError` `.cannotWrite`.
  @discardableResult
  public func finish() throws(MediaError) -> WaveFile.Report {
    try Self.writing(file) { () throws(MediaError) in try handle.close() }
    if let file { try Self.reporting { () throws(CoreError) in try file.publish() } }
    return report
  }

  /// Says of a failure which file it is about, and what to do.
  private static func writing<Result>(
    _ file: PartialFile?, _ body: () throws(MediaError) -> Result
  ) throws(MediaError) -> Result {
    do { return try body() } catch {
      guard let file else { throw error }
      return try reporting { () throws(CoreError) in throw AtomicFile.failureToWrite(file.url, error) }
    }
  }

  private static func reporting<Result>(_ body: () throws(CoreError) -> Result) throws(MediaError) -> Result {
    do { return try body() } catch {
      throw MediaError(.cannotWrite, error.message, subject: error.subject, cause: error.cause)
    }
  }
}
