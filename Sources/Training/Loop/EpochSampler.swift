import Core

/// Draws which samples an epoch trains on, and in which order.
///
/// Every choice is keyed by (seed, epoch), so it does not depend on threads or on what was drawn before.
struct EpochSampler {
  /// One training sample of an epoch.
  struct Sample: Equatable {
    /// The row it belongs to.
    var row: Int
    var view: InputView
  }

  private let settings: TrainingSettings
  private let inputs: InputSet
  private let rowsOfRecording: [[Int]]

  /// - Parameter recordings: the recording that each row comes from in the end.
  init(inputs: InputSet, recordings: [String], settings: TrainingSettings) {
    self.inputs = inputs
    self.settings = settings
    rowsOfRecording = Dictionary(grouping: recordings.indices) { recordings[$0] }
      .sorted { precedesInBytes($0.key, $1.key) }.map(\.value)
  }

  /// The batches of an epoch, counted from 1.
  func batches(epoch: Int) -> [[Sample]] {
    var generator = SeededGenerator(seed: settings.seed, id: "epoch", copy: epoch, step: "batches")
    let drawn = rowsOfRecording.flatMap { settings.randomCrops ? crops(of: $0, &generator) : clips(of: $0, &generator) }
    let order = drawn.shuffled(with: &generator)
    return stride(from: 0, to: order.count, by: settings.batchSize).map { start in
      Array(order[start..<min(start + settings.batchSize, order.count)])
    }
  }

  /// Samples at the clips' own places, at most `clipsPerRecording` of them.
  private func clips(of rows: [Int], _ generator: inout SeededGenerator) -> [Sample] {
    let most = settings.clipsPerRecording > 0 ? settings.clipsPerRecording : Int.max
    let all = rows.flatMap { row in inputs.views[row].map { Sample(row: row, view: $0) } }
    return all.count <= most ? all : Array(all.shuffled(with: &generator).prefix(most))
  }

  /// As many samples as asked for, anywhere in the recording or in one of its augmented copies.
  private func crops(of rows: [Int], _ generator: inout SeededGenerator) -> [Sample] {
    (0..<(settings.clipsPerRecording > 0 ? settings.clipsPerRecording : rows.count)).map { _ in
      let row = rows[generator.integer(below: rows.count)]
      let views = inputs.views[row]
      var view = views[generator.integer(below: views.count)]
      let room = inputs.sources[view.source].columns - inputs.width
      if room > 0 { view.firstColumn = generator.integer(below: room + 1) }
      return Sample(row: row, view: view)
    }
  }
}
