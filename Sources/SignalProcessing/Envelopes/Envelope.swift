public import Core
import Foundation

/// Envelopes of a whole recording, one value a sample.
///
/// Computed in double. Finite samples give finite values, whatever the length, silence included; empty stays empty.
public enum Envelope {
  /// What is added before a logarithm, so that silence stays finite: the spacing of doubles at 1.
  static let epsilon = 0x1p-52

  /// The Hilbert envelope: the magnitude of the analytic signal of the whole recording.
  ///
  /// The same as SciPy's `abs(signal.hilbert(x))`; beginning and end influence each other, as the FFT is periodic.
  public static func hilbert(_ samples: [Double]) -> [Double] {
    guard !samples.isEmpty else { return [] }
    return zip(samples, quadrature(of: samples)).map { hypot($0, $1) }
  }

  /// The quadrature part of the analytic signal: every frequency turned by −90°.
  ///
  /// That is the circular convolution with the discrete Hilbert kernel, (2/N) cot(πk/N) at odd k for even lengths N and
  /// (1/N) (cot(πk/N) − (−1)ᵏ / sin(πk/N)) for odd ones. Computed as a linear one, so that recordings of all lengths share a
  /// few transforms: a transform of the recording's own length would be planned for it alone, which takes longer than all else.
  private static func quadrature(of samples: [Double]) -> [Double] {
    let count = samples.count
    let transform = DoubleFFT(size: DoubleFFT.sharedSize(atLeast: 2 * count - 1))
    let spectrum = transform.forward(samples)
    let turned = transform.forward(
      fill: { kernel in
        kernel.update(repeating: 0)
        for k in stride(from: 1, to: count, by: count.isMultiple(of: 2) ? 2 : 1) {
          let (sine, cosine) = (sin(.pi * Double(k) / Double(count)), cos(.pi * Double(k) / Double(count)))
          let twice = count.isMultiple(of: 2) ? 2 * cosine : cosine - (k.isMultiple(of: 2) ? 1 : -1)
          kernel[k] = twice / sine / Double(count)
          kernel[kernel.count - k] = -kernel[k]
        }
      }, read: { zip(spectrum, $0).map { $0 * $1 } })
    let scale = 1 / Double(transform.size)
    return transform.inverse(turned).prefix(count).map { $0 * scale }
  }

  /// The homomorphic envelope: exp of the low-passed logarithm of the Hilbert envelope.
  ///
  /// exp(F(ln(|hilbert(x)| + ε))), F a zero-phase Butterworth low-pass of order 1 at `cutoff` hertz, ε = 2⁻⁵²; the first
  /// value is set to the second, which removes the start-up transient (Schmidt 2010, Springer 2016).
  /// - Throws: `SignalError` `.badRequest` if `cutoff` is not between 0 Hz and half the rate.
  public static func homomorphic(_ samples: [Double], sampleRate: Double, cutoff: Hertz = 8) throws(SignalError)
    -> [Double]
  {
    let smoother = try ButterworthFilter(.lowPass(cutoff), order: 1, sampleRate: sampleRate)
    var envelope = smoother(hilbert(samples).map { log($0 + epsilon) }).map { exp($0) }
    if envelope.count > 1 { envelope[0] = envelope[1] }
    return envelope
  }

  /// The Hilbert envelope, rounded to single precision at the end.
  public static func hilbert(_ samples: [Float]) -> [Float] { hilbert(samples.map(Double.init)).map { Float($0) } }

  /// The homomorphic envelope, rounded to single precision at the end.
  /// - Throws: `SignalError` `.badRequest` if `cutoff` is not between 0 Hz and half the rate.
  public static func homomorphic(_ samples: [Float], sampleRate: Double, cutoff: Hertz = 8) throws(SignalError)
    -> [Float]
  {
    try homomorphic(samples.map(Double.init), sampleRate: sampleRate, cutoff: cutoff).map { Float($0) }
  }
}
