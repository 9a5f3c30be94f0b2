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

/// A two-dimensional convolution by oneDNN's direct kernels; its automatic choice is Winograd, less exact and slower.
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
  }

  func forward(
    _ tensors: LinearTensors, _ kind: dnnl_prop_kind_t, relu: Bool, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    let status = tensors.lend {
      dnnl_convolution_forward_desc_init(
        &operation, kind, dnnl_convolution_direct, $0, $1, $2, $3, strides, before, after)
    }
    try check(status, "a convolution")
    return try PrimitiveDescriptor(operation, engine, relu: relu, "a convolution")
  }

  func inputGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    let status = tensors.lend { input, weights, _, output in
      dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, input, weights, output, strides, before, after)
    }
    try check(status, "a convolution's input gradient")
    return try PrimitiveDescriptor(operation, engine, hint: hint, "a convolution's input gradient")
  }

  func weightGradient(
    _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ engine: Engine
  ) throws(NetworkError) -> PrimitiveDescriptor {
    var operation = dnnl_convolution_desc_t()
    let status = tensors.lend {
      dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, $0, $1, $2, $3, strides, before, after)
    }
    try check(status, "a convolution's weight gradient")
    return try PrimitiveDescriptor(operation, engine, hint: hint, "a convolution's weight gradient")
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
