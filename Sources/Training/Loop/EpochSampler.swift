import Core

/// Draws which clips an epoch trains on, in which order, and where they are masked.
///
/// Every choice is keyed by (seed, epoch or clip), so it does not depend on threads or on what was drawn before.
struct EpochSampler {
  private let settings: TrainingSettings
  private let clipsOfRecording: [[Int]]

  /// - Parameter recordings: the recording of each clip, by position.
  init(recordings: [String], settings: TrainingSettings) {
    self.settings = settings
    clipsOfRecording = Dictionary(grouping: recordings.indices) { recordings[$0] }
      .sorted { precedesInBytes($0.key, $1.key) }.map(\.value)
  }

  /// The batches of an epoch as clip positions.
  func batches(epoch: Int) -> [[Int]] {
    var generator = SeededGenerator(seed: settings.seed, id: "epoch", copy: epoch, step: "batches")
    let most = settings.clipsPerRecording > 0 ? settings.clipsPerRecording : Int.max
    let drawn = clipsOfRecording.flatMap { clips in
      clips.count <= most ? clips : Array(clips.shuffled(with: &generator).prefix(most))
    }
    let order = drawn.shuffled(with: &generator)
    return stride(from: 0, to: order.count, by: settings.batchSize).map { start in
      Array(order[start..<min(start + settings.batchSize, order.count)])
    }
  }

  /// Masks up to `maskedBands` neighbouring bands of every other clip with zeros, the mean of standardised features.
  func mask(_ features: inout [Float], bands: Int, clip: Int, epoch: Int) {
    guard settings.maskedBands > 0 else { return }
    var generator = SeededGenerator(seed: settings.seed, id: "clip \(clip)", copy: epoch, step: "mask")
    guard generator.uniform() < 0.5 else { return }
    let width = generator.integer(below: min(settings.maskedBands, bands) + 1)
    let first = generator.integer(below: bands - width + 1)
    let frames = features.count / bands
    for index in (first * frames)..<((first + width) * frames) { features[index] = 0 }
  }
}
