import Core
import Foundation
import MediaIO
import SignalProcessing

/// The pairs of one recording, and what its row says of it.
struct RecordingPairs: Sendable {
  let sequence: PairSequence
  let sampleRate: Int
  let sampleCount: Int
  let facts: MediaFacts

  /// Decodes, resamples and extracts.
  /// - Throws: `MediaError`; `PreparationError` `.unusable`.
  init(of input: BatchInput, settings: AlignmentSettings) throws {
    let audio: AudioBuffer
    (audio, facts) = try RecordingReader(rate: settings.rate)(input.url)
    (sampleRate, sampleCount) = (audio.sampleRate, audio.samples.count)
    do { sequence = try settings.pairs(sampleRate: sampleRate)(audio.samples) } catch {
      throw PreparationError(.unusable(stage: "align", reason: "low_rate"), error.message)
    }
    if sequence.count == 0 {
      throw PreparationError(.unusable(stage: "align", reason: "too_short"), "holds no sample.")
    }
  }
}
