internal import Core

/// Adds what went into a block to what came out of it.
final class ResidualLayer: Layer {
  let output: Activation
  /// The gradient that goes round the block, in the layout of the block's input; nil where nobody wants it.
  let skipped: Tensor?
  private let exit: Activation
  private let source: Tensor
  private let copyIn: Primitive?
  private let copySkipped: Primitive?

  init(from entry: Activation, and exit: Activation, _ builder: KernelBuilder) throws(NetworkError) {
    self.exit = exit
    (source, copyIn) = try builder.reading(entry.value, as: exit.value.descriptor)
    output = try Activation(exit.shape, exit.value.descriptor, builder)
    guard let outgoing = entry.gradient, let incoming = output.gradient else {
      (skipped, copySkipped) = (nil, nil)
      return
    }
    let read = try builder.reading(incoming, as: outgoing.descriptor)
    copySkipped = read.copy
    // The buffer of a gradient is used again inside the block, so the skipped one needs memory of its own.
    skipped = read.copy == nil ? try builder.tensor(outgoing.descriptor) : read.tensor
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try copyIn?.run(on: stream)
    try stream.wait()
    let (sum, inside, around) = (output.value.values, exit.value.values, source.values)
    precondition(inside.count == sum.count && around.count == sum.count, "one layout")
    for i in 0..<sum.count { sum[i] = inside[i] + around[i] }
  }

  func backward(on stream: Stream) throws(NetworkError) {
    guard let incoming = output.gradient?.values else { return }
    try copySkipped?.run(on: stream)
    try stream.wait()
    if copySkipped == nil, let skipped { _ = skipped.values.update(fromContentsOf: incoming) }
    if let inside = exit.gradient { _ = inside.values.update(fromContentsOf: incoming) }
  }
}

/// Where a residual block begins: adds the gradient that went round it to the one that went through.
final class ResidualEntry: Layer {
  var skipped: Tensor?
  private let activation: Activation

  init(_ activation: Activation) { self.activation = activation }

  func forward(_ key: PassKey, on stream: Stream) {}

  func backward(on stream: Stream) throws(NetworkError) {
    guard let gradient = activation.gradient?.values, let skipped = skipped?.values else { return }
    try stream.wait()
    precondition(gradient.count == skipped.count, "one layout")
    for i in 0..<gradient.count { gradient[i] += skipped[i] }
  }
}
