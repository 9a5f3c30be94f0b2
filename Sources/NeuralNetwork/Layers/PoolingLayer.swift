internal import COneDNN
internal import Core

/// The maximum or the mean of windows that do not overlap.
final class PoolingLayer: Layer {
  let output: Activation
  private let forwards: [Primitive]
  private var backwards: [Primitive] = []

  init(
    _ algorithm: dnnl_alg_kind_t, size: Extent, from input: Activation, to shape: FeatureShape, _ builder: KernelBuilder
  )
    throws(NetworkError)
  {
    let window = [Int64(size.height), Int64(size.width)]
    let none: [Int64] = [0, 0]
    var operation = dnnl_pooling_desc_t()
    var (from, to) = (input.value.descriptor.raw, try MemoryDescriptor.any(shape.dimensions(batch: builder.batch)).raw)
    try check(
      dnnl_pooling_forward_desc_init(
        &operation, builder.forwardKind, algorithm, &from, &to, window, window, none, none),
      "pooling")
    let kernel = try PrimitiveDescriptor(operation, builder.engine, "pooling")
    output = try Activation(shape, kernel.required(dnnl_query_dst_md), builder)
    var bindings = [(DNNL_ARG_SRC, input.value), (DNNL_ARG_DST, output.value)]
    var workspace: Tensor?
    if let layout = kernel.layout(dnnl_query_workspace_md), layout.byteCount > 0 {
      let tensor = try builder.tensor(layout)
      bindings.append((DNNL_ARG_WORKSPACE, tensor))
      workspace = tensor
    }
    forwards = [try builder.kernel("pooling forward", kernel, bindings)]

    guard let outgoing = input.gradient, let incoming = output.gradient else { return }
    (from, to) = (outgoing.descriptor.raw, incoming.descriptor.raw)
    try check(
      dnnl_pooling_backward_desc_init(&operation, algorithm, &from, &to, window, window, none, none),
      "pooling's gradient")
    let gradient = try PrimitiveDescriptor(operation, builder.engine, hint: kernel, "pooling's gradient")
    bindings = [(DNNL_ARG_DIFF_DST, incoming), (DNNL_ARG_DIFF_SRC, outgoing)]
    if let workspace { bindings.append((DNNL_ARG_WORKSPACE, workspace)) }
    backwards = [try builder.kernel("pooling gradient", gradient, bindings)]
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    for kernel in forwards { try kernel.run(on: stream) }
  }
  func backward(on stream: Stream) throws(NetworkError) { for kernel in backwards { try kernel.run(on: stream) } }
}
