import Curation
import MediaIO
import Pictures

extension Recipe {
  /// The recipes that `--recipe` knows by name, the default first.
  public static let presets: [Recipe] = [standard, normalAbnormal, wide]

  /// The default: 2 kHz, windows of 3 s that overlap by 1 s, patients kept whole, log-mel pictures of 224 × 224.
  ///
  /// Pictures end at 900 Hz, as libsamplerate's medium quality passes 90 % of the band: above it they would be black.
  public static let standard = Recipe(
    name: "default",
    purpose: "2 kHz, 3 s windows with 1 s overlap, patient-grouped 65/15/20 split, log-mel pictures of 224 x 224.",
    decode: .init(channel: .mean), resample: .init(rate: 2000, method: .samplerate, quality: .medium),
    segment: .init(length: 3, overlap: 1, remainder: .overlap, short: .pad, shortest: 0.5),
    labels: .init(map: [:], exclude: []), split: .init(by: .patient, validation: 0.15, test: 0.2),
    spectrogram: .init(
      width: 224, height: 224, window: 0.128, hop: 0.016, bands: 64, lowFrequency: 20, highFrequency: 900, range: 80,
      colorMap: .magma),
    seed: 0)

  /// PASCAL as a two-class question: everything that is not normal, artifacts left out.
  static let normalAbnormal: Recipe = {
    var recipe = standard
    recipe.name = "normal-abnormal"
    recipe.purpose =
      "The default, with murmur, extrastole and extrahls taken together as abnormal and artifacts left out."
    recipe.labels = .init(
      map: ["murmur": "abnormal", "extrastole": "abnormal", "extrahls": "abnormal"], exclude: ["artifact"])
    return recipe
  }()

  /// The default for networks that want 16 kHz, such as those of AudioSet.
  static let wide: Recipe = {
    var recipe = standard
    recipe.name = "wide"
    recipe.purpose = "The default at 16 kHz with pictures up to 8 kHz, for recordings that hold more than heart sounds."
    recipe.resample.rate = 16000
    // The whole band is wanted here, and best passes 96 % of it.
    recipe.resample.quality = .best
    recipe.spectrogram?.highFrequency = 8000
    recipe.spectrogram?.bands = 128
    return recipe
  }()
}
