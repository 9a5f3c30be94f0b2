internal import Core

/// Runs a network forward over any number of samples, in blocks of one fixed size.
///
/// The last block is filled up with zeros, which inference's samples do not see: a sample's logits are the same bytes
/// whatever its neighbours and however many threads.
///
/// `@unchecked Sendable`: worker `w` alone touches what `seats[w]` holds, and every block of the output has one writer; the
/// team's lock orders all of it before the caller reads.
final class Predictor: @unchecked Sendable {
  /// Samples a block: up to 16, and as few as keep what lies between the layers below some 8 MB, as touching memory for the first
  /// time took longer than judging a short recording.
  private let block: Int
  private let specification: NetworkSpecification
  private let classes: Int
  private let buffers: ParameterBuffers
  private let engine: Engine
  private let team: WorkerTeam
  private let seats: [Seat]

  /// One worker's network.
  private final class Seat {
    var network: Network?
  }

  init(
    _ specification: NetworkSpecification, _ layout: ParameterLayout, trained: AlignedBuffer, running: AlignedBuffer,
    _ engine: Engine, _ team: WorkerTeam
  ) throws(NetworkError) {
    self.specification = specification
    self.engine = engine
    self.team = team
    classes = try specification.classCount()
    let values = try specification.shapes().reduce(specification.input.count) { $0 + $1.count }
    block = max(1, min(16, (2 << 20) / values))
    let nothing = try AlignedBuffer(count: 0)
    buffers = ParameterBuffers(
      layout: layout, trained: trained, running: running, gradients: nothing, batchStatistics: nothing)
    seats = (0..<team.count).map { _ in Seat() }
  }

  /// The logits of all samples, one row after the other; `version` tells whether the weights have changed.
  func logits(_ inputs: [Float], version: Int) throws(NetworkError) -> [Float] {
    let size = specification.input.count
    guard inputs.count % size == 0 else {
      throw NetworkError(.shape, "\(inputs.count) input values are no whole number of samples of \(size) values.")
    }
    let samples = inputs.count / size
    let (block, classes) = (block, classes)
    let result = try AlignedBuffer(count: samples * classes)
    try team.run(items: (samples + block - 1) / block) { worker, item throws(NetworkError) in
      let network = try self.network(of: worker)
      try network.loadWeights(version: version)
      let range = item * block..<min((item + 1) * block, samples)
      let values = network.input.value.values
      inputs.withUnsafeBufferPointer { inputs in
        let end = values.update(fromContentsOf: inputs[range.lowerBound * size..<range.upperBound * size])
        values[end...].update(repeating: 0)
      }
      try network.forward(PassKey(seed: 0, step: 0, shard: 0))
      let logits = network.output.value.values[..<(range.count * classes)]
      _ = result.values[(range.lowerBound * classes)...].update(fromContentsOf: logits)
    }
    return Array(result.values)
  }

  /// The kernels of the inference network and oneDNN's names for their implementations.
  func implementationNames() throws(NetworkError) -> [String] {
    try team.run(items: 1) { _, _ throws(NetworkError) in _ = try self.network(of: 0) }
    return seats[0].network?.implementationNames ?? []
  }

  private func network(of worker: Int) throws(NetworkError) -> Network {
    if let network = seats[worker].network { return network }
    let network = try Network(specification, batch: block, isTraining: false, buffers, engine)
    seats[worker].network = network
    return network
  }
}
