internal import Core

extension ONNXGraph {
  /// Adds the nodes of all layers, and those that make probabilities of the logits.
  mutating func addLayers(_ rule: ProbabilityRule) throws(NetworkError) {
    // What stands before each layer, and behind the last one.
    var values = ["input"]
    for (index, layer) in specification.layers.enumerated() {
      let shape = index == 0 ? specification.input : shapes[index - 1]
      if case .residual(let over) = layer {
        values.append(node("Add", [values[index], values[index - over]]))
      } else {
        values.append(try add(layer, index, to: values[index], shape))
      }
    }
    let logits = node("Identity", [values[values.count - 1]], output: "logits")
    switch rule {
    case .softmax: _ = node("Softmax", [logits], ["axis": .int(1)], output: "probabilities")
    case .sigmoid:
      add("class_axis", integers: [1])
      let shares = node("Sigmoid", [logits])
      let sum = node("ReduceSum", [shares, "class_axis"], ["keepdims": .int(1)])
      _ = node("Div", [shares, sum], output: "probabilities")
    }
  }

  /// Adds the nodes of one layer; returns the name of what comes out of it.
  private mutating func add(
    _ layer: LayerSpecification, _ index: Int, to input: String, _ shape: FeatureShape
  ) throws(NetworkError) -> String {
    func tensor(_ role: ParameterRole) -> String { "layers.\(index).\(role.rawValue)" }
    switch layer {
    case .convolution: return try addConvolution(layer, index, to: input, shape)
    case .batchNormalization(_, let epsilon):
      let tensors = [ParameterRole.weight, .bias, .runningMean, .runningVariance].map(tensor)
      return node("BatchNormalization", [input] + tensors, ["epsilon": .float(Float(epsilon))])
    case .relu: return node("Relu", [input])
    case .maxPool(let size): return addPool("MaxPool", size, to: input)
    case .averagePool(let size): return addPool("AveragePool", size, to: input)
    case .dropout, .residual: return input
    case .globalAveragePool: return flat(node("GlobalAveragePool", [input]))
    case .heightMeanWidthMeanMaxPool:
      let columns = mean(over: 2, of: input)
      let greatest = node("ReduceMax", [columns], ["axes": .ints([2]), "keepdims": .int(0)])
      return node("Concat", [mean(over: 2, of: columns), greatest], ["axis": .int(1)])
    case .attentionPool:
      let columns = mean(over: 2, of: input)
      let scores = node("MatMul", [tensor(.weight), columns])
      let attention = node("Softmax", [scores], ["axis": .int(2)])
      let turned = node("Transpose", [columns], ["perm": .ints([0, 2, 1])])
      return flat(node("MatMul", [attention, turned]))
    case .squeezeExcite:
      let means = flat(node("GlobalAveragePool", [input]))
      let hidden = node("Relu", [dense(means, tensor(.reduceWeight), tensor(.reduceBias))])
      let factors = node("Sigmoid", [dense(hidden, tensor(.expandWeight), tensor(.expandBias))])
      add("layers.\(index).axes", integers: [2, 3])
      return node("Mul", [input, node("Unsqueeze", [factors, "layers.\(index).axes"])])
    case .flatten: return flat(input)
    case .dense: return dense(flat(input), tensor(.weight), tensor(.bias))
    }
  }

  private mutating func addConvolution(
    _ layer: LayerSpecification, _ index: Int, to input: String, _ shape: FeatureShape
  ) throws(NetworkError) -> String {
    guard case .convolution(_, let kernel, let stride, let padding, let groups, let hasBias, let relu) = layer
    else { return input }
    let map = try shape.asMap(for: "a convolution")
    let rows = Window.along(map.height, kernel: kernel.height, stride: stride.height, padding: padding)
    let columns = Window.along(map.width, kernel: kernel.width, stride: stride.width, padding: padding)
    let output = node(
      "Conv", [input, "layers.\(index).weight"] + (hasBias ? ["layers.\(index).bias"] : []),
      [
        "kernel_shape": .ints([kernel.height, kernel.width]), "strides": .ints([stride.height, stride.width]),
        "pads": .ints([rows.paddingBefore, columns.paddingBefore, rows.paddingAfter, columns.paddingAfter]),
        "group": .int(groups),
      ])
    return relu ? node("Relu", [output]) : output
  }

  private mutating func addPool(_ type: String, _ size: Extent, to input: String) -> String {
    let sides = Attribute.ints([size.height, size.width])
    return node(type, [input], ["kernel_shape": sides, "strides": sides])
  }

  private mutating func mean(over axis: Int, of input: String) -> String {
    node("ReduceMean", [input], ["axes": .ints([axis]), "keepdims": .int(0)])
  }

  private mutating func flat(_ input: String) -> String { node("Flatten", [input], ["axis": .int(1)]) }

  private mutating func dense(_ input: String, _ weight: String, _ bias: String) -> String {
    node("Gemm", [input, weight, bias], ["transB": .int(1)])
  }
}
