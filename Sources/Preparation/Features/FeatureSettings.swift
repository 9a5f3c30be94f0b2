public import Core
public import SignalProcessing

/// What `auscult features` makes of every recording.
public struct FeatureSettings: Sendable, Codable {
  /// What is computed.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Mel-frequency cepstral coefficients × frames.
    case mfcc
    /// Logarithmic mel bands × frames.
    case logmel
    /// Magnitudes of frequency bins × frames.
    case stft
    /// Frames × (frequency in hertz, amplitude).
    case pairs
    /// The mean and then the deviation of the level of each logarithmic band.
    case bands
    /// Levels of wavelet bands × frames.
    case scalogram
  }

  /// How arrays are stored.
  public enum Format: String, Sendable, Codable, CaseIterable {
    /// A NumPy array a recording.
    case npy
    /// One `features.npz` with the arrays of all recordings.
    case npz
    /// A table a recording, one line a frame.
    case csv
  }

  /// What is computed.
  public let kind: Kind
  /// The tool whose front end is followed; for `mfcc`, `logmel` and `stft`.
  public let preset: FeaturePreset
  /// The rate to which recordings are brought first, in hertz; nil leaves each at its own.
  public let rate: Int?
  /// The number of cepstral coefficients; nil for as many as the tool gives unasked.
  public let count: Int?
  /// What departs from the preset's frames and bands.
  public let frontEnd: FrontEndChoices
  /// The number of frames that slopes and curvatures span, which follow the coefficients or bands; nil for none.
  public let deltaWidth: Int?
  /// The length of a frame of `pairs` in seconds.
  public let deltaTime: Seconds
  /// How a spectrum becomes a pair.
  public let method: FrequencyAmplitudePairs.Method
  /// How arrays are stored.
  public let format: Format

  /// The rate of `bands` where none is asked for, in hertz.
  static let bandRate = 1000

  /// Makes settings; the rate becomes the one that the kind and preset need, where they need one.
  /// - Throws: `PreparationError` `.settings` for a combination that cannot be.
  public init(
    kind: Kind, preset: FeaturePreset = .librosa, rate: Int? = nil, count: Int? = nil,
    frontEnd: FrontEndChoices = FrontEndChoices(), deltaWidth: Int? = nil, deltaTime: Seconds = 0.01,
    method: FrequencyAmplitudePairs.Method = .dominant, format: Format = .npy
  ) throws(PreparationError) {
    self.kind = kind
    self.preset = preset
    let required = kind.followsPreset ? preset.requiredSampleRate : nil
    self.rate = rate ?? required ?? (kind == .bands ? Self.bandRate : nil)
    self.count = count
    self.frontEnd = frontEnd
    self.deltaWidth = deltaWidth
    self.deltaTime = deltaTime
    self.method = method
    self.format = format
    if let required, let rate, rate != required {
      throw Self.refusal("\(preset.rawValue) features need \(required) Hz and are resampled to it: leave out '--rate'.")
    }
    try checkKind()
    try checkChoices()
    if let fixed = self.rate { try checkRate(fixed) }
  }

  private var isLibrary: Bool { preset == .librosa || preset == .torchaudio }

  private func checkKind() throws(PreparationError) {
    if (kind == .mfcc || kind == .stft) && !isLibrary {
      throw Self.refusal("'--kind \(kind.rawValue)' has the presets librosa and torchaudio, not \(preset.rawValue).")
    }
    if deltaWidth != nil && kind != .mfcc && kind != .logmel {
      throw Self.refusal("'--deltas' goes with '--kind mfcc' or 'logmel', not \(kind.rawValue).")
    }
    if let deltaWidth, deltaWidth < 3 || deltaWidth % 2 == 0 {
      throw Self.refusal("'--delta-width' is an odd number of frames from 3 on, not \(deltaWidth).")
    }
    guard let count else { return }
    guard kind == .mfcc else {
      throw Self.refusal("'--count' is of cepstral coefficients. Of \(kind.rawValue), '--bands' may be what you want.")
    }
    let bands = frontEnd.bands ?? 128
    if count > bands { throw Self.refusal("'--count' is at most \(bands) for mfcc: there are \(bands) mel bands.") }
  }

  /// Refuses choices that the kind or the preset does not have.
  private func checkChoices() throws(PreparationError) {
    let known: [String] =
      switch kind {
      case .mfcc: ["--window", "--hop", "--fft-size", "--bands", "--low", "--high", "--range", "--lifter"]
      case .logmel where isLibrary: ["--window", "--hop", "--fft-size", "--bands", "--low", "--high", "--range"]
      case .logmel: preset == .kaldi ? ["--bands"] : []
      case .stft: ["--window", "--hop", "--fft-size"]
      case .pairs: []
      case .bands: ["--bands", "--low", "--high"]
      case .scalogram: ["--hop", "--bands", "--low", "--high", "--range"]
      }
    if let stranger = frontEnd.names.first(where: { !known.contains($0) }) {
      let name = kind == .logmel ? "the preset \(preset.rawValue)" : kind.rawValue
      throw Self.refusal(
        "'\(stranger)' is not for \(name), which has \(known.isEmpty ? "no such options" : known.joined(separator: ", "))."
      )
    }
    if let size = frontEnd.fftSize, size % 2 == 1 { throw Self.refusal("'--fft-size' is an even number, not \(size).") }
    if preset == .kaldi, let bands = frontEnd.bands, bands < 4 {
      throw Self.refusal("kaldi needs 4 '--bands' at least.")
    }
    if let low = frontEnd.lowFrequency, let high = frontEnd.highFrequency, low >= high {
      throw Self.refusal("'--low' (\(low)) must be below '--high' (\(high)).")
    }
  }

  /// Refuses a rate at which no recording could be treated.
  private func checkRate(_ rate: Int) throws(PreparationError) {
    do { _ = try FeatureExtractor(self).check(rate: rate) } catch { throw Self.refusal(error.message) }
  }

  private static func refusal(_ message: String) -> PreparationError { PreparationError(.settings, message) }
}

extension FeatureSettings.Kind {
  /// Whether it is made as one of several tools makes it.
  public var followsPreset: Bool { self == .mfcc || self == .logmel || self == .stft }
}
