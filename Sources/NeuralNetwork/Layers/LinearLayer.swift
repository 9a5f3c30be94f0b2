internal import COneDNN
internal import Core

/// A convolution or a dense layer, optionally with a rectifier fused into its forward pass.
///
/// The rectifier's gradient is the business of a ``RectifierGate`` behind it. The operation is that of one part of the batch:
/// the samples of parts run side by side, and the gradients of their weights are added in the order of the parts.
final class LinearLayer: Layer {
  let output: Activation
  private let parts: Int
  private var loads: [Primitive] = []
  private var forwards = KernelSequence()
  private var backwards = KernelSequence()

  init(
    _ operation: any LinearOperation, parts: Int, from input: Activation, to shape: FeatureShape, relu: Bool,
    _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers, _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let slot = slots[.weight] else { preconditionFailure("a linear layer has weights") }
    self.parts = parts
    let tensors = try LinearTensors(operation, hasBias: slots[.bias] != nil)
    let kernel = try operation.forward(tensors, builder.forwardKind, relu: relu, builder.engine)
    output = try Activation(shape, kernel.required(dnnl_query_dst_md).forSamples(builder.batch), builder)

    let plainWeights = try builder.view(buffers.trained, slot, as: operation.weights)
    let source = try builder.reading(input.value, as: kernel.required(dnnl_query_src_md).forSamples(builder.batch))
    let weights = try builder.weights(plainWeights, as: kernel.required(dnnl_query_weights_md))
    loads += [weights.copy].compactMap(\.self)
    var constants = [(DNNL_ARG_WEIGHTS, weights.tensor)]
    if let bias = slots[.bias] { constants.append((DNNL_ARG_BIAS, try builder.view(buffers.trained, bias))) }
    forwards.append(source.copy)
    forwards.append(
      parts: try sides("\(operation.name) forward", kernel, builder) { part throws(NetworkError) in
        let data = [
          (DNNL_ARG_SRC, try part(source.tensor, dnnl_query_src_md)),
          (DNNL_ARG_DST, try part(self.output.value, dnnl_query_dst_md)),
        ]
        return data + constants
      })

    guard let outputGradient = output.gradient else { return }
    let ends = Ends(input: input, source: source.tensor, plainWeights: plainWeights, outputGradient: outputGradient)
    try buildWeightGradient(operation, tensors, kernel, ends, slots, buffers, builder)
    try buildInputGradient(operation, tensors, kernel, ends, builder)
  }

  private struct Ends {
    let input: Activation
    let source: Tensor
    let plainWeights: Tensor
    let outputGradient: Tensor
  }

  /// The piece of a tensor of the whole batch that one part's kernel reads or writes.
  private struct Part {
    let index: Int
    let kernel: PrimitiveDescriptor
    let engine: Engine

    func callAsFunction(_ whole: Tensor, _ query: dnnl_query_t) throws(NetworkError) -> Tensor {
      try whole.part(index, kernel.required(query), engine: engine)
    }
  }

  /// One kernel a part.
  private func sides(
    _ work: String, _ kernel: PrimitiveDescriptor, _ builder: KernelBuilder,
    _ bindings: (Part) throws(NetworkError) -> [(Int32, Tensor)]
  ) throws(NetworkError) -> [Primitive] {
    var made: [Primitive] = []
    for index in 0..<parts {
      let part = Part(index: index, kernel: kernel, engine: builder.engine)
      made.append(try builder.kernel(work, kernel, bindings(part), side: index))
    }
    return made
  }

  private func buildWeightGradient(
    _ operation: any LinearOperation, _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ ends: Ends,
    _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers, _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let slot = slots[.weight] else { return }
    let kernel = try operation.weightGradient(tensors, hint, builder.engine)
    let source = try builder.reading(ends.source, as: kernel.required(dnnl_query_src_md).forSamples(builder.batch))
    let incoming = try builder.reading(
      ends.outputGradient, as: kernel.required(dnnl_query_diff_dst_md).forSamples(builder.batch))
    let layout = try kernel.required(dnnl_query_diff_weights_md)
    let gradient = try builder.writing(builder.view(buffers.gradients, slot, as: operation.weights), as: layout)
    // The first part's gradients are written where the sum belongs, those of the others beside it.
    var weights = [gradient.tensor]
    var biases: [Tensor] = []
    for _ in 1..<parts { weights.append(try builder.tensor(layout)) }
    if let bias = slots[.bias] {
      biases = [try builder.view(buffers.gradients, bias)]
      for _ in 1..<parts { biases.append(try builder.tensor(biases[0].descriptor)) }
    }
    backwards.append(source.copy)
    backwards.append(incoming.copy)
    backwards.append(
      parts: try sides("\(operation.name) weight gradient", kernel, builder) { part throws(NetworkError) in
        let data = [
          (DNNL_ARG_SRC, try part(source.tensor, dnnl_query_src_md)),
          (DNNL_ARG_DIFF_DST, try part(incoming.tensor, dnnl_query_diff_dst_md)),
          (DNNL_ARG_DIFF_WEIGHTS, weights[part.index]),
        ]
        return biases.isEmpty ? data : data + [(DNNL_ARG_DIFF_BIAS, biases[part.index])]
      })
    backwards.append(sum: weights)
    backwards.append(sum: biases)
    backwards.append(gradient.copy)
  }

  private func buildInputGradient(
    _ operation: any LinearOperation, _ tensors: LinearTensors, _ hint: PrimitiveDescriptor, _ ends: Ends,
    _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let inputGradient = ends.input.gradient else { return }
    let kernel = try operation.inputGradient(tensors, hint, builder.engine)
    let weights = try builder.weights(ends.plainWeights, as: kernel.required(dnnl_query_weights_md))
    let incoming = try builder.reading(
      ends.outputGradient, as: kernel.required(dnnl_query_diff_dst_md).forSamples(builder.batch))
    let outgoing = try builder.writing(
      inputGradient, as: kernel.required(dnnl_query_diff_src_md).forSamples(builder.batch))
    loads += [weights.copy].compactMap(\.self)
    backwards.append(incoming.copy)
    backwards.append(
      parts: try sides("\(operation.name) input gradient", kernel, builder) { part throws(NetworkError) in
        [
          (DNNL_ARG_DIFF_DST, try part(incoming.tensor, dnnl_query_diff_dst_md)),
          (DNNL_ARG_WEIGHTS, weights.tensor),
          (DNNL_ARG_DIFF_SRC, try part(outgoing.tensor, dnnl_query_diff_src_md)),
        ]
      })
    backwards.append(outgoing.copy)
  }

  func loadWeights(on stream: Stream) throws(NetworkError) { for load in loads { try load.run(on: stream) } }
  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) { try forwards.run(on: stream) }
  func backward(on stream: Stream) throws(NetworkError) { try backwards.run(on: stream) }
}
