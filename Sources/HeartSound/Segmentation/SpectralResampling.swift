import SignalProcessing

/// Brings a whole signal to another number of samples by cutting off its spectrum, or filling it up with zeros.
///
/// Exact for what is periodic, as SciPy's `signal.resample`; beginning and end influence each other a little.
public enum SpectralResampling {
  /// `samples` as `count` samples over the same time.
  /// - Precondition: `count >= 0`.
  public static func resampled(_ samples: [Double], to count: Int) -> [Double] {
    guard count != samples.count else { return samples }
    guard !samples.isEmpty, count > 0 else { return [Double](repeating: 0, count: count) }
    let spectrum = DoubleFFT(size: samples.count).forward(samples)
    let transform = DoubleFFT(size: count)
    var bins = Array(spectrum.prefix(transform.binCount))
    bins += [ComplexDouble](repeating: ComplexDouble(0), count: transform.binCount - bins.count)
    let shared = min(samples.count, count)
    if shared.isMultiple(of: 2) {
      // The bin at half the lower rate stands for two frequencies where the other rate tells them apart.
      let factor = count < samples.count ? 2 : 0.5
      bins[shared / 2] = ComplexDouble(bins[shared / 2].real * factor, bins[shared / 2].imaginary * factor)
    }
    let scale = 1 / Double(samples.count)
    return transform.inverse(bins).map { $0 * scale }
  }
}
