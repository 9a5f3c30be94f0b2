public import Core

/// A trained network that predicts; it may be used from several threads, which take turns.
public final class InferenceNetwork: Sendable {
  /// The network's description.
  public let specification: NetworkSpecification
  private let predictor: Predictor

  /// Makes a network of `specification` with `weights`, predicting on `threads` threads.
  /// - Throws: `NetworkError` `.shape` or `.weights` if they do not fit, `.kernel` if oneDNN refuses.
  public init(specification: NetworkSpecification, weights: NetworkWeights, threads: Int = 1) throws(NetworkError) {
    self.specification = specification
    let layout = try ParameterLayout(specification)
    let trained = try AlignedBuffer(count: layout.trainedCount)
    let running = try AlignedBuffer(count: layout.statisticsCount)
    layout.scatter(try weights.checked(for: specification).tensors, trained: trained, running: running)
    predictor = try Predictor(
      specification, layout, trained: trained, running: running, Engine(), WorkerTeam(count: threads))
  }

  /// The class probabilities of each sample, by the rule of the loss that the network was trained with.
  /// - Parameter inputs: whole samples one after the other, each in the specification's shape (so NCHW).
  /// - Throws: `NetworkError` `.shape` if `inputs` is no whole number of samples.
  public func predict(_ inputs: [Float], rule: ProbabilityRule = .softmax) throws(NetworkError) -> [[Float]] {
    rule.probabilities(try logits(inputs).rows(of: try specification.classCount()))
  }

  /// The outputs of the last layer of each sample, one row after the other.
  /// - Throws: `NetworkError` `.shape` if `inputs` is no whole number of samples.
  public func logits(_ inputs: [Float]) throws(NetworkError) -> [Float] { try predictor.logits(inputs, version: 0) }

  /// The kernels at work and oneDNN's names for their implementations, for tests and diagnosis.
  public func implementationNames() throws(NetworkError) -> [String] { try predictor.implementationNames() }
}

extension ParameterLayout {
  /// Copies tensors, in the order of the slots, into the flat buffers.
  func scatter(_ tensors: [NamedTensor], trained: AlignedBuffer, running: AlignedBuffer) {
    for (slot, tensor) in zip(slots, tensors) {
      let buffer = slot.role.isTrained ? trained : running
      _ = buffer.values[slot.range].update(fromContentsOf: tensor.values)
    }
  }

  /// The tensors that the flat buffers hold; without `running`, the trained ones only.
  func gather(trained: AlignedBuffer, running: AlignedBuffer? = nil) -> [NamedTensor] {
    slots.compactMap { slot in
      guard let buffer = slot.role.isTrained ? trained : running else { return nil }
      return NamedTensor(name: slot.name, shape: slot.shape, values: Array(buffer.values[slot.range]))
    }
  }
}
