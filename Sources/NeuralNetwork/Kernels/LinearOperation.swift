internal import COneDNN
internal import Core

/// A map that is linear in its input and its weights: a convolution or a dense layer.
protocol LinearOperation {
  var name: String { get }
  var input: [Int] { get }
  /// As the kernel sees the weights; row-major they are the same bytes as the slot's shape.
  var weights: [Int] { get }
  /// The layout that the weights must have, or any.
  var weightLayout: dnnl_format_tag_t { get }
  var output: [Int] { get }
  /// The layout that input and output must have, or any.
  var activationLayout: dnnl_format_tag_t { get }

  func forward(_ tensors: LinearTensors, _ kind: dnnl_prop_kind_t, relu: Bool, _ engine: Engine) throws(NetworkError)
    -> PrimitiveDescriptor
  func inputGradient(_ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine) throws(NetworkError)
    -> PrimitiveDescriptor
  func weightGradient(_ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine) throws(NetworkError)
    -> PrimitiveDescriptor
}

/// The layouts offered to a linear operation's kernels.
struct LinearTensors {
  var input: dnnl_memory_desc_t
  var weights: dnnl_memory_desc_t
  var bias: dnnl_memory_desc_t?
  var output: dnnl_memory_desc_t

  init(_ operation: any LinearOperation, hasBias: Bool) throws(NetworkError) {
    input = try MemoryDescriptor(operation.input, operation.activationLayout).raw
    weights = try MemoryDescriptor(operation.weights, operation.weightLayout).raw
    bias = hasBias ? try MemoryDescriptor.plain([operation.output[1]]).raw : nil
    output = try MemoryDescriptor(operation.output, operation.activationLayout).raw
  }

  /// Calls `body` with pointers to the four descriptors; they are valid inside it only.
  func lend<Result>(
    _ body: (
      _ input: UnsafePointer<dnnl_memory_desc_t>, _ weights: UnsafePointer<dnnl_memory_desc_t>,
      _ bias: UnsafePointer<dnnl_memory_desc_t>?, _ output: UnsafePointer<dnnl_memory_desc_t>
    ) -> Result
  ) -> Result {
    withUnsafePointer(to: input) { input in
      withUnsafePointer(to: weights) { weights in
        withUnsafePointer(to: output) { output in
          guard let bias else { return body(input, weights, nil, output) }
          return withUnsafePointer(to: bias) { body(input, weights, $0, output) }
        }
      }
    }
  }
}

/// A two-dimensional convolution: by oneDNN's direct kernels, but while training by Winograd's where these pay.
///
/// Winograd's algorithm F(4 × 4, 3 × 3) takes a quarter of the products (Lavin and Gray, Fast Algorithms for Convolutional
/// Neural Networks, 2016) and rounds more coarsely, though gradients stay within 10⁻⁵ of PyTorch's: nothing beside the noise of
/// training, but a trained network is to answer as other programs do that read it. It wants whole vectors of channels on both sides, and pays on the
/// way forward where at least two of them go in; oneDNN's own choice between the two takes it for one channel as well, where it
/// is eight times slower.
struct ConvolutionOperation: LinearOperation {
  let name = "convolution"
  let input: [Int]
  let weights: [Int]
  let output: [Int]
  let weightLayout = dnnl_format_tag_any
  let activationLayout = dnnl_format_tag_any
  private let strides: [Int64]
  private let before: [Int64]
  private let after: [Int64]
  /// What a training's kernels are made by, the first of them that the processor has: on the way forward, and back.
  private let forwardAlgorithms: [dnnl_alg_kind_t]
  private let backwardAlgorithms: [dnnl_alg_kind_t]

  init(
    batch: Int, input shape: FeatureShape, output outputShape: FeatureShape, kernel: Extent, stride: Extent,
    padding: Padding, groups: Int
  ) throws(NetworkError) {
    let map = try shape.asMap(for: "a convolution")
    input = shape.dimensions(batch: batch)
    output = outputShape.dimensions(batch: batch)
    let (outputs, inputs) = (outputShape.channels / groups, map.channels / groups)
    weights = (groups > 1 ? [groups] : []) + [outputs, inputs, kernel.height, kernel.width]
    let rows = Window.along(map.height, kernel: kernel.height, stride: stride.height, padding: padding)
    let columns = Window.along(map.width, kernel: kernel.width, stride: stride.width, padding: padding)
    strides = [Int64(stride.height), Int64(stride.width)]
    before = [Int64(rows.paddingBefore), Int64(columns.paddingBefore)]
    // With padding `valid` and a stride, the last rows may be left over; oneDNN counts windows the same way.
    after = [Int64(rows.paddingAfter), Int64(columns.paddingAfter)]
    let isWinograd =
      groups == 1 && kernel == 3 && stride == 1 && inputs.isMultiple(of: 16) && outputs.isMultiple(of: 16)
    let (direct, both) = ([dnnl_convolution_direct], [dnnl_convolution_winograd, dnnl_convolution_direct])
    forwardAlgorithms = isWinograd && inputs >= 32 ? both : direct
    backwardAlgorithms = isWinograd ? both : direct
  }

  /// The kernel by the first of some algorithms for which there is one.
  private func kernel(
    _ algorithms: [dnnl_alg_kind_t], _ make: (dnnl_alg_kind_t) throws(NetworkError) -> PrimitiveDescriptor
  ) throws(NetworkError) -> PrimitiveDescriptor {
    for algorithm in algorithms.dropLast() { if let made = try? make(algorithm) { return made } }
    return try make(algorithms[algorithms.count - 1])
  }

  func forward(
    _ tensors: LinearTensors, _ kind: dnnl_prop_kind_t, relu: Bool, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    let algorithms = kind == dnnl_forward_training ? forwardAlgorithms : [dnnl_convolution_direct]
    return try kernel(algorithms) { algorithm throws(NetworkError) in
      var operation = dnnl_convolution_desc_t()
      let status = tensors.lend {
        dnnl_convolution_forward_desc_init(&operation, kind, algorithm, $0, $1, $2, $3, strides, before, after)
      }
      try check(status, "a convolution")
      return try PrimitiveDescriptor(operation, engine, relu: relu, "a convolution")
    }
  }

  func inputGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    try kernel(backwardAlgorithms) { algorithm throws(NetworkError) in
      var operation = dnnl_convolution_desc_t()
      let status = tensors.lend { input, weights, _, output in
        dnnl_convolution_backward_data_desc_init(
          &operation, algorithm, input, weights, output, strides, before, after)
      }
      try check(status, "a convolution's input gradient")
      return try PrimitiveDescriptor(operation, engine, hint: hint, "a convolution's input gradient")
    }
  }

  func weightGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    try kernel(backwardAlgorithms) { algorithm throws(NetworkError) in
      var operation = dnnl_convolution_desc_t()
      let status = tensors.lend {
        dnnl_convolution_backward_weights_desc_init(&operation, algorithm, $0, $1, $2, $3, strides, before, after)
      }
      try check(status, "a convolution's weight gradient")
      return try PrimitiveDescriptor(operation, engine, hint: hint, "a convolution's weight gradient")
    }
  }
}

/// A dense layer, oneDNN's inner product.
struct DenseOperation: LinearOperation {
  let name = "dense"
  let input: [Int]
  let weights: [Int]
  let weightLayout: dnnl_format_tag_t
  let output: [Int]
  let activationLayout = dnnl_ab

  /// Weights that no cache holds are left as they are: a pass reads each of them once, and every copy into another layout
  /// would take as long as that, and their memory again.
  init(batch: Int, inputs: Int, units: Int) {
    weightLayout = inputs * units > 1 << 24 ? dnnl_ab : dnnl_format_tag_any
    input = [batch, inputs]
    weights = [units, inputs]
    output = [batch, units]
  }

  func forward(
    _ tensors: LinearTensors, _ kind: dnnl_prop_kind_t, relu: Bool, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_inner_product_desc_t()
    let status = tensors.lend { dnnl_inner_product_forward_desc_init(&operation, kind, $0, $1, $2, $3) }
    try check(status, "a dense layer")
    return try PrimitiveDescriptor(operation, engine, relu: relu, "a dense layer")
  }

  func inputGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_inner_product_desc_t()
    let status = tensors.lend { input, weights, _, output in
      dnnl_inner_product_backward_data_desc_init(&operation, input, weights, output)
    }
    try check(status, "a dense layer's input gradient")
    return try PrimitiveDescriptor(operation, engine, hint: hint, "a dense layer's input gradient")
  }

  func weightGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_inner_product_desc_t()
    let status = tensors.lend { dnnl_inner_product_backward_weights_desc_init(&operation, $0, $1, $2, $3) }
    try check(status, "a dense layer's weight gradient")
    return try PrimitiveDescriptor(operation, engine, hint: hint, "a dense layer's weight gradient")
  }
}
