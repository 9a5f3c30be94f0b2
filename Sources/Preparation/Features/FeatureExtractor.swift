import Core
import SignalProcessing

/// Computes the features that settings ask for, by the library's own calls.
struct FeatureExtractor: Sendable {
  private let settings: FeatureSettings

  init(_ settings: FeatureSettings) { self.settings = settings }

  /// Refuses a rate that the kind of feature is not defined for.
  func check(rate: Int) throws(SignalError) {
    switch settings.kind {
    case .pairs: _ = try pairs(rate: rate)
    case .bands: _ = try bands(rate: rate)
    case .logmel where settings.preset == .kaldi: _ = try KaldiFilterBank(sampleRate: rate)
    case .mfcc, .logmel, .stft: break
    }
  }

  /// The features of `audio`.
  /// - Throws: `SignalError` for a rate they are not defined for.
  func callAsFunction(_ audio: AudioBuffer) throws(SignalError) -> Feature {
    switch settings.kind {
    case .mfcc:
      // As many as the tool gives unasked.
      let count = settings.count ?? (settings.preset == .torchaudio ? 40 : 20)
      return try withDeltas(try settings.preset.cepstra(of: audio, count: count), name: "mfcc")
    case .logmel: return try withDeltas(try logMel(audio), name: "mel")
    case .stft:
      var spectrum = ShortTimeFourierTransform(layout: spectrumLayout).power(of: audio.samples)
      for index in spectrum.values.indices { spectrum.values[index] = spectrum.values[index].squareRoot() }
      return feature(spectrum, name: "bin")
    case .pairs:
      let values = try pairs(rate: audio.sampleRate)(audio.samples).values.map { Float($0) }
      return Feature(
        matrix: Matrix(rows: values.count / 2, columns: 2, values: values), layout: .framesByValues,
        names: ["frequency", "amplitude"])
    case .bands:
      let values = try bands(rate: audio.sampleRate)(audio.samples)
      let names = ["mean", "deviation"].flatMap { name in (0..<(values.count / 2)).map { "\(name)_\($0)" } }
      return Feature(matrix: Matrix(rows: 1, columns: values.count, values: values), layout: .vector, names: names)
    }
  }

  /// The fewest samples that can be treated: where frames are mirrored at the ends, more than half a frame.
  var fewestSamples: Int {
    let isMirrored = settings.kind != .pairs && settings.kind != .bands && settings.preset == .torchaudio
    return isMirrored ? MelConfiguration.torchaudio.frames.fftSize / 2 + 1 : 1
  }

  private var spectrumLayout: FrameLayout {
    settings.preset == .torchaudio ? MelConfiguration.torchaudio.frames : MelConfiguration.librosa.frames
  }

  private func logMel(_ audio: AudioBuffer) throws(SignalError) -> Matrix {
    guard let count = settings.count else { return try settings.preset.logMel(of: audio) }
    if settings.preset == .kaldi {
      return try KaldiFilterBank(sampleRate: audio.sampleRate, bandCount: count)(audio.samples)
    }
    var configuration: MelConfiguration = settings.preset == .torchaudio ? .torchaudio : .librosa
    configuration.bank.bandCount = count
    return MelSpectrogram(configuration, sampleRate: audio.sampleRate)(audio.samples)
  }

  private func pairs(rate: Int) throws(SignalError) -> FrequencyAmplitudePairs {
    try FrequencyAmplitudePairs(method: settings.method, deltaTime: settings.deltaTime, sampleRate: rate)
  }

  /// Frames last 0.128 s at any rate, as the usual 128 samples at 1 kHz do.
  private func bands(rate: Int) throws(SignalError) -> LogBandStatistics {
    try LogBandStatistics(
      sampleRate: rate, bandCount: settings.count ?? 24, frameLength: 2 * (64 * rate / FeatureSettings.bandRate))
  }

  private func feature(_ matrix: Matrix, name: String) -> Feature {
    Feature(matrix: matrix, layout: .valuesByFrames, names: (0..<matrix.rows).map { "\(name)_\($0)" })
  }

  /// The values, and below them their slopes and curvatures if these were asked for.
  private func withDeltas(_ matrix: Matrix, name: String) throws(SignalError) -> Feature {
    let plain = feature(matrix, name: name)
    guard settings.hasDeltas else { return plain }
    let slopes = try CepstralDeltas(order: 1)(matrix)
    let curvatures = try CepstralDeltas(order: 2)(matrix)
    return Feature(
      matrix: Matrix(
        rows: 3 * matrix.rows, columns: matrix.columns, values: matrix.values + slopes.values + curvatures.values),
      layout: .valuesByFrames, names: ["", "delta_", "delta2_"].flatMap { mark in plain.names.map { mark + $0 } })
  }
}
