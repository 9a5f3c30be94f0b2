import MediaIO

extension Recipe {
  /// The recipes that `--recipe` knows by name, the default first.
  public static let presets: [Recipe] = [
    standard, normalAbnormal, normalMurmur, wide, system0, system1, system2, system3, system4,
  ]

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

  /// PASCAL's set B as a two-class question; what is neither normal nor murmur is left out.
  static let normalMurmur: Recipe = {
    var recipe = standard
    recipe.name = "normal-murmur"
    recipe.purpose = "The default for normal against murmur: artifacts and extra sounds left out."
    recipe.labels = .init(map: [:], exclude: ["artifact", "extrahls", "extrastole"])
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

  /// What reference system 0 feeds to YAMNet: patches of 0.96 s every 0.48 s at 16 kHz, full scale.
  static let system0: Recipe = {
    var recipe = standard
    recipe.name = "system-0"
    recipe.purpose = "Patches for embeddings as YAMNet takes them: 16 kHz, full scale, 0.96 s every 0.48 s."
    (recipe.resample.rate, recipe.resample.method, recipe.level) = (16_000, .fft, .peak)
    recipe.segment = .init(length: 0.96, overlap: 0.48, remainder: .overlap, short: .pad, shortest: 0.5)
    recipe.spectrogram = nil
    return recipe
  }()

  /// Reference system 1's slices of PASCAL; it divided them at random, which `auscult split --by segment` repeats.
  static let system1: Recipe = {
    var recipe = normalAbnormal
    recipe.name = "system-1"
    recipe.purpose =
      "Slices of 3 s every 2 s at 22,050 Hz, centred, shorter recordings left out; normal against abnormal."
    (recipe.resample.rate, recipe.resample.method) = (22_050, .fft)
    recipe.segment = .init(length: 3, overlap: 1, remainder: .centre, short: .reject, shortest: 3)
    recipe.spectrogram = nil
    return recipe
  }()

  /// The recordings that reference system 2 aligns; `auscult align` makes the pairs of them.
  static let system2: Recipe = {
    var recipe = standard
    recipe.name = "system-2"
    recipe.purpose =
      "Whole recordings at 4 kHz for 'auscult align' and fcnn-aligned; PASCAL's four classes, artifacts left out."
    recipe.labels = .init(map: [:], exclude: ["artifact"])
    (recipe.resample.rate, recipe.resample.method) = (4000, .fft)
    (recipe.segment, recipe.spectrogram) = (nil, nil)
    return recipe
  }()

  /// Reference system 3's pictures of PASCAL's set B: frames of 0.96 s every 64 ms, whatever the length 503 × 376 pixels.
  static let system3: Recipe = {
    var recipe = normalMurmur
    recipe.name = "system-3"
    recipe.purpose =
      "Pictures of 503 x 376 of whole recordings at 1 kHz for cnn-image; PASCAL's set B, normal against murmur."
    (recipe.resample.rate, recipe.resample.method) = (1000, .fft)
    recipe.segment = nil
    recipe.spectrogram = .init(
      width: 503, height: 376, window: 0.96, hop: 0.064, bands: 128, lowFrequency: 0, highFrequency: 500)
    return recipe
  }()

  /// The recordings that reference system 4's own network takes, at its rate.
  static let system4: Recipe = {
    var recipe = standard
    recipe.name = "system-4"
    recipe.purpose = "Whole recordings at 16 kHz for cnn-scaled-mel; CinC 2016's normal against abnormal."
    (recipe.resample.rate, recipe.resample.method) = (16_000, .fft)
    (recipe.segment, recipe.spectrogram) = (nil, nil)
    return recipe
  }()
}
