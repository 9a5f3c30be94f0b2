internal import CSndfile
public import Core
public import Foundation

/// Writes mono WAV and FLAC files.
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

  /// Writes `audio` to `url`, whole or not at all.
  ///
  /// PCM samples are x · 32768, rounded to nearest and limited to −32768 … 32767; `float32` keeps every value.
  /// - Parameter dither: a generator keyed to this recording and step adds triangular noise of ±1 step before rounding.
  /// - Returns: how many samples were limited.
  /// - Throws: `MediaError` `.cannotWrite`.
  @discardableResult
  public static func write(
    _ audio: AudioBuffer, to url: URL, format: Format = .wav, encoding: Encoding = .pcm16,
    dither: SeededGenerator? = nil
  ) throws(MediaError) -> Report {
    let (data, report) = try data(audio, format: format, encoding: encoding, dither: dither)
    do { try AtomicFile.write(data, to: url) } catch {
      throw MediaError(.cannotWrite, error.message, subject: error.subject, cause: error.cause)
    }
    return report
  }

  /// The bytes of the file that ``write(_:to:format:encoding:dither:)`` would write.
  /// - Throws: `MediaError` `.cannotWrite`.
  public static func data(
    _ audio: AudioBuffer, format: Format = .wav, encoding: Encoding = .pcm16, dither: SeededGenerator? = nil
  ) throws(MediaError) -> (data: Data, report: Report) {
    guard format == .wav || encoding == .pcm16 else {
      throw MediaError(.cannotWrite, "FLAC holds integers only: choose pcm16, or WAV for float32.")
    }
    let container = format == .wav ? SF_FORMAT_WAV : SF_FORMAT_FLAC
    let subtype = encoding == .pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_FLOAT
    let memory = WrittenMemory()
    let handle = try SoundFileHandle(memory, sampleRate: audio.sampleRate, format: container | subtype)
    switch encoding {
    case .float32:
      try handle.write(audio.samples)
      try handle.close()
      return (memory.data, Report(clippedSamples: 0))
    case .pcm16:
      let (samples, clipped) = quantised(audio.samples, dither: dither)
      try handle.write(samples)
      try handle.close()
      return (memory.data, Report(clippedSamples: clipped))
    }
  }

  /// Samples as 16-bit integers, and how many were beyond the range.
  static func quantised(_ samples: [Float], dither: SeededGenerator?) -> (samples: [Int16], clipped: Int) {
    var clipped = 0
    var generator = dither
    let integers = samples.map { sample -> Int16 in
      var value = sample.isNaN ? 0 : sample * 32768
      if generator != nil { value += Float((generator?.uniform() ?? 0) - (generator?.uniform() ?? 0)) }
      let rounded = value.rounded(.toNearestOrEven)
      if rounded > 32767 || rounded < -32768 { clipped += 1 }
      return Int16(max(-32768, min(32767, rounded)))
    }
    return (integers, clipped)
  }
}
