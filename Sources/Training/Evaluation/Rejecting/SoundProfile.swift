import Core
import SignalProcessing

/// A description of a clip's sound that knows nothing of classes: the levels of 24 logarithmic bands and how they vary.
///
/// Bands of 20–480 Hz in frames of 128 ms; the mean level over all bands is taken away, so that gain plays no part.
enum SoundProfile {
  /// Twice the number of bands.
  static let width = 48

  /// The profile of a clip; empty where it is silent, or at a rate too low to hold the bands.
  static func of(_ audio: AudioBuffer) -> [Double] {
    let frame = max(2, audio.sampleRate * 128 / 1000 / 2 * 2)
    guard audio.sampleRate >= 1000, audio.samples.contains(where: { $0 != 0 }),
      let statistics = try? LogBandStatistics(sampleRate: audio.sampleRate, frameLength: frame)
    else { return [] }
    let values = statistics(audio.samples).map(Double.init)
    let mean = values.prefix(width / 2).reduce(0, +) / Double(width / 2)
    return values.prefix(width / 2).map { $0 - mean } + values.suffix(width / 2)
  }
}
