public import Core

extension Recipe {
  /// Checks that every value makes sense.
  /// - Throws: `PreparationError` `.recipe`, naming the key and what it must be.
  public func validate(subject: String? = nil) throws(PreparationError) {
    func check(_ condition: Bool, _ key: String, _ message: String) throws(PreparationError) {
      if !condition { throw PreparationError(.recipe, "'\(key)' \(message).", subject: subject ?? name) }
    }
    try check((100...384_000).contains(resample.rate), "resample.rate", "must be between 100 and 384000 Hz")
    try check(segment.length > 0 && segment.length <= 3600, "segment.length", "must be above 0 and at most 3600 s")
    // Beyond this a window of zeros alone takes more memory than a clip is worth.
    try check(segment.length * Double(resample.rate) <= 1e7, "segment.length", "must be at most ten million samples")
    try check(segment.length * Double(resample.rate) >= 2, "segment.length", "must be at least two samples")
    try check(
      segment.overlap >= 0 && segment.overlap <= 0.95 * segment.length, "segment.overlap",
      "must be at least 0 and at most 95 % of the length")
    try check((0...3600).contains(segment.shortest), "segment.shortest", "must be between 0 and 3600 s")
    let blank = labels.map.first { $0.value.allSatisfy(\.isWhitespace) }
    try check(
      blank == nil, "labels.map", "must not give an empty name; to leave a label out, name it in 'labels.exclude'")
    try check(
      split.validation >= 0 && split.test >= 0 && split.validation + split.test < 1, "split",
      "shares must not be negative and leave something for training")
    if let spectrogram { try validate(spectrogram, check) }
  }

  private func validate(
    _ spectrogram: SpectrogramStep,
    _ check: (_ condition: Bool, _ key: String, _ message: String) throws(PreparationError) -> Void
  ) throws(PreparationError) {
    try check(
      (8...4096).contains(spectrogram.width) && (8...4096).contains(spectrogram.height), "spectrogram.width, height",
      "must be between 8 and 4096 pixels")
    try check(
      spectrogram.window > 0 && spectrogram.hop > 0 && max(spectrogram.window, spectrogram.hop) <= segment.length,
      "spectrogram.window, hop", "must be above 0 s and no longer than a segment")
    try check(spectrogram.hop * Double(resample.rate) >= 1, "spectrogram.hop", "must be at least one sample")
    try check((1...1024).contains(spectrogram.bands), "spectrogram.bands", "must be between 1 and 1024")
    try check(
      spectrogram.lowFrequency >= 0 && spectrogram.lowFrequency < spectrogram.highFrequency,
      "spectrogram.low_frequency", "must be below the high frequency")
    try check(
      spectrogram.highFrequency <= Double(resample.rate) / 2, "spectrogram.high_frequency",
      "must be at most half the rate, \(Double(resample.rate) / 2) Hz")
    try check((1...300).contains(spectrogram.range), "spectrogram.range", "must be between 1 and 300 dB")
  }
}
