import MediaIO

extension Recipe {
  /// The recipes that `--recipe` knows by name, the default first.
  public static let presets: [Recipe] = [standard, normalAbnormal, wide]

  /// The default: 2 kHz, windows of 3 s that overlap by 1 s, patients kept whole, log-mel pictures of 224 × 224.
  public static let standard = Recipe()

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
