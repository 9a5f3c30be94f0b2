internal import Core

/// A layer's input and output, and their gradients, in row-major order, with the copies that bring them there and back.
struct PlainTensors {
  let input: Tensor
  let output: Tensor
  let outputGradient: Tensor?
  let inputGradient: Tensor?
  private let copyIn, copyOut, copyGradientIn, copyGradientOut: Primitive?

  init(from input: Activation, to output: Activation, _ builder: KernelBuilder) throws(NetworkError) {
    let plainInput = try MemoryDescriptor.plain(input.shape.dimensions(batch: builder.batch))
    let plainOutput = try MemoryDescriptor.plain(output.shape.dimensions(batch: builder.batch))
    (self.input, copyIn) = try builder.reading(input.value, as: plainInput)
    (self.output, copyOut) = try builder.writing(output.value, as: plainOutput)
    if let gradient = output.gradient {
      let read = try builder.reading(gradient, as: plainOutput)
      (outputGradient, copyGradientIn) = (read.tensor, read.copy)
    } else {
      (outputGradient, copyGradientIn) = (nil, nil)
    }
    if let gradient = input.gradient {
      let written = try builder.writing(gradient, as: plainInput)
      (inputGradient, copyGradientOut) = (written.tensor, written.copy)
    } else {
      (inputGradient, copyGradientOut) = (nil, nil)
    }
  }

  /// Runs `body` between the copies of a forward pass.
  func forward(on stream: Stream, _ body: () -> Void) throws(NetworkError) {
    try copyIn?.run(on: stream)
    try stream.wait()
    body()
    try copyOut?.run(on: stream)
  }

  /// Runs `body` between the copies of a backward pass.
  func backward(on stream: Stream, _ body: () -> Void) throws(NetworkError) {
    try copyGradientIn?.run(on: stream)
    try stream.wait()
    body()
    try copyGradientOut?.run(on: stream)
  }
}

extension ParameterBuffers {
  /// The values of one tensor and where its gradient goes.
  func plain(_ slot: ParameterSlot) -> (values: UnsafeMutableBufferPointer<Float>, gradient: GradientSlot) {
    (
      UnsafeMutableBufferPointer(rebasing: trained.values[slot.range]),
      GradientSlot(buffer: gradients, range: slot.range)
    )
  }
}

/// The place of one tensor's gradient; inference has none.
struct GradientSlot {
  fileprivate let buffer: AlignedBuffer
  fileprivate let range: Range<Int>

  /// The values, to be written in a backward pass only.
  var values: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(rebasing: buffer.values[range]) }
}
