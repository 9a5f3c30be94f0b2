public import Core

/// A front end of a well-known tool, to the last convention.
public enum FeaturePreset: String, Sendable, Codable, CaseIterable {
  /// librosa 0.11: Hann 2048/512 centred with zeros, |X|², 128 Slaney bands of unit area, 10 log₁₀(max(10⁻¹⁰, ·)), 80 dB.
  case librosa
  /// torchaudio: Hann 400/200 centred with reflection, |X|², 128 HTK bands of unit height over hertz, 10 log₁₀(max(10⁻¹⁰, ·)).
  case torchaudio
  /// YAMNet at 16 kHz: Hann 400/160 in 512, |X|, 64 HTK bands of 125–7,500 Hz over mel, ln(· + 0.001); padded waveform.
  case yamnet
  /// VGGish at 16 kHz: as YAMNet with ln(· + 0.01), waveform as it is.
  case vggish
  /// Kaldi: see ``KaldiFilterBank``, 23 bands.
  case kaldi

  /// The only rate in hertz that the front end is defined for, nil if any will do.
  public var requiredSampleRate: Int? {
    switch self {
    case .yamnet, .vggish: 16_000
    case .librosa, .torchaudio, .kaldi: nil
    }
  }

  /// The log-mel spectrogram of `audio`: one row a band, low to high, one column a frame.
  /// - Throws: `SignalError` `.badRequest` if the rate is not the required one: resample first.
  public func logMel(of audio: AudioBuffer) throws(SignalError) -> Matrix {
    if let rate = requiredSampleRate, audio.sampleRate != rate {
      throw SignalError(
        .badRequest, "\(rawValue) features need \(rate) Hz, not \(audio.sampleRate) Hz. Resample first.")
    }
    guard let melConfiguration else { return try KaldiFilterBank(sampleRate: audio.sampleRate)(audio.samples) }
    let samples = self == .yamnet ? AudioSetPatches.paddedForYAMNet(audio.samples) : audio.samples
    return MelSpectrogram(melConfiguration, sampleRate: audio.sampleRate)(samples)
  }

  /// The definition of the mel bands, nil for Kaldi's, which are not made from a Hann window.
  ///
  /// `CepstralCoefficients` of librosa's are `feature.mfcc`; of torchaudio's, with levels down to 80 dB below the peak,
  /// `MFCC`. The others have no cepstra.
  public var melConfiguration: MelConfiguration? {
    switch self {
    case .librosa: .librosa
    case .torchaudio: .torchaudio
    case .yamnet: .yamnet
    case .vggish: .vggish
    case .kaldi: nil
    }
  }

  /// The patches that the network of this name takes in, nil if the front end belongs to none.
  public var patches: AudioSetPatches? {
    switch self {
    case .yamnet: .yamnet
    case .vggish: .vggish
    case .librosa, .torchaudio, .kaldi: nil
    }
  }
}

extension MelConfiguration {
  /// `AmplitudeToDB()(MelSpectrogram(sample_rate)(x))` of torchaudio 2 with its defaults, without a floor below the peak.
  public static let torchaudio = MelConfiguration(
    frames: FrameLayout(fftSize: 400, hop: 200, padding: .reflect),
    bank: .init(scale: .htk, hasUnitArea: false), compression: .decibels(range: nil))
}
