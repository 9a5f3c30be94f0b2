public import Core

/// A tensor in eight bits: every slice along its first axis has a scale of its own, and zero stays zero.
public struct QuantizedTensor: Sendable, Equatable {
  /// The tensor's name.
  public let name: String
  /// The lengths of its axes.
  public let shape: [Int]
  /// The values, −127 … 127, in row-major order.
  public let values: [Int8]
  /// What one step is worth in each slice.
  public let scales: [Float]

  /// Rounds `tensor` to the nearest steps of greatest value / 127.
  /// - Precondition: it has an axis.
  init(_ tensor: NamedTensor) {
    precondition(!tensor.shape.isEmpty, "a tensor has slices")
    (name, shape) = (tensor.name, tensor.shape)
    let length = max(1, tensor.values.count / max(1, shape[0]))
    let slices = stride(from: 0, to: tensor.values.count, by: length).map { tensor.values[$0..<($0 + length)] }
    let scales = slices.map { slice in max(slice.reduce(0) { max($0, abs($1)) } / 127, .leastNormalMagnitude) }
    values = zip(slices, scales).flatMap { slice, scale in
      slice.map { Int8(max(-127, min(127, ($0 / scale).rounded()))) }
    }
    self.scales = scales
  }

  /// The tensor that the steps stand for.
  var restored: NamedTensor {
    let length = max(1, values.count / max(1, scales.count))
    return NamedTensor(
      name: name, shape: shape, values: values.enumerated().map { Float($1) * scales[$0 / length] })
  }
}

/// A network's weights with kernels and matrices in eight bits; biases and normalisations stay as they are.
public struct QuantizedWeights: Sendable, Equatable {
  /// The kernels and matrices.
  public let quantized: [QuantizedTensor]
  /// All other tensors.
  public let plain: [NamedTensor]

  /// Rounds the weights of a network.
  /// - Throws: `NetworkError` if they do not fit it or are no numbers.
  public init(_ weights: NetworkWeights, of specification: NetworkSpecification) throws(NetworkError) {
    let tensors = try weights.checked(for: specification).tensors
    if let tensor = tensors.first(where: { !$0.values.allSatisfy(\.isFinite) }) {
      throw NetworkError(
        .weights, "holds what is no number, so it cannot be rounded. Train anew.", subject: tensor.name)
    }
    let names = Set(try ParameterLayout(specification).slots.filter(\.decays).map(\.name))
    quantized = tensors.filter { names.contains($0.name) }.map(QuantizedTensor.init)
    plain = tensors.filter { !names.contains($0.name) }
  }

  /// The weights that a network predicts with after rounding.
  public var restored: NetworkWeights { NetworkWeights(tensors: quantized.map(\.restored) + plain) }
}
