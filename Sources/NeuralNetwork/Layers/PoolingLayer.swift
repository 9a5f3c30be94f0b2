internal import COneDNN
internal import Core

/// The maximum or the mean of windows that do not overlap.
final class PoolingLayer: Layer {
  let output: Activation
  private var forwards = KernelSequence()
  private var backwards = KernelSequence()

  init(
    _ algorithm: dnnl_alg_kind_t, size: Extent, from input: Activation, to shape: FeatureShape, _ builder: KernelBuilder
  )
    throws(NetworkError)
  {
    let window = [Int64(size.height), Int64(size.width)]
    let none: [Int64] = [0, 0]
    let parts = builder.parts(input.shape)
    let (batch, engine) = (builder.batch / parts, builder.engine)
    let source = input.value.descriptor.forSamples(batch)
    var operation = dnnl_pooling_desc_t()
    var (from, to) = (source.raw, try MemoryDescriptor.any(shape.dimensions(batch: batch)).raw)
    try check(
      dnnl_pooling_forward_desc_init(
        &operation, builder.forwardKind, algorithm, &from, &to, window, window, none, none),
      "pooling")
    let kernel = try PrimitiveDescriptor(operation, engine, "pooling")
    let target = try kernel.required(dnnl_query_dst_md)
    output = try Activation(shape, target.forSamples(builder.batch), builder)
    // What a maximum came from, for its gradient.
    var workspaces: [(Int32, Tensor)] = []
    if let layout = kernel.layout(dnnl_query_workspace_md), layout.byteCount > 0 {
      for _ in 0..<parts { workspaces.append((DNNL_ARG_WORKSPACE, try builder.tensor(layout))) }
    }
    var sides: [Primitive] = []
    for part in 0..<parts {
      let ends = [
        (DNNL_ARG_SRC, try input.value.part(part, source, engine: engine)),
        (DNNL_ARG_DST, try output.value.part(part, target, engine: engine)),
      ]
      let bindings = workspaces.isEmpty ? ends : ends + [workspaces[part]]
      sides.append(try builder.kernel("pooling forward", kernel, bindings, side: part))
    }
    forwards.append(parts: sides)

    guard let outgoing = input.gradient, let incoming = output.gradient else { return }
    let (given, wanted) = (incoming.descriptor.forSamples(batch), outgoing.descriptor.forSamples(batch))
    (from, to) = (wanted.raw, given.raw)
    try check(
      dnnl_pooling_backward_desc_init(&operation, algorithm, &from, &to, window, window, none, none),
      "pooling's gradient")
    let gradient = try PrimitiveDescriptor(operation, engine, hint: kernel, "pooling's gradient")
    sides = []
    for part in 0..<parts {
      let ends = [
        (DNNL_ARG_DIFF_DST, try incoming.part(part, given, engine: engine)),
        (DNNL_ARG_DIFF_SRC, try outgoing.part(part, wanted, engine: engine)),
      ]
      let bindings = workspaces.isEmpty ? ends : ends + [workspaces[part]]
      sides.append(try builder.kernel("pooling gradient", gradient, bindings, side: part))
    }
    backwards.append(parts: sides)
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) { try forwards.run(on: stream) }
  func backward(on stream: Stream) throws(NetworkError) { try backwards.run(on: stream) }
}
