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
    func extract(_ configuration: MelConfiguration, _ samples: [Float]) -> Matrix {
      MelSpectrogram(configuration, sampleRate: audio.sampleRate)(samples)
    }
    switch self {
    case .librosa: return extract(.librosa, audio.samples)
    case .torchaudio: return extract(.torchaudio, audio.samples)
    case .yamnet: return extract(.yamnet, AudioSetPatches.paddedForYAMNet(audio.samples))
    case .vggish: return extract(.vggish, audio.samples)
    case .kaldi: return try KaldiFilterBank(sampleRate: audio.sampleRate)(audio.samples)
    }
  }

  /// The first `count` cepstral coefficients of `audio` (rows) in every frame (columns), as the tool's own MFCC.
  ///
  /// librosa: `feature.mfcc(n_mfcc=count)`; torchaudio: `MFCC(n_mfcc=count)`, whose levels reach 80 dB below the peak.
  /// - Throws: `SignalError` `.badRequest` for front ends without cepstra, or if `count` is not in 1 … 128.
  public func cepstra(of audio: AudioBuffer, count: Int) throws(SignalError) -> Matrix {
    guard self == .librosa || self == .torchaudio else {
      throw SignalError(.badRequest, "\(rawValue) has no cepstral coefficients. Choose librosa or torchaudio.")
    }
    var configuration: MelConfiguration = self == .librosa ? .librosa : .torchaudio
    configuration.compression = .decibels(range: 80)
    guard (1...configuration.bank.bandCount).contains(count) else {
      throw SignalError(.badRequest, "\(count) coefficients of \(configuration.bank.bandCount) bands cannot be made.")
    }
    let logMel = MelSpectrogram(configuration, sampleRate: audio.sampleRate)(audio.samples)
    return CepstralCoefficients(count: count, bandCount: configuration.bank.bandCount)(logMel)
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
