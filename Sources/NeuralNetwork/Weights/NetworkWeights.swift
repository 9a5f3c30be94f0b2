public import Core

/// A tensor with a name, as it stands in a weight file.
public struct NamedTensor: Sendable, Equatable {
  /// For example `layers.0.weight`.
  public let name: String
  /// The lengths of the axes, outermost first.
  public let shape: [Int]
  /// The values in row-major order.
  public var values: [Float]

  /// Makes a tensor.
  /// - Precondition: `values` fill `shape`.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "values fill the shape")
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// Everything a network has learnt: weights, biases and the running statistics of batch normalisation.
///
/// Names and axes are those of PyTorch's `state_dict` of a `Sequential` called `layers`.
public struct NetworkWeights: Sendable, Equatable {
  /// The tensors in the order of the layers.
  public var tensors: [NamedTensor]

  /// Gathers tensors; ``checked(for:)`` tells whether they fit a network.
  public init(tensors: [NamedTensor]) { self.tensors = tensors }

  /// Draws a network's first weights.
  ///
  /// Normalisations: scale 1, shift 0, mean 0, variance 1; all else by `rule`. Every tensor has its own generator, keyed by
  /// `seed` and its name.
  /// - Throws: `NetworkError` `.shape`.
  public init(
    initializing specification: NetworkSpecification, by rule: WeightInitialization = .he, seed: UInt64
  ) throws(NetworkError) {
    tensors = try ParameterLayout(specification).slots.map { slot in
      NamedTensor(
        name: slot.name, shape: slot.shape,
        values: slot.first.values(by: rule, count: slot.count, seed: seed, name: slot.name))
    }
  }

  /// The tensor called `name`, if there is one.
  public subscript(name: String) -> NamedTensor? { tensors.first { $0.name == name } }

  /// The same weights in the order of the network's layers.
  /// - Throws: `NetworkError` `.weights` naming a tensor that is missing, superfluous or of another shape.
  public func checked(for specification: NetworkSpecification) throws(NetworkError) -> NetworkWeights {
    let slots = try ParameterLayout(specification).slots
    var byName: [String: NamedTensor] = [:]
    for tensor in tensors { byName[tensor.name] = tensor }
    var ordered: [NamedTensor] = []
    for slot in slots {
      guard let tensor = byName.removeValue(forKey: slot.name) else {
        throw NetworkError(
          .weights, "this tensor is missing. The weights belong to another network.", subject: slot.name)
      }
      guard tensor.shape == slot.shape else {
        throw NetworkError(
          .weights, "has the shape \(tensor.shape), but the network needs \(slot.shape).", subject: slot.name)
      }
      ordered.append(tensor)
    }
    if let stranger = byName.keys.min() {
      throw NetworkError(
        .weights, "the network has no such tensor. The weights belong to another network.", subject: stranger)
    }
    return NetworkWeights(tensors: ordered)
  }
}
