import Augmentation
import Core
import Foundation
import HeartSound
import Manifest
import MediaIO

/// Makes the copies of one sound: plans, carries out, and writes rows.
struct CopyMaker: Sendable {
  let planner: AugmentationPlanner
  let shelf: SoundShelf

  /// A copy that is ready to be written.
  struct Made: Sendable {
    /// The row, without the digest of the sound.
    var row: ManifestRow
    var audio: AudioBuffer
    var sound: Data
    var plan: AugmentationPlan
    /// Where the annotated states of the original lie in it; nil where it has none.
    var states: [StateInterval]?
  }

  /// The mark that the id and the file of a copy end with.
  static func mark(_ copy: Int) -> String { "-a\(copy < 10 ? "0" : "")\(copy)" }

  /// Copy number `copy` of a sound.
  /// - Parameters:
  ///   - row: the row of the original, whose group, patient, label and split the copy inherits.
  ///   - labels: the labels by which a change would be noticed.
  ///   - steps: what was done to the original on the way here.
  ///   - annotated: those of the states that are written beside the copy.
  ///   - fileName: the place of the copy.
  /// - Throws: `MediaError`; what ends the work.
  func copy(
    _ copy: Int, of audio: AudioBuffer, row parent: ManifestRow, labels: [String], states: LazyStates,
    annotated: [StateInterval]?, steps: OperationSteps, fileName: String
  ) throws -> Made {
    let extent = SoundExtent(sampleCount: audio.samples.count, sampleRate: audio.sampleRate)
    let subject = AugmentationSubject(
      id: parent.id, labels: labels, extent: extent,
      isSilent: audio.samples.isSilent, heartRate: parent.heartRate, states: states)
    let plan = planner.plan(for: subject, copy: copy, pool: shelf)
    let made = try plan.apply(to: audio, sounds: shelf)
    let sound = try WaveFile.data(made.audio).data
    var steps = steps
    for operation in made.plan.operations { steps.add(AugmentationOperation.stepName, operation.fields) }
    if made.limitingGain < 1 { steps.add("limit", [("gain", "\((made.limitingGain * 1e6).rounded() / 1e6)")]) }
    var row = parent
    (row.id, row.fileName, row.parentID) = (parent.id + Self.mark(copy), fileName, parent.id)
    (row.kind, row.copy, row.seed, row.operations) = (.augmented, copy, planner.seed, steps.text)
    (row.sampleRate, row.sampleCount) = (audio.sampleRate, audio.samples.count)
    (row.spectrogram, row.features, row.quality) = ("", "", nil)
    row.heartRate = Self.heartRate(after: made.plan, of: parent)
    return Made(
      row: row, audio: made.audio, sound: sound, plan: made.plan,
      states: annotated.map { made.plan.mapped($0, extent: extent) })
  }

  /// The heart rate of the original, as far as stretching has left it.
  private static func heartRate(after plan: AugmentationPlan, of parent: ManifestRow) -> Double? {
    parent.heartRate.map { ($0 * plan.tempo * 10).rounded() / 10 }
  }
}
