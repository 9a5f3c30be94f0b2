internal import CSndfile
public import Core
public import Foundation

/// Writes mono WAV and FLAC files.
///
/// PCM samples are x · 32768, rounded to nearest and limited to −32768 … 32767; `float32` keeps every value. With a
/// dither generator, keyed to this recording and step, triangular noise of ±1 step is added before rounding.
public enum WaveFile {
  /// The container of a written file.
  public enum Format: String, Sendable, Codable, CaseIterable {
    /// RIFF WAVE.
    case wav
    /// FLAC; takes PCM only.
    case flac
  }

  /// How samples are stored.
  public enum Encoding: String, Sendable, Codable, CaseIterable {
    /// 16-bit integers, rounded to nearest.
    case pcm16
    /// 32-bit floating point, unchanged.
    case float32
  }

  /// What writing did to the samples.
  public struct Report: Sendable, Equatable {
    /// Samples beyond full scale that had to be limited to it.
    public var clippedSamples: Int

    /// Makes a report.
    public init(clippedSamples: Int) { self.clippedSamples = clippedSamples }
  }

  /// Samples as they come back from a file of 16-bit integers: rounded to their steps, and limited to full scale.
  public static func stored(_ samples: [Float]) -> [Float] {
    var (integers, dither) = ([Int16](), SeededGenerator?.none)
    _ = Quantiser.append(samples, to: &integers, dither: &dither)
    return integers.map { Float($0) / 32768 }
  }

  /// Writes `audio` to `url`, whole or not at all.
  /// - Returns: how many samples were limited.
  /// - Throws: `MediaError` `.cannotWrite`.
  @discardableResult
  public static func write(
    _ audio: AudioBuffer, to url: URL, format: Format = .wav, encoding: Encoding = .pcm16,
    dither: SeededGenerator? = nil
  ) throws(MediaError) -> Report {
    try write(to: url, sampleRate: audio.sampleRate, format: format, encoding: encoding, dither: dither) {
      writer throws(MediaError) in try writer.append(audio.samples)
    }
  }

  /// Writes what `produce` appends, in bounded memory; the file appears, whole, when `produce` has returned.
  /// - Returns: how many samples were limited.
  /// - Throws: `MediaError` `.cannotWrite`, and what `produce` throws.
  @discardableResult
  public static func write(
    to url: URL, sampleRate: Int, format: Format = .wav, encoding: Encoding = .pcm16, dither: SeededGenerator? = nil,
    produce: (WaveWriter) throws(MediaError) -> Void
  ) throws(MediaError) -> Report {
    let writer = try WaveWriter(to: url, sampleRate: sampleRate, format: format, encoding: encoding, dither: dither)
    try produce(writer)
    return try writer.finish()
  }

  /// The bytes of the file that ``write(_:to:format:encoding:dither:)`` would write.
  /// - Throws: `MediaError` `.cannotWrite`.
  public static func data(
    _ audio: AudioBuffer, format: Format = .wav, encoding: Encoding = .pcm16, dither: SeededGenerator? = nil
  ) throws(MediaError) -> (data: Data, report: Report) {
    let memory = WrittenMemory()
    let code = try formatCode(format, encoding)
    let handle = try SoundFileHandle.memory(memory, sampleRate: audio.sampleRate, format: code)
    let writer = WaveWriter(handle, encoding: encoding, dither: dither)
    try writer.append(audio.samples)
    // The bytes are complete only now that the header is.
    let report = try writer.finish()
    return (memory.data, report)
  }

  /// libsndfile's number for a format.
  static func formatCode(_ format: Format, _ encoding: Encoding) throws(MediaError) -> Int {
    switch (format, encoding) {
    case (.wav, .pcm16): return SF_FORMAT_WAV | SF_FORMAT_PCM_16
    case (.wav, .float32): return SF_FORMAT_WAV | SF_FORMAT_FLOAT
    case (.flac, .pcm16): return SF_FORMAT_FLAC | SF_FORMAT_PCM_16
    case (.flac, .float32):
      throw MediaError(.cannotWrite, "FLAC holds integers only: choose pcm16, or WAV for float32.")
    }
  }
}
