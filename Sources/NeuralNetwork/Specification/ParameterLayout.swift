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
  let initialization: WeightInitialization
  /// Whether weight decay applies: to kernels and matrices, not to biases and normalisations.
  let decays: Bool
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
          .weight, [channels, input.channels / groups, kernel.height, kernel.width], .heUniform(fanIn: fanIn),
          decays: true)
        if hasBias { try append(.bias, [channels], .constant(0)) }
      case .dense(let units):
        try append(.weight, [units, input.count], .glorotUniform(fanIn: input.count, fanOut: units), decays: true)
        try append(.bias, [units], .constant(0))
      case .batchNormalization:
        try append(.weight, [input.channels], .constant(1))
        try append(.bias, [input.channels], .constant(0))
        try append(.runningMean, [input.channels], .constant(0))
        try append(.runningVariance, [input.channels], .constant(1))
      case .attentionPool(let heads):
        try append(
          .weight, [heads, input.channels], .glorotUniform(fanIn: input.channels, fanOut: heads), decays: true)
      case .squeezeExcite(let reduction):
        let (channels, units) = (input.channels, input.channels / reduction)
        try append(.reduceWeight, [units, channels], .heUniform(fanIn: channels), decays: true)
        try append(.reduceBias, [units], .constant(0))
        try append(.expandWeight, [channels, units], .glorotUniform(fanIn: units, fanOut: channels), decays: true)
        try append(.expandBias, [channels], .constant(0))
      case .relu, .maxPool, .averagePool, .dropout, .globalAveragePool, .heightMeanWidthMeanMaxPool, .flatten,
        .residual:
        break
      }
    }
  }

  private mutating func append(
    _ role: ParameterRole, _ shape: [Int], _ initialization: WeightInitialization, decays: Bool = false
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
      offset: role.isTrained ? trainedCount : statisticsCount, initialization: initialization, decays: decays)
    let padded = (count + 15) / 16 * 16
    if role.isTrained { trainedCount += padded } else { statisticsCount += padded }
    slots.append(slot)
    byLayer[layer][role] = slot
  }
}
