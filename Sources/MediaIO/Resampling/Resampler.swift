public import Core

/// Converts sample rates, whole signals or streams, with delay 0 and exactly ⌈n · out / in⌉ samples of output.
///
/// Designs are shared by all instances of the same ratio, and an instance may be used for one signal after another.
/// It belongs to one thread at a time. Equal rates pass samples through untouched.
///
/// Measured with stepped sines, 44.1 kHz to 2 and 16 kHz; frequencies relative to the lower Nyquist frequency:
/// `fft` and `samplerate(.best)` ripple below 0.005 dB up to 0.8, −3 dB above 0.95.
public final class Resampler {
  /// The rate of the input, in hertz.
  public let inputRate: Int
  /// The rate of the output, in hertz.
  public let outputRate: Int
  /// How it is done.
  public let method: ResamplingMethod
  private let converter: any RateConverter

  /// Makes a resampler.
  /// - Throws: `MediaError` `.outOfMemory`.
  /// - Precondition: both rates are positive.
  public init(from inputRate: Int, to outputRate: Int, method: ResamplingMethod = .fft) throws(MediaError) {
    precondition(inputRate > 0 && outputRate > 0, "rates are positive")
    (self.inputRate, self.outputRate, self.method) = (inputRate, outputRate, method)
    converter = try Self.converter(from: inputRate, to: outputRate, method: method)
  }

  /// The whole of `samples` at the output rate.
  public func resample(_ samples: [Float]) -> [Float] {
    var output: [Float] = []
    output.reserveCapacity(convertedLength(samples.count, from: inputRate, to: outputRate))
    process(samples, into: &output)
    finish(into: &output)
    return output
  }

  /// Takes the next samples of a stream and appends to `output` what is settled by now.
  public func process(_ samples: [Float], into output: inout [Float]) {
    samples.withUnsafeBufferPointer { converter.process($0, into: &output) }
  }

  /// Ends the stream: appends the rest, and is ready for the next signal.
  public func finish(into output: inout [Float]) { converter.finish(into: &output) }

  private static func converter(
    from input: Int, to output: Int, method: ResamplingMethod
  ) throws(MediaError) -> any RateConverter {
    guard input != output else { return IdentityConverter() }
    guard case .samplerate(let quality) = method else {
      return SpectralConverter(plan: .shared(from: input, to: [output]))
    }
    let decimation = DecimatedConverter.decimation(from: input, to: output)
    if decimation > 1 {
      return try DecimatedConverter(from: input, to: output, decimation: decimation, quality: quality)
    }
    // Beyond its largest ratio (256) libsamplerate refuses.
    guard SincConverter.canConvert(from: input, to: output) else {
      return SpectralConverter(plan: .shared(from: input, to: [output]))
    }
    return try SincConverter(from: input, to: output, quality: quality)
  }
}

extension AudioBuffer {
  /// The same sound at another rate; see ``Resampler``.
  /// - Throws: `MediaError` `.outOfMemory`.
  public func resampled(to rate: Int, method: ResamplingMethod = .fft) throws(MediaError) -> AudioBuffer {
    AudioBuffer(
      samples: try Resampler(from: sampleRate, to: rate, method: method).resample(samples), sampleRate: rate)
  }
}
