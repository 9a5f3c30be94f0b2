import Core
import SignalProcessing

extension LogMelFeatures {
  /// All that a program without ours needs to know to make the map of a recording, in the order of the steps.
  ///
  /// The features name what can be chosen; the rest, which is the same for all of them, stands here as well.
  struct Definition: Sendable, Encodable {
    /// Samples a second that the recording is brought to first.
    let sampleRate: Int
    /// What becomes of the zeros that short recordings were filled up with.
    let trailingZeros = "removed"
    /// What the samples are brought to; a recording that is constant becomes zeros.
    let recordingScale = "zero mean, unit RMS"
    /// The window of a frame, which is centred in the transform.
    let window = "periodic Hann"
    /// The window's length in samples.
    let windowLength: Int
    /// The transform's length in samples.
    let fftSize: Int
    /// The distance between frames in samples.
    let hopLength: Int
    /// What stands before the first sample and behind the last one.
    let padding: FramePadding
    /// How many samples of that stand at each end, so that frame t is centred on sample t · hop.
    let paddingLength: Int
    /// What the bands are sums of: squared magnitudes of the transform without scaling, or magnitudes.
    let spectrum: String
    /// The scale on which the bands' edges are evenly spaced.
    let melScale: MelScale
    /// The unit in which the flanks of the triangles are straight.
    let melTriangle: MelTriangle
    /// What the triangles have in common: each is 1 at its top, or has the same area.
    let melNorm: String
    /// The number of bands.
    let bands: Int
    /// The lower edge of the lowest band in hertz.
    let lowFrequency: Hertz
    /// The upper edge of the highest band in hertz.
    let highFrequency: Hertz
    /// How sums are compressed: ln(sum + offset).
    let logarithm = "natural"
    /// Added to a sum before its logarithm.
    let offset: Double
    /// What the mean and the deviation (over n, not n - 1) of the z-scores are taken over.
    let zScores: Standardization
    /// The columns of an input, which are cut out of the map after all that; its rows are bands, low to high.
    let frames: Int
    /// What becomes of maps with fewer columns.
    let shortMaps = "repeated"

    init(_ features: LogMelFeatures) {
      let mel = features.configuration
      sampleRate = features.sampleRate
      (windowLength, fftSize, hopLength) = (mel.frames.windowLength, mel.frames.fftSize, mel.frames.hop)
      (padding, paddingLength) = (mel.frames.padding, mel.frames.padding == .none ? 0 : mel.frames.fftSize / 2)
      spectrum = mel.exponent == 2 ? "power" : "magnitude"
      (melScale, melTriangle) = (mel.bank.scale, mel.bank.triangle)
      melNorm = mel.bank.hasUnitArea ? "unit area" : "unit height"
      (bands, offset) = (features.bands, features.offset)
      (lowFrequency, highFrequency) = (features.lowFrequency, features.highFrequency)
      (zScores, frames) = (features.standardization, features.frames)
    }
  }
}
