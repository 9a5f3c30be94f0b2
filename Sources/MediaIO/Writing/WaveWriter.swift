public import Core

/// Takes the samples of a WAV or FLAC file piece by piece; see
/// ``WaveFile/write(to:sampleRate:format:encoding:dither:produce:)``.
public final class WaveWriter {
  private let handle: SoundFileHandle
  private let encoding: WaveFile.Encoding
  private var dither: SeededGenerator?
  private var integers: [Int16] = []
  /// What writing has done to the samples so far.
  public private(set) var report = WaveFile.Report(clippedSamples: 0)

  init(_ handle: SoundFileHandle, encoding: WaveFile.Encoding, dither: SeededGenerator?) {
    (self.handle, self.encoding, self.dither) = (handle, encoding, dither)
  }

  /// Writes the next samples.
  /// - Throws: `MediaError` `.cannotWrite`, for example because the disk is full.
  public func append(_ samples: [Float]) throws(MediaError) {
    switch encoding {
    case .float32: try handle.write(samples)
    case .pcm16:
      integers.removeAll(keepingCapacity: true)
      report.clippedSamples += Quantiser.append(samples, to: &integers, dither: &dither)
      try handle.write(integers)
    }
  }
}
