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
    case .scalogram: _ = try scalogram(rate: rate)
    case .logmel where settings.preset == .kaldi: _ = try KaldiFilterBank(sampleRate: rate)
    case .mfcc, .logmel: _ = try mel(rate: rate)
    case .stft: _ = try spectrumLayout(rate: rate)
    }
  }

  /// The features of `audio`.
  /// - Throws: `SignalError` for a rate they are not defined for.
  func callAsFunction(_ audio: AudioBuffer) throws(SignalError) -> Feature {
    switch settings.kind {
    case .mfcc: return try cepstra(audio)
    case .logmel: return try logMel(audio)
    case .stft:
      let layout = try spectrumLayout(rate: audio.sampleRate)
      var spectrum = ShortTimeFourierTransform(layout: layout).power(of: audio.samples)
      for index in spectrum.values.indices { spectrum.values[index] = spectrum.values[index].squareRoot() }
      return feature(spectrum, name: "bin")
    case .scalogram:
      var levels = try scalogram(rate: audio.sampleRate).power(of: audio.samples)
      Compression.decibels(range: settings.frontEnd.range).apply(to: &levels.values)
      return feature(levels, name: "wavelet")
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
  func fewestSamples(rate: Int) throws(SignalError) -> Int {
    guard settings.kind.followsPreset, settings.preset == .torchaudio else { return 1 }
    return try spectrumLayout(rate: rate).fftSize / 2 + 1
  }

  // MARK: Mel bands

  /// The mel bands of librosa or torchaudio with what was chosen; of other presets as they are.
  private func mel(rate: Int) throws(SignalError) -> MelConfiguration {
    var usual = settings.preset.melConfiguration ?? .librosa
    // Cepstra of both tools are of levels down to 80 dB below the peak.
    if settings.kind == .mfcc { usual.compression = .decibels(range: 80) }
    return try settings.frontEnd.mel(insteadOf: usual, rate: rate)
  }

  private func spectrumLayout(rate: Int) throws(SignalError) -> FrameLayout {
    let usual = settings.preset == .torchaudio ? MelConfiguration.torchaudio.frames : MelConfiguration.librosa.frames
    return try settings.frontEnd.frames(insteadOf: usual, rate: rate)
  }

  private func cepstra(_ audio: AudioBuffer) throws(SignalError) -> Feature {
    let spectrogram = MelSpectrogram(try mel(rate: audio.sampleRate), sampleRate: audio.sampleRate)
    // As many as the tool gives unasked.
    let count = settings.count ?? min(settings.preset == .torchaudio ? 40 : 20, spectrogram.bank.bandCount)
    let plain = CepstralCoefficients(count: count, bandCount: spectrogram.bank.bandCount)(spectrogram(audio.samples))
    let coefficients = CepstralCoefficients.liftered(plain, by: settings.frontEnd.lifter ?? 0)
    return try withDeltas(coefficients, name: "mfcc", emptyBands: spectrogram.bank.emptyBands.count)
  }

  private func logMel(_ audio: AudioBuffer) throws(SignalError) -> Feature {
    switch settings.preset {
    case .yamnet, .vggish: return try withDeltas(try settings.preset.logMel(of: audio), name: "mel")
    case .kaldi:
      let bank = try KaldiFilterBank(sampleRate: audio.sampleRate, bandCount: settings.frontEnd.bands ?? 23)
      return try withDeltas(bank(audio.samples), name: "mel")
    case .librosa, .torchaudio:
      let spectrogram = MelSpectrogram(try mel(rate: audio.sampleRate), sampleRate: audio.sampleRate)
      return try withDeltas(
        spectrogram(audio.samples), name: "mel", emptyBands: spectrogram.bank.emptyBands.count)
    }
  }

  // MARK: Others

  private func pairs(rate: Int) throws(SignalError) -> FrequencyAmplitudePairs {
    try FrequencyAmplitudePairs(method: settings.method, deltaTime: settings.deltaTime, sampleRate: rate)
  }

  /// Frames last 0.128 s at any rate, as the usual 128 samples at 1 kHz do.
  private func bands(rate: Int) throws(SignalError) -> LogBandStatistics {
    try LogBandStatistics(
      sampleRate: rate, bandCount: settings.frontEnd.bands ?? 24, lowFrequency: settings.frontEnd.lowFrequency ?? 20,
      highFrequency: settings.frontEnd.highFrequency ?? 480, frameLength: 2 * (64 * rate / FeatureSettings.bandRate))
  }

  private func scalogram(rate: Int) throws(SignalError) -> MorletScalogram {
    let choices = settings.frontEnd
    return try MorletScalogram(
      sampleRate: rate, bandCount: choices.bands ?? 64, lowFrequency: choices.lowFrequency ?? 20,
      highFrequency: choices.highFrequency ?? min(1000, Double(rate) / 2),
      hop: max(1, Int(((choices.hop ?? 0.016) * Double(rate)).rounded())))
  }

  private func feature(_ matrix: Matrix, name: String, emptyBands: Int = 0) -> Feature {
    Feature(
      matrix: matrix, layout: .valuesByFrames, names: (0..<matrix.rows).map { "\(name)_\($0)" },
      emptyBands: emptyBands)
  }

  /// The values, and below them their slopes and curvatures if these were asked for.
  private func withDeltas(_ matrix: Matrix, name: String, emptyBands: Int = 0) throws(SignalError) -> Feature {
    let plain = feature(matrix, name: name, emptyBands: emptyBands)
    guard let width = settings.deltaWidth else { return plain }
    let slopes = try CepstralDeltas(width: width, order: 1)(matrix)
    let curvatures = try CepstralDeltas(width: width, order: 2)(matrix)
    return Feature(
      matrix: Matrix(
        rows: 3 * matrix.rows, columns: matrix.columns, values: matrix.values + slopes.values + curvatures.values),
      layout: .valuesByFrames, names: ["", "delta_", "delta2_"].flatMap { mark in plain.names.map { mark + $0 } },
      emptyBands: emptyBands)
  }
}
