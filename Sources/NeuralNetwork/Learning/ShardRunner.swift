internal import Core

/// One batch on its way through the shards.
struct Batch: Sendable {
  let inputs: [Float]
  let labels: [Int]
  let sampleWeights: [Float]?
  let totalWeight: Double
  let step: Int
  let version: Int
}

/// Runs the shards of a batch forward and backward on a team's threads and adds their gradients in a fixed order.
///
/// `@unchecked Sendable`: all that is stored here is constant but what the objects hold. Worker `w` alone touches what
/// `seats[w]` holds; `shards[s]` has one writer, the worker that took `s`; the trained weights are only read while shards
/// run and each piece of them has one writer while they are updated; the team's lock orders these phases and the
/// caller's reads.
final class ShardRunner: @unchecked Sendable {
  let layout: ParameterLayout
  let trained: AlignedBuffer
  let running: AlignedBuffer
  private let shards: [Shard]
  private let seats: [Seat]
  private let specification: NetworkSpecification
  private let loss: SoftmaxCrossEntropy
  private let seed: UInt64
  private let engine: Engine
  private let team: WorkerTeam

  /// What comes of one shard.
  private final class Shard {
    let gradients: AlignedBuffer
    let statistics: AlignedBuffer
    var loss = 0.0
    var correct = 0

    init(_ layout: ParameterLayout) throws(NetworkError) {
      gradients = try AlignedBuffer(count: layout.trainedCount)
      statistics = try AlignedBuffer(count: layout.statisticsCount)
    }
  }

  /// One worker's networks, by batch size.
  private final class Seat {
    var networks: [Int: Network] = [:]
  }

  /// The sum of all shards' gradients after ``reduce(_:shards:)``.
  var gradients: AlignedBuffer { shards[0].gradients }

  init(
    _ specification: NetworkSpecification, _ layout: ParameterLayout, shards: Int, loss: SoftmaxCrossEntropy,
    seed: UInt64, _ engine: Engine, _ team: WorkerTeam
  ) throws(NetworkError) {
    self.specification = specification
    self.layout = layout
    self.loss = loss
    self.seed = seed
    self.engine = engine
    self.team = team
    trained = try AlignedBuffer(count: layout.trainedCount)
    running = try AlignedBuffer(count: layout.statisticsCount)
    self.shards = try (0..<shards).map { _ throws(NetworkError) in try Shard(layout) }
    seats = (0..<team.count).map { _ in Seat() }
  }

  /// Computes every shard's gradients; shard `s` is the samples `ranges[s]`.
  func run(_ batch: Batch, ranges: [Range<Int>]) throws(NetworkError) -> (loss: Double, correct: Int) {
    try team.run(items: ranges.count) { worker, shard throws(NetworkError) in
      try self.runShard(shard, ranges[shard], batch, worker)
    }
    return shards[..<ranges.count].reduce((0, 0)) { ($0.0 + $1.loss, $0.1 + $1.correct) }
  }

  private func runShard(_ index: Int, _ range: Range<Int>, _ batch: Batch, _ worker: Int) throws(NetworkError) {
    let network = try network(of: worker, batch: range.count)
    try network.loadWeights(version: batch.version)
    let size = specification.input.count
    batch.inputs.withUnsafeBufferPointer {
      _ = network.input.value.values.update(fromContentsOf: $0[range.lowerBound * size..<range.upperBound * size])
    }
    try network.forward(PassKey(seed: seed, step: batch.step, shard: index))
    guard let gradient = network.output.gradient else { preconditionFailure("a network in training has gradients") }
    let shard = shards[index]
    (shard.loss, shard.correct) = loss.evaluate(
      logits: network.output.value.values, gradient: gradient.values, labels: batch.labels[range],
      sampleWeights: batch.sampleWeights?[range], totalWeight: batch.totalWeight)
    try network.backward()
    shard.gradients.copy(from: network.buffers.gradients)
    shard.statistics.copy(from: network.buffers.batchStatistics)
  }

  /// Adds one piece of all shards' gradients into the first's, in the order of the shards.
  func reduce(_ range: Range<Int>, shards count: Int) {
    let sum = UnsafeMutableBufferPointer(rebasing: gradients.values[range])
    for shard in shards[..<count].dropFirst() {
      let addend = UnsafeMutableBufferPointer(rebasing: shard.gradients.values[range])
      for i in sum.indices { sum[i] += addend[i] }
    }
  }

  /// Lets the running statistics follow the shards' means and variances.
  ///
  /// running ← (1 − momentum) · running + momentum · Σ (shard's samples / batch's samples) · shard's value, shards in
  /// order; variances are unbiased (n / (n − 1)), as in PyTorch.
  func followStatistics(ranges: [Range<Int>]) throws(NetworkError) {
    let shapes = try specification.shapes()
    let samples = Double(ranges.reduce(0) { $0 + $1.count })
    for (index, layer) in specification.layers.enumerated() {
      guard case .batchNormalization(let momentum, _) = layer else { continue }
      let area = shapes[index].count / shapes[index].channels
      for slot in layout.byLayer[index].values where !slot.role.isTrained {
        for position in slot.range {
          var fresh = 0.0
          for (shard, range) in ranges.enumerated() {
            let n = Double(range.count * area)
            let unbias = slot.role == .runningVariance && n > 1 ? n / (n - 1) : 1
            fresh += Double(range.count) / samples * unbias * Double(shards[shard].statistics.values[position])
          }
          running.values[position] = Float((1 - momentum) * Double(running.values[position]) + momentum * fresh)
        }
      }
    }
  }

  /// The kernels of one training network and oneDNN's names for their implementations.
  func implementationNames(batch: Int) throws(NetworkError) -> [String] {
    try team.run(items: 1) { _, _ throws(NetworkError) in _ = try self.network(of: 0, batch: batch) }
    return seats[0].networks[batch]?.implementationNames ?? []
  }

  private func network(of worker: Int, batch: Int) throws(NetworkError) -> Network {
    if let network = seats[worker].networks[batch] { return network }
    let buffers = ParameterBuffers(
      layout: layout, trained: trained, running: running, gradients: try AlignedBuffer(count: layout.trainedCount),
      batchStatistics: try AlignedBuffer(count: layout.statisticsCount))
    let network = try Network(specification, batch: batch, isTraining: true, buffers, engine)
    seats[worker].networks[batch] = network
    return network
  }
}
