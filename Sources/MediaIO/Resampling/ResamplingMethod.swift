/// How good, and how costly, libsamplerate's windowed-sinc interpolation is.
public enum ResamplingQuality: String, Sendable, Codable, Hashable, CaseIterable {
  /// Pass band to 96 % of the lower Nyquist frequency, images and aliases below −120 dB.
  case best
  /// Pass band to 90 %; the transition band folds at up to −100 dB.
  case medium
  /// Pass band to 78 %; a first look.
  case fastest
}

/// The way sample rates are converted.
public enum ResamplingMethod: Sendable, Codable, Hashable {
  /// libsamplerate, behind an exact integer decimation where that is cheaper.
  case samplerate(ResamplingQuality)
  /// An exact rational conversion by a Kaiser-windowed filter applied in the frequency domain: the fastest and
  /// flattest.
  case fft

  /// libsamplerate at medium quality, its balance of speed and band edge.
  public static let samplerate = Self.samplerate(.medium)
}
