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
        if case .residual(let over) = layer { try checkResidual(at: index, over: over, shapes) }
        shapes.append(shape)
      } catch {
        throw NetworkError(error.code, error.message, subject: "layer \(index)")
      }
    }
    return shapes
  }

  /// The first layer of each block that a residual connection spans, by the position of the connection.
  var residualStarts: [(start: Int, end: Int)] {
    layers.enumerated().compactMap { index, layer in
      if case .residual(let over) = layer { (index - over, index) } else { nil }
    }
  }

  private func checkResidual(at index: Int, over: Int, _ shapes: [FeatureShape]) throws(NetworkError) {
    guard (1...max(1, index)).contains(over), index > 0 else {
      throw NetworkError(.shape, "a residual connection over \(over) layers begins before the first one.")
    }
    let start = index - over
    let entering = start == 0 ? input : shapes[start - 1]
    guard entering == shapes[index - 1] else {
      throw NetworkError(
        .shape, "a residual connection adds a \(entering) to a \(shapes[index - 1]). Both must have one shape.")
    }
    guard layers[start].keepsItsInput else {
      throw NetworkError(.shape, "a residual block cannot begin with \(layers[start]), which works in place.")
    }
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
