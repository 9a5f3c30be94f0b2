public import Core
public import Curation
public import MediaIO
public import Pictures

/// One description of a whole preparation, from decoding to splits; `auscult prepare` runs it.
///
/// As JSON (JSON5 is read) it may name only what differs from the recipe it `extends`. Lengths are in seconds and
/// frequencies in hertz; samples are derived at the recipe's rate.
public struct Recipe: Sendable, Codable, Equatable {
  /// The recipe's name.
  public var name: String
  /// What it is for, in a sentence.
  public var purpose: String
  /// How files are decoded.
  public var decode: Decode
  /// To which rate recordings are brought, and how.
  public var resample: Resample
  /// How recordings are cut.
  public var segment: Segmentation
  /// Which labels become which classes.
  public var labels: Labels
  /// How recordings are divided.
  public var split: SplitStep
  /// The pictures, or nil for none.
  public var spectrogram: SpectrogramStep?
  /// The seed of every random choice.
  public var seed: UInt64

  /// How files are decoded.
  public struct Decode: Sendable, Codable, Equatable {
    /// Which channel is taken.
    public var channel: ChannelPolicy
  }

  /// To which rate recordings are brought.
  public struct Resample: Sendable, Codable, Equatable {
    /// Samples per second.
    public var rate: Int
    /// `samplerate` (libsamplerate behind FFTW decimation) or `fft`.
    public var method: Method
    /// libsamplerate's quality; `fft` has one only.
    public var quality: ResamplingQuality

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
  public struct Labels: Sendable, Codable, Equatable {
    /// New names of labels; a label that is not named stays as it is.
    public var map: [String: String]
    /// Labels (after mapping) whose recordings are left out, and listed as left out.
    public var exclude: [String]
  }

  /// How recordings are divided into training, validation and test.
  public struct SplitStep: Sendable, Codable, Equatable {
    /// What is kept whole.
    public var by: GroupKey
    /// The share for early stopping.
    public var validation: Double
    /// The share for the final figure.
    public var test: Double
  }

  /// How pictures are made.
  public struct SpectrogramStep: Sendable, Codable, Equatable {
    /// Pixels in a row.
    public var width: Int
    /// Rows of pixels.
    public var height: Int
    /// The length of a frame in seconds.
    public var window: Seconds
    /// The distance between frames in seconds.
    public var hop: Seconds
    /// The number of mel bands.
    public var bands: Int
    /// The lower edge of the lowest band in hertz.
    public var lowFrequency: Hertz
    /// The upper edge of the highest band in hertz.
    public var highFrequency: Hertz
    /// Decibels below a picture's maximum that still get a colour of their own.
    public var range: Decibels
    /// The colours.
    public var colorMap: ColorMap
  }
}
