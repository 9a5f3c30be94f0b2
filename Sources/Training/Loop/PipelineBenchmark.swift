public import Core
import Manifest
public import NeuralNetwork

/// Measures training with all that lies between maps in memory and a step: samples are drawn, cut anywhere in their
/// recordings and masked, as in every epoch of a real training.
public enum PipelineBenchmark {
  /// Trains the benchmark's network for `steps` steps on random maps a quarter wider than its input, two samples of each.
  /// - Throws: `NetworkError`.
  public static func run(batchSize: Int, threads: Int, steps: Int) throws(NetworkError) -> TrainingBenchmark {
    let shape = TrainingBenchmark.specification.input
    guard case .map(_, let height, let width) = shape else { preconditionFailure("the network looks at maps") }
    let settings = TrainingSettings(model: .auscult, batchSize: batchSize)
    let classes = ["0", "1", "2", "3"]
    // More would only fill memory: the epoch is gone through again.
    let recordings = max(1024, (batchSize + 1) / settings.clipsPerRecording)
    var inputs = InputSet(width: width, rows: recordings)
    var rows: [ManifestRow] = []
    for number in 0..<recordings {
      var generator = SeededGenerator(seed: UInt64(number))
      let columns = width * 5 / 4
      let values = (0..<height * columns).map { _ in Float(generator.uniform() - 0.5) }
      let source = InputSource(Matrix(rows: height, columns: columns, values: values))
      inputs.add(UnitInputs(sources: [source], views: [[InputView(source: 0, firstColumn: 0)]]), at: [number])
      rows.append(
        ManifestRow(
          id: "\(number)", fileName: "", label: classes[number % 4], split: .train, groupID: "", sourceFile: "",
          sourceSHA256: "", sampleRate: 2000, sampleCount: 0, kind: .segment, parentID: "\(number)", sha256: ""))
    }
    let clips = LabelledInputs(
      inputs: inputs, rows: rows, positions: Dictionary(uniqueKeysWithValues: zip(classes, classes.indices)))
    let batches = EpochSampler(inputs: inputs, recordings: rows.map(\.parentID), settings: settings).batches(epoch: 1)
      .filter { $0.count == batchSize }
    let maker = BatchMaker(clips, shape: shape, settings: settings)
    return try TrainingBenchmark.run(batchSize: batchSize, threads: threads, steps: steps) { step in
      let made = maker(batches[step % batches.count], epoch: 1, first: step * batchSize)
      return (made.inputs, made.targets)
    }
  }
}
