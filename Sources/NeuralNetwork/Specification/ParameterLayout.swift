internal import Core

/// What a learnt tensor does in its layer.
enum ParameterRole: String {
  case weight, bias
  case runningMean = "running_mean"
  case runningVariance = "running_var"
  case reduceWeight = "reduce.weight"
  case reduceBias = "reduce.bias"
  case expandWeight = "expand.weight"
  case expandBias = "expand.bias"

  /// Whether gradients change it; running statistics follow the batches instead.
  var isTrained: Bool { self != .runningMean && self != .runningVariance }
}

/// One learnt tensor and its place in the flat buffer of all tensors of its kind.
struct ParameterSlot {
  /// As PyTorch's state of a `Sequential` called `layers` would name it.
  let name: String
  let role: ParameterRole
  /// PyTorch's order of axes: outputs, inputs per group, kernel height, kernel width.
  let shape: [Int]
  let count: Int
  /// In elements from the start of the buffer; a multiple of 16, so that every tensor begins on a cache line.
  let offset: Int
  /// What it holds before training.
  let first: FirstValues
  /// Whether weight decay applies: to kernels and matrices, not to biases and normalisations.
  let decays: Bool
  /// λ of the penalty λ·Σw² that the layer itself asks for.
  let penalty: Double
  var range: Range<Int> { offset..<offset + count }
}

/// Where every learnt tensor of a network lives: trained ones in one flat buffer, running statistics in another.
struct ParameterLayout {
  private(set) var slots: [ParameterSlot] = []
  /// The tensors of each layer of the specification, by role.
  private(set) var byLayer: [[ParameterRole: ParameterSlot]] = []
  private(set) var trainedCount = 0
  private(set) var statisticsCount = 0

  init(_ specification: NetworkSpecification) throws(NetworkError) {
    let shapes = try specification.shapes()
    for (index, layer) in specification.layers.enumerated() {
      byLayer.append([:])
      let input = index == 0 ? specification.input : shapes[index - 1]
      switch layer {
      case .convolution(let channels, let kernel, _, _, let groups, let hasBias, _):
        let window = kernel.height * kernel.width
        let fanIn = input.channels / groups * window
        try append(
          .weight, [channels, input.channels / groups, kernel.height, kernel.width],
          .rectified(fanIn: fanIn, fanOut: channels * window), decays: true)
        if hasBias { try append(.bias, [channels], .bias(fanIn: fanIn)) }
      case .dense(let units, let penalty):
        try append(
          .weight, [units, input.count], .linear(fanIn: input.count, fanOut: units), decays: true, penalty: penalty ?? 0
        )
        try append(.bias, [units], .bias(fanIn: input.count))
      case .batchNormalization:
        try append(.weight, [input.channels], .constant(1))
        try append(.bias, [input.channels], .constant(0))
        try append(.runningMean, [input.channels], .constant(0))
        try append(.runningVariance, [input.channels], .constant(1))
      case .attentionPool(let heads):
        try append(.weight, [heads, input.channels], .linear(fanIn: input.channels, fanOut: heads), decays: true)
      case .squeezeExcite(let reduction):
        let (channels, units) = (input.channels, input.channels / reduction)
        try append(.reduceWeight, [units, channels], .rectified(fanIn: channels, fanOut: units), decays: true)
        try append(.reduceBias, [units], .bias(fanIn: channels))
        try append(.expandWeight, [channels, units], .linear(fanIn: units, fanOut: channels), decays: true)
        try append(.expandBias, [channels], .bias(fanIn: units))
      case .relu, .maxPool, .averagePool, .dropout, .globalAveragePool, .heightMeanWidthMeanMaxPool, .flatten,
        .residual:
        break
      }
    }
  }

  private mutating func append(
    _ role: ParameterRole, _ shape: [Int], _ first: FirstValues, decays: Bool = false, penalty: Double = 0
  ) throws(NetworkError) {
    let layer = byLayer.count - 1
    var count = 1
    for length in shape {
      guard count <= FeatureShape.mostValues / length else {
        throw NetworkError(.shape, "its weights of \(shape) are too large.", subject: "layer \(layer)")
      }
      count *= length
    }
    let slot = ParameterSlot(
      name: "layers.\(layer).\(role.rawValue)", role: role, shape: shape, count: count,
      offset: role.isTrained ? trainedCount : statisticsCount, first: first, decays: decays, penalty: penalty)
    let padded = (count + 15) / 16 * 16
    if role.isTrained { trainedCount += padded } else { statisticsCount += padded }
    slots.append(slot)
    byLayer[layer][role] = slot
  }
}
