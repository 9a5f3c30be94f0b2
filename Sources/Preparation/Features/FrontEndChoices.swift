public import Core
import SignalProcessing

/// What is asked for in place of a preset's own frames and bands; nil leaves the tool's own.
public struct FrontEndChoices: Sendable, Codable, Equatable {
  /// The length of the window in seconds (librosa's `win_length` / rate).
  public var window: Seconds?
  /// The distance between frames in seconds (`hop_length` / rate).
  public var hop: Seconds?
  /// The length of the transform in samples (`n_fft`).
  public var fftSize: Int?
  /// The number of bands (`n_mels`).
  public var bands: Int?
  /// The lower edge of the lowest band in hertz (`fmin`).
  public var lowFrequency: Hertz?
  /// The upper edge of the highest band in hertz (`fmax`).
  public var highFrequency: Hertz?
  /// How far below the peak of a recording levels reach, in decibels (`top_db`).
  public var range: Decibels?
  /// The strength of the lifter of cepstral coefficients (`lifter`).
  public var lifter: Int?

  /// Makes choices.
  public init(
    window: Seconds? = nil, hop: Seconds? = nil, fftSize: Int? = nil, bands: Int? = nil, lowFrequency: Hertz? = nil,
    highFrequency: Hertz? = nil, range: Decibels? = nil, lifter: Int? = nil
  ) {
    self.window = window
    self.hop = hop
    self.fftSize = fftSize
    self.bands = bands
    self.lowFrequency = lowFrequency
    self.highFrequency = highFrequency
    self.range = range
    self.lifter = lifter
  }

  /// `usual` frames with what was chosen.
  ///
  /// A window without a size of the transform gets the next power of two; without a hop, frames overlap as they usually do.
  /// - Throws: `SignalError` `.badRequest` for a window longer than the transform.
  func frames(insteadOf usual: FrameLayout, rate: Int) throws(SignalError) -> FrameLayout {
    guard window != nil || hop != nil || fftSize != nil else { return usual }
    let length = window.map { max(2, Int(($0 * Double(rate)).rounded())) } ?? fftSize ?? usual.windowLength
    let size = fftSize ?? (window == nil ? usual.fftSize : nextPowerOfTwo(length))
    guard length <= size else {
      throw SignalError(
        .badRequest,
        "a window of \(length) samples at \(rate) Hz does not fit a transform of \(size). Raise '--fft-size'.")
    }
    let isResized = window != nil || fftSize != nil
    let usualHop = isResized ? max(1, length * usual.hop / usual.windowLength) : usual.hop
    return FrameLayout(
      fftSize: size, windowLength: length, hop: hop.map { max(1, Int(($0 * Double(rate)).rounded())) } ?? usualHop,
      padding: usual.padding)
  }

  /// `usual` mel bands with what was chosen.
  /// - Throws: `SignalError` `.badRequest` for bands beyond half the rate.
  func mel(insteadOf usual: MelConfiguration, rate: Int) throws(SignalError) -> MelConfiguration {
    var configuration = usual
    configuration.frames = try frames(insteadOf: usual.frames, rate: rate)
    configuration.bank.bandCount = bands ?? usual.bank.bandCount
    configuration.bank.lowFrequency = lowFrequency ?? usual.bank.lowFrequency
    configuration.bank.highFrequency = highFrequency ?? usual.bank.highFrequency
    if let range { configuration.compression = .decibels(range: range) }
    let top = configuration.bank.highFrequency ?? Double(rate) / 2
    guard configuration.bank.lowFrequency < top, top <= Double(rate) / 2 else {
      throw SignalError(
        .badRequest,
        "bands from \(configuration.bank.lowFrequency) to \(top) Hz do not fit a rate of \(rate) Hz. Change '--low' and '--high'."
      )
    }
    return configuration
  }

  /// The options that were given, by their names on the command line.
  var names: [String] {
    let given: [(String, Bool)] = [
      ("--window", window != nil), ("--hop", hop != nil), ("--fft-size", fftSize != nil), ("--bands", bands != nil),
      ("--low", lowFrequency != nil), ("--high", highFrequency != nil), ("--range", range != nil),
      ("--lifter", lifter != nil),
    ]
    return given.filter(\.1).map(\.0)
  }

  private func nextPowerOfTwo(_ length: Int) -> Int {
    var size = 2
    while size < length { size *= 2 }
    return size
  }
}
