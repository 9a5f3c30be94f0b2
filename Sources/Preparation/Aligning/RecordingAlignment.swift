import ArrayFiles
public import Core
public import Foundation
import Hashing
import HeartSound
import Manifest
import MediaIO
import SignalProcessing

/// Aligns the recordings of a batch to one reference, which is chosen among them or was saved before (system 2).
public struct RecordingAlignment: Sendable {
  /// The settings and where the reference comes from, for `align.json`.
  public let description: AlignmentDescription

  /// The reference and the scalers; nil if no recording could give them.
  private let model: AlignmentModel?
  let modelData: Data
  /// The pairs of every input by its path, where the reference was chosen among them.
  private let extracted: [String: Result<RecordingPairs, any Error>]

  /// The file of the reference and the scalers.
  public static let modelName = "alignment.npz"

  /// Extracts the pairs of all inputs, chooses the longest as reference and fits the scalers.
  ///
  /// Where inputs have splits, only the training ones shape reference and scalers, unless the settings are faithful.
  /// - Parameter progress: is told how many recordings were read.
  /// - Throws: `HeartSoundError`, `CoreError`.
  public init(
    fitting inputs: BatchInputs, settings: AlignmentSettings, workers: Int, progress: (_ read: Int) -> Void = { _ in }
  ) throws {
    let hasSplits = inputs.inputs.contains { $0.row.split != .unlabelled }
    let rule: AlignmentReferenceRule = hasSplits && !settings.isFaithful ? .training : .all
    var extracted: [String: Result<RecordingPairs, any Error>] = [:]
    var usable: [(row: ManifestRow, sequence: PairSequence)] = []
    let extract: @Sendable (BatchInput) -> Result<RecordingPairs, any Error> = { input in
      Result { try RecordingPairs(of: input, settings: settings) }
    }
    orderedParallelForEach(inputs.inputs, workers: max(1, workers), transform: extract) { index, result in
      let input = inputs.inputs[index]
      extracted[input.path] = result
      if let pairs = try? result.get() { usable.append((input.row, pairs.sequence)) }
      progress(index + 1)
    }
    self.extracted = extracted
    let eligible = usable.filter { rule == .all || $0.row.split == .train }
    let sequences = eligible.map(\.sequence)
    let isTraining = [Bool](repeating: true, count: sequences.count)
    guard let longest = rule.referenceIndex(among: sequences, isTraining: isTraining) else {
      (model, modelData) = (nil, Data())
      description = AlignmentDescription(settings: settings, rule: rule, frames: 0, fitted: 0, alignmentSHA256: "")
      return
    }
    let padding = try AlignmentPadding(reference: sequences[longest], mode: settings.mode)
    let aligned = parallelMap(sequences, workers: max(1, workers)) { sequence in Result { try padding(sequence) } }
    let scalers = try PositionScalers(fitting: try aligned.map { try $0.get() })
    let model = AlignmentModel(padding: padding, scalers: scalers)
    self.model = model
    modelData = try model.archive.npzData()
    description = AlignmentDescription(
      settings: settings, rule: rule, referenceID: eligible[longest].row.id, frames: padding.reference.count,
      fitted: sequences.count, alignmentSHA256: SHA256.hexDigest(of: modelData))
  }

  /// Takes over what an earlier run fitted to the same recordings.
  init(_ description: AlignmentDescription, fitted url: URL) throws {
    let model = try AlignmentModel(contentsOf: url)
    (self.description, self.model, extracted) = (description, model, [:])
    modelData = try model.archive.npzData()
  }

  /// Takes reference and scalers from an `alignment.npz`, and the settings from what stands beside it.
  /// - Throws: `HeartSoundError` for a damaged file; `PreparationError` `.reference` if the two do not belong together.
  public init(reference url: URL, made: AlignmentDescription) throws {
    let model = try AlignmentModel(contentsOf: url)
    self.model = model
    modelData = try model.archive.npzData()
    extracted = [:]
    description = AlignmentDescription(
      settings: made.settings, frames: model.padding.reference.count,
      alignmentSHA256: SHA256.hexDigest(of: modelData))
    guard model.scalers != nil, model.padding.mode == made.settings.mode,
      description.alignmentSHA256 == made.alignmentSHA256
    else {
      throw PreparationError(
        .reference, "is not the one that the align.json beside it was made with. Keep the two together.",
        subject: url.path)
    }
  }

  /// The work of a batch: writes `NAME.npy`, frames × 2 scaled numbers, and returns its row.
  /// - Throws: `MediaError`; `PreparationError` `.unusable`.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let pairs =
      try extracted[input.path]?.get() ?? RecordingPairs(of: input, settings: description.settings)
    guard let model, let scalers = model.scalers else {
      throw unusable("no_reference", "no training recording could be read, so that there is nothing to align it to.")
    }
    let aligned: AlignedSequence
    do { aligned = try model.padding(pairs.sequence) } catch { throw unusable("not_finite", error.message) }
    let values = try scalers.scaled(aligned)
    let data = NumPyArray(shape: [aligned.length, 2], elements: .float32(values)).npyData
    let fileName = input.outputName + ".npy"
    let file = try output.write(data, to: fileName)
    var row = input.row
    row.startSample = Int((row.start * Double(pairs.sampleRate)).rounded())
    (row.fileName, row.features, row.spectrogram) = (fileName, fileName, "")
    (row.sampleRate, row.sampleCount, row.channel) = (pairs.sampleRate, pairs.sampleCount, "mean")
    row.operations = operations(after: row.operations, pairs, aligned)
    row.clippedFraction = pairs.facts.clippedFraction
    row.sha256 = file.sha256
    return BatchResult(rows: [row], notes: notes(on: input, pairs, aligned))
  }

  /// Writes `alignment.npz`.
  /// - Throws: `CoreError`.
  public func finish(_ output: BatchOutput) throws(CoreError) {
    if model != nil { try output.write(modelData, to: Self.modelName) }
  }

  private func operations(after earlier: String, _ pairs: RecordingPairs, _ aligned: AlignedSequence) -> String {
    let settings = description.settings
    var steps = OperationSteps(after: earlier)
    steps.addDecoding(pairs.facts)
    steps.addResampling(from: pairs.facts.sampleRate, to: pairs.sampleRate, by: .fft)
    steps.add(
      "pairs",
      [("delta_time", "\(settings.deltaTime)"), ("method", OperationSteps.quoted(settings.method.rawValue))])
    var fields = [
      ("mode", OperationSteps.quoted(settings.mode.rawValue)), ("front_padding", "\(aligned.frontPadding)"),
      ("back_padding", "\(aligned.backPadding)"), ("frames", "\(aligned.length)"),
    ]
    let lost = pairs.sequence.count - aligned.sequence.count
    if lost > 0 { fields.append(("truncated", "\(lost)")) }
    steps.add("align", fields)
    return steps.text
  }

  private func notes(on input: BatchInput, _ pairs: RecordingPairs, _ aligned: AlignedSequence) -> [BatchNote] {
    var notes = BatchNote.notes(on: input, pairs.facts, use: "aligned")
    let lost = pairs.sequence.count - aligned.sequence.count
    if lost > 0 {
      notes.append(
        BatchNote(
          kind: "truncated", subject: input.path,
          message: "it is longer than the reference: its last \(lost) of \(pairs.sequence.count) frames are left out."))
    }
    return notes
  }

  private func unusable(_ reason: String, _ message: String) -> PreparationError {
    PreparationError(.unusable(stage: "align", reason: reason), message)
  }
}
