public import Core
public import Curation
public import MediaIO
public import Pictures

/// One description of a whole preparation, from decoding to splits; `auscult prepare` runs it.
///
/// As JSON (JSON5 is read) it may name only what differs from the recipe it `extends`. Lengths are in seconds and
/// frequencies in hertz; samples are derived at the recipe's rate. A key is added where its step is declared: a property
/// with its default, and a line in `fields` with its limits and meaning; everything else follows (see ``RecipeStep``).
public struct Recipe: Sendable, Equatable, RecipeStep {
  /// The recipe's name.
  public var name = "default"
  /// What it is for, in a sentence.
  public var purpose =
    "2 kHz, 3 s windows with 1 s overlap, patient-grouped 65/15/20 split, log-mel pictures of 224 x 224."
  /// How files are decoded.
  public var decode = Decode()
  /// To which rate recordings are brought, and how.
  public var resample = Resample()
  /// The filter before cutting, or nil for none.
  public var filter: FilterStep?
  /// To which level a recording is brought before it is cut.
  public var level = Level.kept
  /// How recordings are cut, or nil to take each one whole.
  public var segment: Segmentation? = Segmentation()
  /// Which labels become which classes.
  public var labels = Labels()
  /// How recordings are divided.
  public var split = SplitStep()
  /// Which recordings are too bad to be used.
  public var quality = QualityStep()
  /// The copies of training clips, or nil for none.
  public var augment: AugmentStep?
  /// The pictures, or nil for none.
  public var spectrogram: SpectrogramStep? = SpectrogramStep()
  /// The seed of every random choice.
  public var seed: UInt64 = 0

  static let fields: [RecipeField<Self>] = [
    .init("name", \.name, .text, "The recipe's name."),
    .init("purpose", \.purpose, .text, "What it is for, in a sentence."),
    .init("decode", step: \.decode, "How files are decoded."),
    .init("resample", step: \.resample, "To which rate recordings are brought, and how."),
    .init("filter", optional: \.filter, "The band-pass filter before cutting; null for none.").missing(as: .null),
    .init("level", \.level, .choice, "Whether a recording keeps its level, or its largest sample becomes full scale.")
      .missing(as: .string("kept")),
    .init("segment", optional: \.segment, "How recordings are cut into clips; null takes each one whole."),
    .init("labels", step: \.labels, "Which labels become which classes."),
    .init("split", step: \.split, "How recordings are divided into training, validation and test."),
    .init("quality", step: \.quality, "Which recordings are too bad to be used.")
      .missing(as: .object(["lowest": .integer(0)])),
    .init("augment", optional: \.augment, "The altered copies of training clips; null for none.").missing(as: .null),
    .init("spectrogram", optional: \.spectrogram, "The pictures of the clips; null for none."),
    .init("seed", \.seed, .seed, "The seed of every random choice."),
  ]

  /// How files are decoded.
  public struct Decode: Sendable, Equatable, RecipeStep {
    /// Which channel is taken.
    public var channel = ChannelPolicy.mean

    static let fields: [RecipeField<Self>] = [
      .init(
        "channel", \.channel, .choice,
        "Which channel is taken: the mean of all, the first, the second, or the one whose beats stand out most.")
    ]
  }

  /// To which rate recordings are brought.
  public struct Resample: Sendable, Equatable, RecipeStep {
    /// Samples per second.
    public var rate = 2000
    /// `samplerate` (libsamplerate behind FFTW decimation) or `fft`.
    public var method = Method.samplerate
    /// libsamplerate's quality; `fft` has one only.
    public var quality = ResamplingQuality.medium

    static let fields: [RecipeField<Self>] = [
      .init("rate", \.rate, .integer(in: 100...384_000, "Hz"), "Samples per second."),
      .init("method", \.method, .choice, "The converter: libsamplerate, or an exact one by Fourier transform."),
      .init("quality", \.quality, .choice, "libsamplerate's quality: it passes 96, 90 or 78 % of the band."),
    ]

    /// The two converters.
    public enum Method: String, Sendable, Codable, CaseIterable {
      /// libsamplerate, the default.
      case samplerate
      /// The exact rational conversion by FFTW.
      case fft
    }

    /// The converter that `MediaIO` is asked for.
    var converter: ResamplingMethod {
      switch method {
      case .samplerate: .samplerate(quality)
      case .fft: .fft
      }
    }
  }

  /// Which labels become which classes.
  public struct Labels: Sendable, Equatable, RecipeStep {
    /// New names of labels; a label that is not named stays as it is.
    public var map: [String: String] = [:]
    /// Labels (after mapping) whose recordings are left out, and listed as left out.
    public var exclude: [String] = []

    static let fields: [RecipeField<Self>] = [
      .init(
        "map", \.map, .names,
        "New names of labels; others stay as they are. To leave a label out, name it in 'exclude'."),
      .init("exclude", \.exclude, .texts, "Labels, after renaming, whose recordings are left out and listed as such."),
    ]
  }

  /// How recordings are divided into training, validation and test.
  public struct SplitStep: Sendable, Equatable, RecipeStep {
    /// What is kept whole.
    public var by = GroupKey.patient
    /// What is done with recordings that hold the same sound under other names.
    public var copies = CopyRule.together
    /// The share for early stopping.
    public var validation = 0.15
    /// The share for the final figure.
    public var test = 0.2

    /// What is done with recordings that hold the same sound.
    public enum CopyRule: String, Sendable, CaseIterable {
      /// They are found by listening and stand on one side.
      case together
      /// Nobody listens for them.
      case ignored
    }

    static let fields: [RecipeField<Self>] = [
      .init("by", \.by, .choice, "What is kept whole; known patients by default."),
      .init(
        "copies", \.copies, .choice,
        "Whether recordings that hold the same sound under other names are looked for and kept together."
      ).missing(as: .string("ignored")),
      .init("validation", \.validation, .number(in: 0...1), "The share for early stopping."),
      .init("test", \.test, .number(in: 0...1), "The share for the final figure."),
    ]

    var conflicts: [RecipeConflict] {
      .unless(
        validation + test < 1, "test", "validation",
        message: "and 'split.validation' must leave something for training: together below 1")
    }
  }

  /// Which recordings are too bad to be used.
  public struct QualityStep: Sendable, Equatable, RecipeStep {
    /// Recordings whose signal-quality index is below are left out, and listed as left out.
    public var lowest = 0.0

    static let fields: [RecipeField<Self>] = [
      .init(
        "lowest", \.lowest, .number(in: 0...1),
        "Recordings whose signal-quality index is below are left out, and listed as left out.")
    ]
  }

  /// How pictures are made.
  public struct SpectrogramStep: Sendable, Equatable, RecipeStep {
    /// Pixels in a row.
    public var width = 224
    /// Rows of pixels.
    public var height = 224
    /// The length of a frame in seconds.
    public var window: Seconds = 0.128
    /// The distance between frames in seconds.
    public var hop: Seconds = 0.016
    /// The number of mel bands.
    public var bands = 64
    /// The lower edge of the lowest band in hertz.
    public var lowFrequency: Hertz = 20
    /// The upper edge of the highest band in hertz.
    ///
    /// libsamplerate's medium quality passes 90 % of the band: above it pictures of 2 kHz would be black.
    public var highFrequency: Hertz = 900
    /// Decibels below a picture's maximum that still get a colour of their own.
    public var range: Decibels = 80
    /// The colours.
    public var colorMap = ColorMap.magma

    static let fields: [RecipeField<Self>] = [
      .init("width", \.width, .integer(in: 8...4096, "pixels"), "Pixels in a row."),
      .init("height", \.height, .integer(in: 8...4096, "pixels"), "Rows of pixels."),
      .init("window", \.window, .number(above: 0, upTo: 3600, "s"), "The length of a frame in seconds."),
      .init("hop", \.hop, .number(above: 0, upTo: 3600, "s"), "The distance between frames in seconds."),
      .init("bands", \.bands, .integer(in: 1...1024), "The number of mel bands."),
      .init(
        "low_frequency", \.lowFrequency, .number(in: 0...192_000, "Hz"), "The lower edge of the lowest band in hertz."),
      .init(
        "high_frequency", \.highFrequency, .number(above: 0, upTo: 192_000, "Hz"),
        "The upper edge of the highest band in hertz; at most half the rate."),
      .init(
        "range", \.range, .number(in: 1...300, "dB"),
        "Decibels below a picture's maximum that still get a colour of their own."),
      .init("color_map", \.colorMap, .choice, "The colours."),
    ]

    var conflicts: [RecipeConflict] {
      .unless(
        lowFrequency < highFrequency, "low_frequency", "high_frequency",
        message: "must be below 'spectrogram.high_frequency', \(highFrequency) Hz")
    }
  }

  var conflicts: [RecipeConflict] {
    var conflicts: [RecipeConflict] = []
    if let segment {
      let length = segment.length * Double(resample.rate)
      // Beyond this a window of zeros alone takes more memory than a clip is worth.
      conflicts +=
        .unless(length <= 1e7, "segment.length", "resample.rate", message: "must be at most ten million samples")
        + .unless(length >= 2, "segment.length", "resample.rate", message: "must be at least two samples")
    }
    if let filter {
      conflicts += .unless(
        filter.highFrequency < Double(resample.rate) / 2, "filter.high_frequency", "resample.rate",
        message: "must be below half of 'resample.rate', \(Double(resample.rate) / 2) Hz; 0 sets no upper edge")
    }
    guard let spectrogram else { return conflicts }
    if let length = segment?.length {
      for (key, value) in [("spectrogram.window", spectrogram.window), ("spectrogram.hop", spectrogram.hop)] {
        conflicts += .unless(
          value <= length, key, "segment.length", message: "must be no longer than a segment, \(length) s")
      }
    }
    conflicts += .unless(
      spectrogram.hop * Double(resample.rate) >= 1, "spectrogram.hop", "resample.rate",
      message: "must be at least one sample")
    conflicts += .unless(
      spectrogram.highFrequency <= Double(resample.rate) / 2, "spectrogram.high_frequency", "resample.rate",
      message: "must be at most half of 'resample.rate', \(Double(resample.rate) / 2) Hz")
    return conflicts
  }
}
