import ArrayFiles
public import Core
import Foundation
import Hashing
public import Manifest
import MediaIO
import SignalProcessing

/// Makes the features of one recording.
public struct RecordingFeatures: Sendable {
  /// What is computed and how it is stored.
  public let settings: FeatureSettings

  /// Makes an extraction.
  public init(settings: FeatureSettings) { self.settings = settings }

  /// The tables that stand beside the features, whose names no recording's table may take.
  public static let reserved = ["manifest.csv", "rejected.csv"]

  /// The work of a batch: writes `NAME.npy` or `NAME.csv`, or an array that waits for `features.npz`, and returns its row.
  /// - Throws: `MediaError`; `PreparationError` `.unusable` for what is too short or of too low a rate.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let (audio, facts) = try RecordingReader(rate: settings.rate)(input.url)
    let feature = try feature(of: audio)
    var row = input.row
    row.startSample = Int((row.start * Double(audio.sampleRate)).rounded())
    (row.sampleRate, row.sampleCount, row.channel) = (audio.sampleRate, audio.samples.count, "mean")
    (row.spectrogram, row.clippedFraction) = ("", facts.clippedFraction)
    (row.fileName, row.sha256) = try store(feature, of: input, output)
    row.features = row.fileName
    var steps = OperationSteps(after: input.row.operations)
    steps.addDecoding(facts)
    steps.addResampling(from: facts.sampleRate, to: audio.sampleRate, by: .fft)
    let shape = feature.array.shape.map(String.init).joined(separator: ",")
    steps.add("features", [("kind", OperationSteps.quoted(settings.kind.rawValue)), ("shape", "[\(shape)]")])
    row.operations = steps.text
    return BatchResult(rows: [row], notes: notes(on: input, facts, feature))
  }

  /// Writes `features.npz`, if that is the format.
  /// - Throws: `CoreError`.
  public func finish(_ rows: [ManifestRow], _ output: BatchOutput) throws(CoreError) {
    if settings.format == .npz && !rows.isEmpty { try FeatureArchive.write(rows.map(\.id), to: output) }
  }

  private func feature(of audio: AudioBuffer) throws(PreparationError) -> Feature {
    let extractor = FeatureExtractor(settings)
    let feature: Feature?
    do {
      let isEnough = audio.samples.count >= (try extractor.fewestSamples(rate: audio.sampleRate))
      feature = isEnough ? try extractor(audio) : nil
    } catch {
      throw PreparationError(.unusable(stage: "features", reason: "low_rate"), error.message)
    }
    guard let feature, !feature.matrix.values.isEmpty else { throw tooShort(audio) }
    return feature
  }

  private func notes(on input: BatchInput, _ facts: MediaFacts, _ feature: Feature) -> [BatchNote] {
    var notes = BatchNote.notes(on: input, facts, use: "used")
    if feature.emptyBands > 0 {
      notes.append(
        BatchNote(
          kind: "empty_bands", subject: input.path,
          message:
            "\(feature.emptyBands) of its mel bands are narrower than a bin and hold nothing: fewer '--bands' or a longer '--window' mend that."
        ))
    }
    return notes
  }

  private func tooShort(_ audio: AudioBuffer) -> PreparationError {
    PreparationError(
      .unusable(stage: "features", reason: "too_short"),
      "lasts \(audio.samples.count) samples at \(audio.sampleRate) Hz, less than one frame of \(settings.kind.rawValue)."
    )
  }

  /// The name and digest of the file; an archive of all is not known yet and has none.
  private func store(_ feature: Feature, of input: BatchInput, _ output: BatchOutput) throws(CoreError) -> (
    name: String, sha256: String
  ) {
    let data: Data
    switch settings.format {
    case .npz:
      try output.write(feature.array.npyData, to: FeatureArchive.waitingPath(of: input.row.id))
      return (FeatureArchive.fileName, "")
    case .npy: data = feature.array.npyData
    case .csv: data = Data(feature.csv.utf8)
    }
    let name = "\(input.outputName).\(settings.format.rawValue)"
    return (name, try output.write(data, to: name).sha256)
  }
}
