public import Core
import Foundation

/// Envelopes of a whole recording, one value a sample.
///
/// Computed in double. Finite samples give finite values, whatever the length, silence included; empty stays empty.
public enum Envelope {
  /// What is added before a logarithm, so that silence stays finite: the spacing of doubles at 1.
  static let epsilon = 0x1p-52

  /// The Hilbert envelope: the magnitude of the analytic signal, by one FFT over the whole recording.
  ///
  /// The same as SciPy's `abs(signal.hilbert(x))`; beginning and end influence each other, as the FFT is periodic.
  public static func hilbert(_ samples: [Double]) -> [Double] {
    guard !samples.isEmpty else { return [] }
    let transform = DoubleFFT(size: samples.count)
    // Only the quadrature part has to be computed: every bin turned by −90°. At 0 Hz and at half the rate, where a real
    // signal has no phase, nothing is left.
    var bins = transform.forward(samples)
    for k in bins.indices { bins[k] = ComplexDouble(bins[k].imaginary, -bins[k].real) }
    let scale = 1 / Double(samples.count)
    return zip(samples, transform.inverse(bins)).map { hypot($0, $1 * scale) }
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
