internal import COneDNN
internal import Core

/// Batch normalisation: by the batch's own statistics in training, by the running ones in inference.
final class BatchNormalizationLayer: Layer {
  let output: Activation
  private let forwards: [Primitive]
  private var backwards: [Primitive] = []

  init(
    epsilon: Double, from input: Activation, _ slots: [ParameterRole: ParameterSlot], _ buffers: ParameterBuffers,
    _ builder: KernelBuilder
  ) throws(NetworkError) {
    guard let scale = slots[.weight], let shift = slots[.bias], let mean = slots[.runningMean],
      let variance = slots[.runningVariance]
    else { preconditionFailure("a batch normalisation has four tensors") }
    let affine = dnnl_use_scale.rawValue | dnnl_use_shift.rawValue
    let flags = builder.isTraining ? affine : affine | dnnl_use_global_stats.rawValue
    var layout = input.value.descriptor.raw
    var operation = dnnl_batch_normalization_desc_t()
    try check(
      dnnl_batch_normalization_forward_desc_init(&operation, builder.forwardKind, &layout, Float(epsilon), flags),
      "batch normalisation")
    let kernel = try PrimitiveDescriptor(operation, builder.engine, "batch normalisation")
    output = try Activation(input.shape, kernel.required(dnnl_query_dst_md), builder)
    let statistics = builder.isTraining ? buffers.batchStatistics : buffers.running
    let moments = [
      (DNNL_ARG_MEAN, try builder.view(statistics, mean)), (DNNL_ARG_VARIANCE, try builder.view(statistics, variance)),
    ]
    // The gradient does not need the shift, but oneDNN 2.6 counts it among its arguments.
    let scaling = [
      (DNNL_ARG_SCALE, try builder.view(buffers.trained, scale)),
      (DNNL_ARG_SHIFT, try builder.view(buffers.trained, shift)),
    ]
    let data = [(DNNL_ARG_SRC, input.value), (DNNL_ARG_DST, output.value)]
    forwards = [try builder.kernel("batch normalisation forward", kernel, data + moments + scaling)]

    guard let incoming = output.gradient else { return }
    // The first layer's input has no gradient, but the kernel writes one nevertheless.
    let outgoing = if let gradient = input.gradient { gradient } else { try builder.tensor(input.value.descriptor) }
    var gradientLayout = outgoing.descriptor.raw
    try check(
      dnnl_batch_normalization_backward_desc_init(
        &operation, dnnl_backward, &gradientLayout, &layout, Float(epsilon), flags), "batch normalisation's gradient")
    let gradient = try PrimitiveDescriptor(operation, builder.engine, hint: kernel, "batch normalisation's gradient")
    let written = [
      (DNNL_ARG_DIFF_SRC, outgoing), (DNNL_ARG_DIFF_SCALE, try builder.view(buffers.gradients, scale)),
      (DNNL_ARG_DIFF_SHIFT, try builder.view(buffers.gradients, shift)),
    ]
    backwards = [
      try builder.kernel(
        "batch normalisation gradient", gradient,
        [(DNNL_ARG_SRC, input.value), (DNNL_ARG_DIFF_DST, incoming)] + moments + scaling + written)
    ]
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    for kernel in forwards { try kernel.run(on: stream) }
  }
  func backward(on stream: Stream) throws(NetworkError) { for kernel in backwards { try kernel.run(on: stream) } }
}
