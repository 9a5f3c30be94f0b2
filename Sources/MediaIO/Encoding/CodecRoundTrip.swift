public import Core
internal import Foundation

/// What a lossy codec leaves of a recording: encoded and decoded again, in memory.
public enum CodecRoundTrip {
  /// `audio` after a round trip, at its own rate and length.
  ///
  /// A rate that the codec does not have is converted to one that it has and back; encoder delay is removed where the
  /// container marks it. The same samples give the same result with the same FFmpeg.
  /// - Parameter bitRate: bits per second.
  /// - Throws: `MediaError` `.missingCodec`, `.cannotWrite`, `.outOfMemory`, or what decoding throws.
  public static func apply(_ audio: AudioBuffer, format: MediaFormat, bitRate: Int) throws(MediaError) -> AudioBuffer {
    guard !audio.samples.isEmpty else { return audio }
    let job = EncodingJob(
      channels: [audio.samples], sampleRate: audio.sampleRate, format: format,
      options: EncodingOptions(bitRate: bitRate))
    let muxer = try Muxer.inMemory(format: format)
    try job.run(into: muxer)
    let decoded = try AudioDecoder.decode(muxer.data, name: "a \(format.rawValue) round trip").audio
    let resampler = try Resampler(from: decoded.sampleRate, to: audio.sampleRate, method: .fft)
    var samples = Array(resampler.resample(decoded.samples).prefix(audio.samples.count))
    samples += [Float](repeating: 0, count: audio.samples.count - samples.count)
    return AudioBuffer(samples: samples, sampleRate: audio.sampleRate)
  }
}
