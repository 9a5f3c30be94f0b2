internal import Core

/// One batch on its way through the shards.
struct Batch: Sendable {
  let inputs: [Float]
  /// The share of each class in each sample.
  let targets: [Float]
  let sampleWeights: [Float]?
  let totalWeight: Double
  let step: Int
  let version: Int
}

/// Runs the shards of a batch forward and backward on a team's threads and adds their gradients in a fixed order.
///
/// A batch that is one shard is run by the caller, and the team shares out the parts of its layers.
///
/// `@unchecked Sendable`: all that is stored here is constant but what the objects hold. Worker `w` alone touches what
/// `seats[w]` holds (or, where each shard has a seat, whoever has taken shard `s` what `seats[s]` holds); `shards[s]`
/// has one writer, the worker that took `s`; the trained weights are only read while shards
/// run and each piece of them has one writer while they are updated; the team's lock orders these phases and the
/// caller's reads.
final class ShardRunner: @unchecked Sendable {
  let layout: ParameterLayout
  let trained: AlignedBuffer
  let running: AlignedBuffer
  private let shards: [Shard]
  private let seats: [Seat]
  /// Whether each shard has a seat, whose networks write its gradients themselves; else each worker has one.
  private let isSeatedByShard: Bool
  private let specification: NetworkSpecification
  private let loss: LossFunction
  private let seed: UInt64
  private let engine: Engine
  private let team: WorkerTeam

  /// What comes of one shard.
  private final class Shard {
    let gradients: AlignedBuffer
    let statistics: AlignedBuffer
    var loss = 0.0
    var correct = 0
    var logits: [Float] = []

    init(_ layout: ParameterLayout) throws(NetworkError) {
      gradients = try AlignedBuffer(count: layout.trainedCount)
      statistics = try AlignedBuffer(count: layout.statisticsCount)
    }
  }

  /// Networks by batch size, which run one after the other, and what they share.
  private final class Seat {
    let gradients: AlignedBuffer
    let statistics: AlignedBuffer
    let memory = NetworkMemory()
    var networks: [Int: Network] = [:]

    init(gradients: AlignedBuffer, statistics: AlignedBuffer) {
      self.gradients = gradients
      self.statistics = statistics
    }
  }

  /// The sum of all shards' gradients after ``reduce(_:shards:)``.
  var gradients: AlignedBuffer { shards[0].gradients }

  init(
    _ specification: NetworkSpecification, _ layout: ParameterLayout, shards: Int, loss: LossFunction,
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
    // A loss that compares samples needs the networks of all shards at once.
    isSeatedByShard = loss.configuration.comparesSamples || shards <= team.count
    if isSeatedByShard {
      seats = self.shards.map { Seat(gradients: $0.gradients, statistics: $0.statistics) }
    } else {
      seats = try (0..<team.count).map { _ throws(NetworkError) in
        Seat(
          gradients: try AlignedBuffer(count: layout.trainedCount),
          statistics: try AlignedBuffer(count: layout.statisticsCount))
      }
    }
  }

  private var isAlone: Bool { shards.count == 1 }

  /// Runs `body` for each of `count` shards, by whoever is free.
  private func share(
    _ count: Int, _ body: @escaping @Sendable (_ worker: Int, _ shard: Int) throws(NetworkError) -> Void
  ) throws(NetworkError) {
    if isAlone {
      try team.lead { () throws(NetworkError) in try body(0, 0) }
    } else {
      try team.run(items: count, body)
    }
  }

  /// Computes every shard's gradients; shard `s` is the samples `ranges[s]`.
  func run(_ batch: Batch, ranges: [Range<Int>]) throws(NetworkError) -> (loss: Double, correct: Int) {
    if loss.configuration.comparesSamples { return try runTogether(batch, ranges: ranges) }
    try share(ranges.count) { worker, shard throws(NetworkError) in
      let seat = self.isSeatedByShard ? shard : worker
      let network = try self.forward(shard, ranges[shard], batch, seat: seat)
      let result = self.loss(
        logits: Array(network.output.value.values), targets: self.targets(of: ranges[shard], batch),
        sampleWeights: batch.sampleWeights?[ranges[shard]], totalWeight: batch.totalWeight)
      (self.shards[shard].loss, self.shards[shard].correct) = (result.loss, result.correct)
      try self.backward(network, gradient: result.gradient[...])
      if !self.isSeatedByShard {
        self.shards[shard].gradients.copy(from: self.seats[seat].gradients)
        self.shards[shard].statistics.copy(from: self.seats[seat].statistics)
      }
    }
    return shards[..<ranges.count].reduce((0, 0)) { ($0.0 + $1.loss, $0.1 + $1.correct) }
  }

  /// All shards forward, then the loss of the whole batch, then all shards backward; each keeps a network of its own.
  private func runTogether(_ batch: Batch, ranges: [Range<Int>]) throws(NetworkError) -> (loss: Double, correct: Int) {
    try share(ranges.count) { _, shard throws(NetworkError) in
      let network = try self.forward(shard, ranges[shard], batch, seat: shard)
      self.shards[shard].logits = Array(network.output.value.values)
    }
    let result = loss(
      logits: shards[..<ranges.count].flatMap(\.logits), targets: batch.targets[...], sampleWeights: nil,
      totalWeight: batch.totalWeight)
    try share(ranges.count) { _, shard throws(NetworkError) in
      let network = try self.network(in: shard, batch: ranges[shard].count)
      let classes = self.loss.classes
      let range = ranges[shard].lowerBound * classes..<ranges[shard].upperBound * classes
      try self.backward(network, gradient: result.gradient[range])
    }
    return (result.loss, result.correct)
  }

  private func targets(of range: Range<Int>, _ batch: Batch) -> ArraySlice<Float> {
    batch.targets[range.lowerBound * loss.classes..<range.upperBound * loss.classes]
  }

  private func forward(_ index: Int, _ range: Range<Int>, _ batch: Batch, seat: Int) throws(NetworkError) -> Network {
    let network = try network(in: seat, batch: range.count)
    try network.loadWeights(version: batch.version)
    let size = specification.input.count
    batch.inputs.withUnsafeBufferPointer {
      _ = network.input.value.values.update(fromContentsOf: $0[range.lowerBound * size..<range.upperBound * size])
    }
    try network.forward(PassKey(seed: seed, step: batch.step, shard: index))
    return network
  }

  private func backward(_ network: Network, gradient: ArraySlice<Float>) throws(NetworkError) {
    guard let target = network.output.gradient else { preconditionFailure("a network in training has gradients") }
    _ = target.values.update(fromContentsOf: gradient)
    try network.backward()
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
    try team.run(items: 1) { _, _ throws(NetworkError) in _ = try self.network(in: 0, batch: batch) }
    return seats[0].networks[batch]?.implementationNames ?? []
  }

  private func network(in seat: Int, batch: Int) throws(NetworkError) -> Network {
    if let network = seats[seat].networks[batch] { return network }
    let (gradients, statistics) = (seats[seat].gradients, seats[seat].statistics)
    let buffers = ParameterBuffers(
      layout: layout, trained: trained, running: running, gradients: gradients, batchStatistics: statistics)
    let network = try Network(
      specification, batch: batch, isTraining: true, buffers, engine, memory: seats[seat].memory,
      team: isAlone ? team : nil)
    seats[seat].networks[batch] = network
    return network
  }
}
