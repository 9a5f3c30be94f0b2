import Core
import Manifest
import NeuralNetwork

/// Turns drawn samples into the numbers of a batch, with masks and mixup on the fly.
///
/// Every choice is keyed by (seed, epoch, place in the epoch).
struct BatchMaker {
  /// What a training step takes.
  struct Batch {
    var inputs: [Float] = []
    var targets: [Float] = []
    var weights: [Float]?
  }

  private let clips: LabelledInputs
  private let settings: TrainingSettings
  private let shape: FeatureShape
  private let rowWeights: [Float]?

  init(_ clips: LabelledInputs, shape: FeatureShape, settings: TrainingSettings) {
    self.clips = clips
    self.settings = settings
    self.shape = shape
    rowWeights =
      settings.classWeighting == .sources
      ? settings.classWeighting.rowWeights(labels: clips.labels, sources: clips.rows.map(\.source)) : nil
  }

  /// The batch of `samples`, the first of which is the `first`th of the epoch.
  func callAsFunction(_ samples: [EpochSampler.Sample], epoch: Int, first: Int) -> Batch {
    let classes = clips.positions.count
    var batch = Batch()
    batch.inputs.reserveCapacity(samples.count * shape.count)
    batch.targets = [Float](repeating: 0, count: samples.count * classes)
    for (index, sample) in samples.enumerated() {
      var values = clips.inputs.values(sample.view)
      var generator = SeededGenerator(seed: settings.seed, id: "sample \(first + index)", copy: epoch, step: "mask")
      mask(&values, &generator)
      batch.inputs += values
      batch.targets[index * classes + clips.labels[sample.row]] = 1
    }
    batch.weights = rowWeights.map { weights in samples.map { weights[$0.row] } }
    if settings.mixup > 0 { mix(&batch, samples.count, epoch: epoch, first: first) }
    return batch
  }

  /// SpecAugment (Park et al. 2019): with a half's probability each, up to `maskedBands` neighbouring rows and up to
  /// `maskedFrames` neighbouring columns of a map become zeros, the mean of standardised features.
  func mask(_ values: inout [Float], _ generator: inout SeededGenerator) {
    guard case .map(1, let bands, let frames) = shape else { return }
    if settings.maskedBands > 0, generator.uniform() < 0.5 {
      let range = Self.range(upTo: settings.maskedBands, of: bands, &generator)
      for index in (range.lowerBound * frames)..<(range.upperBound * frames) { values[index] = 0 }
    }
    if settings.maskedFrames > 0, generator.uniform() < 0.5 {
      let range = Self.range(upTo: settings.maskedFrames, of: frames, &generator)
      for band in 0..<bands { for frame in range { values[band * frames + frame] = 0 } }
    }
  }

  private static func range(upTo most: Int, of count: Int, _ generator: inout SeededGenerator) -> Range<Int> {
    let width = generator.integer(below: min(most, count) + 1)
    let first = generator.integer(below: count - width + 1)
    return first..<(first + width)
  }

  /// Mixup (Zhang et al. 2018): every sample and its target are blended with another of the batch by a share of
  /// Beta(α, α).
  private func mix(_ batch: inout Batch, _ count: Int, epoch: Int, first: Int) {
    var generator = SeededGenerator(seed: settings.seed, id: "sample \(first)", copy: epoch, step: "mixup")
    let partners = Array(0..<count).shuffled(with: &generator)
    let plain = batch
    for (index, partner) in partners.enumerated() {
      let share = Float(generator.beta(settings.mixup))
      func blend(_ target: inout [Float], _ source: [Float], _ width: Int) {
        for i in 0..<width {
          target[index * width + i] = share * source[index * width + i] + (1 - share) * source[partner * width + i]
        }
      }
      blend(&batch.inputs, plain.inputs, shape.count)
      blend(&batch.targets, plain.targets, clips.positions.count)
      if let weights = plain.weights {
        batch.weights?[index] = share * weights[index] + (1 - share) * weights[partner]
      }
    }
  }
}
