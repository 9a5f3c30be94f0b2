import Augmentation
import Core
import Foundation
import Hashing
import HeartSound
import Manifest
import MediaIO

/// Makes altered copies of recordings: the work of `auscult augment`.
public struct RecordingAugmenting: Sendable {
  private let settings: AugmentationSettings
  private let maker: CopyMaker
  private let annotations: AnnotationFinder
  /// A digest of what copies depend on besides their recordings.
  public let digest: String
  /// Files of noise folders that are left out, and why.
  public let unusableNoises: [(path: String, reason: String)]

  /// Makes the work on some recordings.
  /// - Parameters:
  ///   - inputs: all of them; partners come from here.
  ///   - annotations: where annotated states are looked for.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  public init(
    _ settings: AugmentationSettings, inputs: BatchInputs, annotations: AnnotationFinder, seed: UInt64, workers: Int
  ) throws {
    self.settings = settings
    self.annotations = annotations
    let noise = try NoiseFolders(settings.policy.noiseFolders, workers: workers)
    unusableNoises = noise.unusable.map { ($0.path, $0.reason) }
    let entries = inputs.inputs.map {
      (
        $0.row.id,
        SoundShelf.Entry(sound: .file($0.url, annotation: annotations.annotation(of: $0)), label: $0.row.label)
      )
    }
    let shelf = SoundShelf(
      Dictionary(entries, uniquingKeysWith: { first, _ in first }), noise: noise, rate: settings.rate)
    let guards = AugmentationGuards(allowsLabelChange: settings.allowsLabelChange)
    maker = CopyMaker(
      planner: AugmentationPlanner(policy: settings.policy, guards: guards, seed: seed), shelf: shelf)
    var digests = [noise.digest, try annotations.digest(models: nil, annotationsOf: inputs)]
    if settings.policy.traits.contains(.needsPartner) {
      digests += parallelMap(inputs.inputs, workers: max(1, workers)) {
        "\($0.row.id) \($0.row.label) \((try? SHA256.hexDigest(ofFile: $0.url)) ?? "-")"
      }
    }
    digest = SHA256.hexDigest(of: Data(digests.joined(separator: "\n").utf8))
  }

  /// Keeps the inputs that may be augmented: those of training where a list says which are, and no copies.
  /// - Returns: how many were left out.
  /// - Throws: `PreparationError` `.settings` if a list holds validation or test rows only.
  public static func keepTraining(_ inputs: inout BatchInputs, subject: String) throws -> Int {
    let hasTraining = inputs.inputs.contains { $0.row.split == .train }
    let hasOthers = inputs.inputs.contains { [.validation, .test].contains($0.row.split) }
    if hasOthers && !hasTraining {
      throw PreparationError(
        .settings,
        "lists rows of validation or test only. Copies of these would make figures too good: give train.csv or manifest.csv.",
        subject: subject)
    }
    return inputs.keep { (!hasTraining || $0.row.split == .train) && $0.row.kind != .augmented }
  }

  /// The work of a batch: writes the copies `NAME-a01.wav` …, with their states where the recording has annotated ones.
  /// - Throws: `MediaError`; `PreparationError` `.unusable`.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let (audio, facts) = try RecordingReader(rate: settings.rate)(input.url)
    if audio.samples.isEmpty {
      throw PreparationError(.unusable(stage: "augment", reason: "empty"), "holds no samples.")
    }
    var notes = BatchNote.notes(on: input, facts, use: "augmented")
    let annotated = annotated(input, sampleRate: audio.sampleRate, &notes)
    let states = annotated.map { known in LazyStates { known } } ?? LazyStates { SoundShelf.states(of: audio) }
    var steps = OperationSteps(after: input.row.operations)
    steps.addDecoding(facts)
    steps.addResampling(from: facts.sampleRate, to: audio.sampleRate, by: .fft)
    var parent = input.row
    (parent.channel, parent.clippedFraction) = (ChannelPolicy.mean.rawValue, facts.clippedFraction)
    parent.startSample = Int((input.row.start * Double(audio.sampleRate)).rounded())
    if let annotated, parent.heartRate == nil {
      parent.heartRate = annotated.medianHeartRate(sampleRate: audio.sampleRate).map { ($0 * 10).rounded() / 10 }
    }
    var rows: [ManifestRow] = []
    for copy in 1...max(1, settings.copies) {
      let name = input.outputName + CopyMaker.mark(copy)
      var made = try maker.copy(
        copy, of: audio, row: parent, labels: [parent.label], states: states, annotated: annotated,
        steps: steps, fileName: name + ".wav")
      made.row.sha256 = try output.write(made.sound, to: made.row.fileName).sha256
      try output.write(
        made.states, beside: made.row.fileName, sampleCount: audio.samples.count, sampleRate: audio.sampleRate)
      notes += leftOut(made.plan, made.row.id)
      rows.append(made.row)
    }
    return BatchResult(rows: rows, notes: notes)
  }

  /// The annotated states of a recording; nil where it has none, and a note where they cannot be used.
  private func annotated(_ input: BatchInput, sampleRate: Int, _ notes: inout [BatchNote]) -> [StateInterval]? {
    guard let url = annotations.annotation(of: input) else { return nil }
    do { return try StateAnnotations.read(url, sampleRate: sampleRate) } catch {
      notes.append(
        BatchNote(kind: "bad_annotation", subject: input.path, message: "its annotation cannot be used: \(error)"))
      return nil
    }
  }

  private func leftOut(_ plan: AugmentationPlan, _ id: String) -> [BatchNote] {
    let reasons = plan.operations.filter(\.isLeftOut).map { "\($0.transform) was left out: \($0.guardNote)" }
    guard !reasons.isEmpty else { return [] }
    return [BatchNote(kind: "left_out", subject: id, message: reasons.joined(separator: "; ") + ".")]
  }
}
