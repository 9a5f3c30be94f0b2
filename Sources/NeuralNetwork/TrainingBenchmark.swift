public import Core
internal import Foundation

/// Measures how fast this machine trains a small convolutional network; its peers are in the project's benchmarks.
///
/// The network: 1 × 64 × 128 inputs; four blocks of 3 × 3 convolution (16, 32, 64, 128 channels), rectifier, 2 × 2 maximum
/// pooling and dropout of 0.25; global mean; 4 classes; cross-entropy; Adam.
public struct TrainingBenchmark: Codable, Sendable, Equatable {
  /// The samples of a batch.
  public let batchSize: Int
  /// The parts a batch is split into.
  public let microShards: Int
  /// The threads at work.
  public let threads: Int
  /// The median time of a step in milliseconds.
  public let millisecondsPerStep: Double
  /// Samples a second at the median.
  public let imagesPerSecond: Double
  /// The processor time of a step in milliseconds, all threads together.
  public let processorMillisecondsPerStep: Double

  /// The network that is trained.
  public static let specification = NetworkSpecification(
    input: .map(channels: 1, height: 64, width: 128),
    layers: [16, 32, 64, 128].flatMap { channels -> [LayerSpecification] in
      [.convolution(channels: channels, kernel: 3, relu: true), .maxPool(size: 2), .dropout(rate: 0.25)]
    } + [.globalAveragePool, .dense(units: 4)])

  /// Steps before those that are measured.
  public static let warmUp = 8

  /// Trains for `steps` steps after ``warmUp`` ones, on the same random samples again and again.
  /// - Throws: `NetworkError`.
  public static func run(batchSize: Int = 32, threads: Int, steps: Int = 60) throws(NetworkError) -> Self {
    var generator = SeededGenerator(seed: 1)
    let inputs = (0..<batchSize * specification.input.count).map { _ in Float(generator.normal()) }
    var targets = [Float](repeating: 0, count: batchSize * 4)
    for sample in 0..<batchSize { targets[4 * sample + generator.integer(below: 4)] = 1 }
    return try run(batchSize: batchSize, threads: threads, steps: steps) { _ in (inputs, targets) }
  }

  /// Trains for `steps` steps after ``warmUp`` ones; what making their samples takes is a part of each.
  /// - Parameter batch: the inputs and targets of a step, counted from 0.
  /// - Throws: `NetworkError`.
  public static func run(
    batchSize: Int, threads: Int, steps: Int, batch: (_ step: Int) -> (inputs: [Float], targets: [Float])
  ) throws(NetworkError) -> Self {
    precondition(steps > 0, "at least one step")
    let microShards = min(4, batchSize)
    let trainer = try NetworkTrainer(
      specification: specification,
      configuration: TrainerConfiguration(batchSize: batchSize, microShards: microShards, threads: threads))
    func train(_ step: Int) throws(NetworkError) {
      let batch = batch(step)
      _ = try trainer.step(inputs: batch.inputs, targets: batch.targets, sampleWeights: nil)
    }
    for step in 0..<warmUp { try train(step) }
    var times: [Double] = []
    let processorStart = clock()
    for step in 0..<steps {
      let start = DispatchTime.now().uptimeNanoseconds
      try train(warmUp + step)
      times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
    }
    let processor = Double(clock() - processorStart) / Double(CLOCKS_PER_SEC) * 1000 / Double(steps)
    let median = times.sorted()[steps / 2]
    return TrainingBenchmark(
      batchSize: batchSize, microShards: microShards, threads: threads, millisecondsPerStep: median,
      imagesPerSecond: Double(batchSize) * 1000 / median, processorMillisecondsPerStep: processor)
  }
}
