public import Core
public import Pictures

/// What a picture of a recording shows, and how.
public struct SpectrogramSettings: Sendable, Codable, Equatable {
  /// What is drawn.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The power in mel bands, in decibels.
    case mel
    /// The power at evenly spaced frequencies, in decibels.
    case stft
    /// Mel-frequency cepstral coefficients, each about its own mean in its own standard deviations.
    case mfcc
    /// The power in bands of Morlet wavelets, their frequencies in a geometric series, in decibels.
    case scalogram
    /// Mel bands as red, MFCC as green, STFT as blue.
    case stack
  }

  /// What is drawn.
  public var kind: Kind
  /// Pixels in a row; with axes, of the spectrogram inside them.
  public var width: Int
  /// Rows of pixels.
  public var height: Int
  /// The colours.
  public var colorMap: ColorMap
  /// The length of a frame in seconds.
  public var window: Seconds
  /// The distance between frames in seconds.
  public var hop: Seconds
  /// The number of mel bands or wavelets.
  public var bands: Int
  /// The lowest frequency in hertz.
  public var lowFrequency: Hertz
  /// The highest frequency in hertz; nil for 1 kHz or half the rate, whichever is lower.
  public var highFrequency: Hertz?
  /// Which levels the colours span.
  public var levels: LevelRange
  /// How pixels are stored.
  public var depth: PictureDepth
  /// Whether there are axes in seconds and hertz and a scale of levels.
  public var hasAxes: Bool
  /// Whether uniform borders are cropped before the picture is brought to its size.
  public var isTrimmed: Bool

  /// Describes pictures; as it stands log-mel pictures of heart sounds, 224 × 224 pixels.
  public init(
    kind: Kind = .mel, width: Int = 224, height: Int = 224, colorMap: ColorMap = .magma, window: Seconds = 0.128,
    hop: Seconds = 0.016, bands: Int = 64, lowFrequency: Hertz = 20, highFrequency: Hertz? = nil,
    levels: LevelRange = .belowMaximum(span: 80), depth: PictureDepth = .palette, hasAxes: Bool = false,
    isTrimmed: Bool = false
  ) {
    self.kind = kind
    self.width = width
    self.height = height
    self.colorMap = colorMap
    self.window = window
    self.hop = hop
    self.bands = bands
    self.lowFrequency = lowFrequency
    self.highFrequency = highFrequency
    self.levels = levels
    self.depth = depth
    self.hasAxes = hasAxes
    self.isTrimmed = isTrimmed
  }
}

extension Recipe.SpectrogramStep {
  /// The picture that this step of a recipe asks for.
  var settings: SpectrogramSettings {
    SpectrogramSettings(
      width: width, height: height, colorMap: colorMap, window: window, hop: hop, bands: bands,
      lowFrequency: lowFrequency, highFrequency: highFrequency, levels: .belowMaximum(span: range))
  }
}
