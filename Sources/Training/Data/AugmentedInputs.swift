import Augmentation
import Core
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

  /// Reads the sounds of training rows.
  /// - Parameter plain: the rows with their inputs as they are.
  /// - Throws: `TrainingError` `.badData` for a model that takes no sounds, and as ``InputLoader/load(_:)``;
  ///   `PreparationError` `.settings` if a folder of noise cannot be used.
  init(
    _ plain: LabelledInputs, _ settings: LiveAugmentationSettings, input: ModelInput, loader: InputLoader, seed: UInt64,
    workers: Int
  ) throws {
    guard input.clipFormat != nil else {
      throw TrainingError(
        .badData,
        "this model does not look at sounds, so that no new copies of them can be made while it learns. Augment in the recipe instead: \"augment\": {}."
      )
    }
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
          states: try loader.states(of: own, starts: starts), heartRate: own[0].heartRate)
        return (unit, original)
      }
    }.map { try $0.get() }
    units = read.map(\.0)
    augmentation = try LiveAugmentation(settings.policy, of: read.map(\.1), seed: seed, workers: self.workers)
  }

  /// The rows with their inputs of an epoch, counted from 1.
  /// - Throws: what the transforms throw.
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
