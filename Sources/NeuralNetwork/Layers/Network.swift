internal import COneDNN
internal import Core

/// A network built for one batch size, for training or for inference; it belongs to one thread at a time.
final class Network {
  let input: Activation
  let output: Activation
  private let stream: Stream
  private let layers: [any Layer]
  /// The kernels' work and oneDNN's names for their implementations.
  let implementationNames: [String]
  private var loadedVersion = -1

  /// Builds a network.
  /// - Parameters:
  ///   - memory: what its activations are kept in; networks that share it run one after the other.
  ///   - team: who shares out what may run side by side, where a network has more than one thread for itself.
  init(
    _ specification: NetworkSpecification, batch: Int, isTraining: Bool, _ buffers: ParameterBuffers, _ engine: Engine,
    memory: NetworkMemory = NetworkMemory(), team: WorkerTeam? = nil
  ) throws(NetworkError) {
    let largest =
      try specification.shapes().map { shape -> Int in
        let blocks = (shape.channels + 15) / 16
        return shape.count / shape.channels * blocks * 16
      }.max() ?? 0
    let builder = try KernelBuilder(
      engine: engine, batch: batch, isTraining: isTraining, memory: memory, largest: batch * largest)
    var assembly = try NetworkAssembly(specification, buffers, builder)
    try assembly.assemble()
    try builder.shareScratchpads()
    input = assembly.input
    output = assembly.current
    layers = assembly.layers
    implementationNames = builder.kernels.map { "\($0.work): \($0.primitive.implementationName)" }
    stream = try Stream(engine, team, sides: builder.sides)
  }

  /// Brings weights of a new `version` into the kernels' layouts; nothing is done if they are there already.
  func loadWeights(version: Int) throws(NetworkError) {
    if version == loadedVersion { return }
    for layer in layers { try layer.loadWeights(on: stream) }
    try stream.wait()
    loadedVersion = version
  }

  /// From `input.value` to `output.value`.
  func forward(_ key: PassKey) throws(NetworkError) {
    for layer in layers { try layer.forward(key, on: stream) }
    try stream.wait()
  }

  /// From `output.gradient` to the gradients in `buffers`.
  func backward() throws(NetworkError) {
    for layer in layers.reversed() { try layer.backward(on: stream) }
    try stream.wait()
  }
}

/// Turns a specification into layers and decides which of them work together.
private struct NetworkAssembly {
  let input: Activation
  private(set) var current: Activation
  private(set) var layers: [any Layer] = []
  private let specification: NetworkSpecification
  private let shapes: [FeatureShape]
  private let buffers: ParameterBuffers
  private let builder: KernelBuilder
  /// The blocks that residual connections span and that have begun, by the position of the connection.
  private var entries: [Int: (activation: Activation, entry: ResidualEntry)] = [:]
  /// A rectifier has run whose gradient no layer takes care of yet.
  private var awaitsGate = false

  init(_ specification: NetworkSpecification, _ buffers: ParameterBuffers, _ builder: KernelBuilder)
    throws(NetworkError)
  {
    self.specification = specification
    self.buffers = buffers
    self.builder = builder
    shapes = try specification.shapes()
    input = try Activation(
      specification.input, .plain(specification.input.dimensions(batch: builder.batch)), builder, hasGradient: false)
    current = input
  }

  mutating func assemble() throws(NetworkError) {
    var index = 0
    while index < specification.layers.count {
      for block in specification.residualStarts where block.start == index {
        closeGate()
        let entry = ResidualEntry(current)
        layers.append(entry)
        entries[block.end] = (current, entry)
      }
      let isFollowedByReLU = index + 1 < specification.layers.count && specification.layers[index + 1] == .relu
      switch specification.layers[index] {
      case .convolution, .dense:
        try appendLinear(index, isFollowedByReLU: isFollowedByReLU)
        if isFollowedByReLU { index += 1 }
      default: try append(index)
      }
      index += 1
    }
    closeGate()
  }

  private mutating func appendLinear(_ index: Int, isFollowedByReLU: Bool) throws(NetworkError) {
    closeGate()
    var relu = isFollowedByReLU
    let operation: any LinearOperation
    var parts = 1
    switch specification.layers[index] {
    case .convolution(_, let kernel, let stride, let padding, let groups, _, let fused):
      relu = relu || fused
      parts = builder.parts(current.shape, shapes[index])
      operation = try ConvolutionOperation(
        batch: builder.batch / parts, input: current.shape, output: shapes[index], kernel: kernel, stride: stride,
        padding: padding, groups: groups)
    default:
      if case .map = current.shape { try appendFlatten() }
      operation = DenseOperation(batch: builder.batch, inputs: current.shape.count, units: shapes[index].count)
    }
    let layer = try LinearLayer(
      operation, parts: parts, from: current, to: shapes[index], relu: relu, buffers.layout.byLayer[index], buffers,
      builder)
    advance(layer, layer.output)
    awaitsGate = relu
  }

  private mutating func append(_ index: Int) throws(NetworkError) {
    let shape = shapes[index]
    switch specification.layers[index] {
    case .convolution, .dense: preconditionFailure("linear layers are appended by appendLinear")
    case .maxPool(let size):
      // The gate, if one is due, moves behind the pooling, where there is less to do.
      let layer = try PoolingLayer(dnnl_pooling_max, size: size, from: current, to: shape, builder)
      advance(layer, layer.output)
    case .dropout(let rate):
      guard builder.isTraining, rate > 0 else { return }
      layers.append(DropoutLayer(rate: rate, on: current, index: index, isBehindRectifier: awaitsGate))
      awaitsGate = false
    case .relu:
      closeGate()
      layers.append(RectifierLayer(on: current))
      awaitsGate = true
    case .averagePool(let size):
      closeGate()
      let layer = try PoolingLayer(dnnl_pooling_avg_exclude_padding, size: size, from: current, to: shape, builder)
      advance(layer, layer.output)
    case .batchNormalization(_, let epsilon):
      closeGate()
      let layer = try BatchNormalizationLayer(
        epsilon: epsilon, from: current, buffers.layout.byLayer[index], buffers, builder)
      advance(layer, layer.output)
    case .globalAveragePool: try appendGlobalPool(.mean, shape)
    case .heightMeanWidthMeanMaxPool: try appendGlobalPool(.heightMeanWidthMeanMax, shape)
    case .attentionPool(let heads):
      closeGate()
      let layer = try AttentionPoolingLayer(
        heads: heads, from: current, to: shape, buffers.layout.byLayer[index], buffers, builder)
      advance(layer, layer.output)
    case .squeezeExcite:
      closeGate()
      let layer = try SqueezeExciteLayer(from: current, buffers.layout.byLayer[index], buffers, builder)
      advance(layer, layer.output)
    case .residual:
      closeGate()
      guard let block = entries[index] else { preconditionFailure("a residual block has begun before it ends") }
      let layer = try ResidualLayer(from: block.activation, and: current, builder)
      block.entry.skipped = layer.skipped
      advance(layer, layer.output)
    case .flatten:
      closeGate()
      if case .map = current.shape { try appendFlatten() }
    }
  }

  private mutating func appendGlobalPool(_ kind: GlobalPoolingLayer.Kind, _ shape: FeatureShape) throws(NetworkError) {
    closeGate()
    let layer = try GlobalPoolingLayer(kind, from: current, to: shape, builder)
    advance(layer, layer.output)
  }

  private mutating func appendFlatten() throws(NetworkError) {
    let layer = try FlattenLayer(from: current, builder)
    advance(layer, layer.output)
  }

  private mutating func advance(_ layer: any Layer, _ output: Activation) {
    layers.append(layer)
    current = output
  }

  private mutating func closeGate() {
    if awaitsGate && builder.isTraining { layers.append(RectifierGate(on: current)) }
    awaitsGate = false
  }
}
