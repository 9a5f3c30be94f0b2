public import Core

/// Changes a signal through its short-time spectra and puts it together again.
///
/// Hann frames, centred on multiples of the hop, zeros beyond the ends; the windowed frames are added up and divided by
/// the windows' squares (librosa's `stft` and `istft`). What is not changed comes out as it went in, to rounding.
public final class SpectralRewriting {
  private let layout: FrameLayout

  /// Makes a rewriting with frames of `fftSize` samples every `hop`.
  /// - Precondition: `0 < hop <= fftSize / 2`.
  public init(fftSize: Int, hop: Int) {
    precondition(hop > 0 && 2 * hop <= fftSize, "frames overlap")
    layout = FrameLayout(fftSize: fftSize, hop: hop)
  }

  /// The number of frames of a signal.
  public func frameCount(sampleCount: Int) -> Int { layout.frameCount(sampleCount: sampleCount) }

  /// The signal whose spectra `edit` has changed: `gain(frame, bin)` multiplies each value.
  public func scaled(_ samples: [Float], gain: (_ frame: Int, _ bin: Int) -> Float) -> [Float] {
    let output = FrameOverlap(fftSize: layout.fftSize, hop: layout.hop, count: samples.count)
    ShortTimeFourierTransform(layout: layout).forEachFrame(of: samples) { frame, spectrum in
      output.add(frame: frame) { target in
        for bin in 0..<target.count {
          let factor = gain(frame, bin)
          target[bin] = ComplexFloat(spectrum[bin].real * factor, spectrum[bin].imaginary * factor)
        }
      }
    }
    return output.samples
  }

  /// The magnitudes |X| of every bin (rows) in every frame (columns).
  public func magnitudes(of samples: [Float]) -> Matrix {
    var power = ShortTimeFourierTransform(layout: layout).power(of: samples)
    for index in power.values.indices { power.values[index].formSquareRoot() }
    return power
  }
}
