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
  /// The number of coefficients or bands; nil for the usual one.
  public let count: Int?
  /// Whether slopes and curvatures follow the coefficients or bands.
  public let hasDeltas: Bool
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
    kind: Kind, preset: FeaturePreset = .librosa, rate: Int? = nil, count: Int? = nil, hasDeltas: Bool = false,
    deltaTime: Seconds = 0.01, method: FrequencyAmplitudePairs.Method = .dominant, format: Format = .npy
  ) throws(PreparationError) {
    self.kind = kind
    self.preset = preset
    let followsPreset = kind != .pairs && kind != .bands
    let required = followsPreset ? preset.requiredSampleRate : nil
    self.rate = rate ?? required ?? (kind == .bands ? Self.bandRate : nil)
    self.count = count
    self.hasDeltas = hasDeltas
    self.deltaTime = deltaTime
    self.method = method
    self.format = format
    if let required, let rate, rate != required {
      throw Self.refusal("\(preset.rawValue) features need \(required) Hz and are resampled to it: leave out '--rate'.")
    }
    try checkKind()
    if let fixed = self.rate { try checkRate(fixed) }
  }

  private func checkKind() throws(PreparationError) {
    let isLibrary = preset == .librosa || preset == .torchaudio
    if (kind == .mfcc || kind == .stft) && !isLibrary {
      throw Self.refusal("'--kind \(kind.rawValue)' has the presets librosa and torchaudio, not \(preset.rawValue).")
    }
    if hasDeltas && kind != .mfcc && kind != .logmel {
      throw Self.refusal("'--deltas' goes with '--kind mfcc' or 'logmel', not \(kind.rawValue).")
    }
    guard let count else { return }
    switch kind {
    case .mfcc where count > 128: throw Self.refusal("'--count' is at most 128 for mfcc: there are 128 mel bands.")
    case .logmel where preset.requiredSampleRate != nil:
      throw Self.refusal("\(preset.rawValue) has 64 bands by definition: leave out '--count'.")
    case .logmel where preset == .kaldi && count < 4: throw Self.refusal("kaldi needs a '--count' of at least 4.")
    case .stft, .pairs: throw Self.refusal("'--count' goes with mfcc, logmel and bands, not \(kind.rawValue).")
    default: break
    }
  }

  /// Refuses a rate at which no recording could be treated.
  private func checkRate(_ rate: Int) throws(PreparationError) {
    do { _ = try FeatureExtractor(self).check(rate: rate) } catch { throw Self.refusal(error.message) }
  }

  private static func refusal(_ message: String) -> PreparationError { PreparationError(.settings, message) }
}
