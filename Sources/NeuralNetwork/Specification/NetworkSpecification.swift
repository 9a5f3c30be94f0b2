public import Core

/// A whole network as a description: the shape of one input and the layers in order.
public struct NetworkSpecification: Codable, Sendable, Equatable {
  /// The shape of one input sample.
  public var input: FeatureShape
  /// The layers, first to last; the last one's output are the logits of the classes.
  public var layers: [LayerSpecification]

  /// Makes a description; ``shapes()`` tells whether the layers fit.
  public init(input: FeatureShape, layers: [LayerSpecification]) {
    self.input = input
    self.layers = layers
  }

  /// The output shape of every layer.
  /// - Throws: `NetworkError` `.shape`, its subject naming the first layer that does not fit.
  public func shapes() throws(NetworkError) -> [FeatureShape] {
    try input.validate()
    var shapes: [FeatureShape] = []
    for (index, layer) in layers.enumerated() {
      do {
        let shape = try layer.outputShape(of: shapes.last ?? input)
        try shape.validate()
        shapes.append(shape)
      } catch {
        throw NetworkError(error.code, error.message, subject: "layer \(index)")
      }
    }
    return shapes
  }

  /// The number of classes: the length of the last layer's output.
  /// - Throws: `NetworkError` `.shape` if the layers do not fit or do not end in a vector.
  public func classCount() throws(NetworkError) -> Int {
    guard case .vector(let count)? = try shapes().last else {
      throw NetworkError(.shape, "a network must end in a vector of logits. Add a dense layer or a global pooling.")
    }
    return count
  }

  /// The number of values that training changes; running statistics are not counted.
  /// - Throws: `NetworkError` `.shape`.
  public func parameterCount() throws(NetworkError) -> Int {
    try ParameterLayout(self).slots.reduce(0) { $1.role.isTrained ? $0 + $1.count : $0 }
  }
}
