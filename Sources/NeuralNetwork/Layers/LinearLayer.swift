internal import COneDNN
internal import Core

/// A convolution or a dense layer, optionally with a rectifier fused into its forward pass.
///
/// The rectifier's gradient is the business of a ``RectifierGate`` behind it.
final class LinearLayer: Layer {
  let output: Activation
  private var loads: [Primitive] = []
  private var forwards: [Primitive] = []
  private var backwards: [Primitive] = []

  init(
    _ operation: any LinearOperation, from input: Activation, to shape: FeatureShape, relu: Bool,
    _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers, _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let slot = slots[.weight] else { preconditionFailure("a linear layer has weights") }
    let tensors = try LinearTensors(operation, hasBias: slots[.bias] != nil)
    let kernel = try operation.forward(tensors, builder.forwardKind, relu: relu, builder.engine)
    output = try Activation(shape, kernel.required(dnnl_query_dst_md), builder)

    let plainWeights = try builder.view(buffers.trained, slot, as: operation.weights)
    let source = try builder.reading(input.value, as: kernel.required(dnnl_query_src_md))
    let weights = try builder.reading(plainWeights, as: kernel.required(dnnl_query_weights_md))
    loads += [weights.copy].compactMap(\.self)
    var bindings = [
      (DNNL_ARG_SRC, source.tensor), (DNNL_ARG_WEIGHTS, weights.tensor), (DNNL_ARG_DST, output.value),
    ]
    if let bias = slots[.bias] { bindings.append((DNNL_ARG_BIAS, try builder.view(buffers.trained, bias))) }
    forwards = [source.copy].compactMap(\.self) + [try builder.kernel("\(operation.name) forward", kernel, bindings)]

    guard let outputGradient = output.gradient else { return }
    let sides = Sides(input: input, source: source.tensor, plainWeights: plainWeights, outputGradient: outputGradient)
    try buildWeightGradient(operation, tensors, kernel, sides, slots, buffers, builder)
    try buildInputGradient(operation, tensors, kernel, sides, builder)
  }

  private struct Sides {
    let input: Activation
    let source: Tensor
    let plainWeights: Tensor
    let outputGradient: Tensor
  }

  private func buildWeightGradient(
    _ operation: any LinearOperation, _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ sides: Sides,
    _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers, _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let slot = slots[.weight] else { return }
    let kernel = try operation.weightGradient(tensors, hint, builder.engine)
    let source = try builder.reading(sides.source, as: kernel.required(dnnl_query_src_md))
    let incoming = try builder.reading(sides.outputGradient, as: kernel.required(dnnl_query_diff_dst_md))
    let gradient = try builder.writing(
      builder.view(buffers.gradients, slot, as: operation.weights), as: kernel.required(dnnl_query_diff_weights_md))
    var bindings = [
      (DNNL_ARG_SRC, source.tensor), (DNNL_ARG_DIFF_DST, incoming.tensor), (DNNL_ARG_DIFF_WEIGHTS, gradient.tensor),
    ]
    if let bias = slots[.bias] { bindings.append((DNNL_ARG_DIFF_BIAS, try builder.view(buffers.gradients, bias))) }
    backwards += [source.copy, incoming.copy].compactMap(\.self)
    backwards.append(try builder.kernel("\(operation.name) weight gradient", kernel, bindings))
    backwards += [gradient.copy].compactMap(\.self)
  }

  private func buildInputGradient(
    _ operation: any LinearOperation, _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ sides: Sides,
    _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let inputGradient = sides.input.gradient else { return }
    let kernel = try operation.inputGradient(tensors, hint, builder.engine)
    let weights = try builder.reading(sides.plainWeights, as: kernel.required(dnnl_query_weights_md))
    let incoming = try builder.reading(sides.outputGradient, as: kernel.required(dnnl_query_diff_dst_md))
    let outgoing = try builder.writing(inputGradient, as: kernel.required(dnnl_query_diff_src_md))
    loads += [weights.copy].compactMap(\.self)
    backwards += [incoming.copy].compactMap(\.self)
    backwards.append(
      try builder.kernel(
        "\(operation.name) input gradient", kernel,
        [
          (DNNL_ARG_DIFF_DST, incoming.tensor), (DNNL_ARG_WEIGHTS, weights.tensor),
          (DNNL_ARG_DIFF_SRC, outgoing.tensor),
        ]))
    backwards += [outgoing.copy].compactMap(\.self)
  }

  func loadWeights(on stream: Stream) throws(NetworkError) { for load in loads { try load.run(on: stream) } }
  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    for kernel in forwards { try kernel.run(on: stream) }
  }
  func backward(on stream: Stream) throws(NetworkError) { for kernel in backwards { try kernel.run(on: stream) } }
}
