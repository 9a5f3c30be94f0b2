import Augmentation
import Core
import Foundation
import Hashing
import HeartSound
import Manifest
import Preparation

/// The inputs of training rows, others for every epoch: each recording as it is, or a copy that is made of it in memory.
///
/// Every choice is keyed by (seed, recording, epoch), so that it does not depend on threads or on earlier epochs.
struct AugmentedInputs {
  /// Rows that are read together.
  private struct Unit {
    var positions: [Int]
    var id: String
    /// Where each row begins in the sound.
    var starts: [Int]
    /// Samples of zeros at the end of the sound, which clips are filled up with and nobody has heard.
    var padding: Int
  }

  private let plain: LabelledInputs
  private let input: ModelInput
  private let units: [Unit]
  private let augmentation: LiveAugmentation
  private let share: Double
  private let seed: UInt64
  private let workers: Int
  /// A digest of what altered sounds depend on besides rows and settings.
  let digest: String

  /// Reads the sounds of training rows.
  /// - Parameter plain: the rows with their inputs as they are.
  /// - Throws: `TrainingError` as ``InputLoader/load(_:)``; `PreparationError` `.settings` if a folder of noise cannot be used.
  init(
    _ plain: LabelledInputs, _ settings: LiveAugmentationSettings, input: ModelInput, loader: InputLoader, seed: UInt64,
    workers: Int
  ) throws {
    self.plain = plain
    self.input = input
    (self.seed, self.workers, share) = (seed, max(1, workers), settings.share)
    let rows = plain.rows
    let read = try parallelMap(loader.units(of: rows), workers: self.workers) { positions in
      Result {
        let own = positions.map { rows[$0] }
        let (samples, starts) = try loader.sound(of: own)
        let count = (samples.lastIndex { $0 != 0 } ?? -1) + 1
        let unit = Unit(positions: positions, id: own[0].id, starts: starts, padding: samples.count - count)
        let original = LiveAugmentation.Original(
          id: own[0].id, label: own[0].label,
          audio: AudioBuffer(samples: Array(samples.prefix(count)), sampleRate: own[0].sampleRate),
          states: try loader.states(of: own, starts: starts).map { StateAnnotations.intervals($0, in: 0..<count) },
          heartRate: own[0].heartRate)
        return (unit, original)
      }
    }.map { try $0.get() }
    units = read.map(\.0)
    augmentation = try LiveAugmentation(settings.policy, of: read.map(\.1), seed: seed, workers: self.workers)
    digest = Self.digest(
      settings.policy, noises: augmentation.noiseDigest, rows, folder: loader.folder, workers: self.workers)
  }

  /// Files of noise folders that are left out, and why.
  var unusableNoises: [(path: String, reason: String)] { augmentation.unusableNoises }

  /// The digest of what altered sounds depend on, where none are wanted yet; "" where nothing is altered.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  static func digest(_ settings: TrainingSettings, _ rows: [ManifestRow], folder: URL, workers: Int) throws -> String {
    guard let policy = settings.augmentation?.policy else { return "" }
    let noises = try LiveAugmentation.noiseDigest(of: policy, workers: workers)
    return digest(policy, noises: noises, rows, folder: folder, workers: workers)
  }

  /// The policy written out, noises, heart rates and annotated states.
  private static func digest(
    _ policy: AugmentationPolicy, noises: String, _ rows: [ManifestRow], folder: URL, workers: Int
  ) -> String {
    let lines = parallelMap(rows, workers: max(1, workers)) { row in
      let states = folder.appendingPathComponent(StateAnnotations.path(beside: row.fileName))
      let rate = row.heartRate.map { "\($0)" } ?? ""
      return "\(row.id)\u{0}\(rate)\u{0}\((try? SHA256.hexDigest(ofFile: states)) ?? "-")"
    }
    return SHA256.hexDigest(of: Data(([policy.text, noises] + lines).joined(separator: "\n").utf8))
  }

  /// The rows with their inputs of an epoch, counted from 1.
  /// - Throws: `TrainingError` `.interrupted`; what the transforms throw.
  func callAsFunction(epoch: Int) throws -> LabelledInputs {
    var set = InputSet(width: input.width, rows: plain.rows.count)
    // In stretches, so that an extractor is made once for many.
    let stretches = stride(from: 0, to: units.count, by: 16).map {
      Array(units.indices[$0..<min($0 + 16, units.count)])
    }
    try orderedParallelForEach(stretches, workers: workers) { stretch -> Result<[UnitInputs], any Error> in
      let sound = SoundInputs(input)
      return Result { try stretch.map { try inputs(of: $0, epoch: epoch, sound) } }
    } consume: { index, made in
      if Interruption.isRequested {
        throw TrainingError(.interrupted, "training was stopped before epoch \(epoch). Go on with --resume.")
      }
      for (unit, inputs) in zip(stretches[index], try made.get()) { set.add(inputs, at: units[unit].positions) }
    }
    return LabelledInputs(inputs: set, rows: plain.rows, positions: plain.positions)
  }

  private func inputs(of index: Int, epoch: Int, _ sound: SoundInputs?) throws -> UnitInputs {
    let unit = units[index]
    var generator = SeededGenerator(seed: seed, id: unit.id, copy: epoch, step: "augment share")
    guard let sound, generator.uniform() < share else { return plain.inputs.unit(at: unit.positions) }
    let copy = try augmentation.copy(epoch, of: index)
    return try sound(copy + [Float](repeating: 0, count: unit.padding), windowsFrom: unit.starts)
  }
}
