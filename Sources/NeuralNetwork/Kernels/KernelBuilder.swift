internal import COneDNN
internal import Core

/// Makes the kernels and tensors of one network and keeps a list of them.
final class KernelBuilder {
  let engine: Engine
  /// Samples in a batch.
  let batch: Int
  let isTraining: Bool
  private(set) var kernels: [(work: String, primitive: Primitive)] = []
  /// The memory of the gradients of every other activation, and of those between them; see ``gradient(_:)``.
  private var gradientBuffers: [AlignedBuffer] = []

  /// - Parameter largest: the values of the largest activation, channels counted in whole blocks of 16.
  init(engine: Engine, batch: Int, isTraining: Bool, largest: Int) throws(NetworkError) {
    self.engine = engine
    self.batch = batch
    self.isTraining = isTraining
    if isTraining { gradientBuffers = [try AlignedBuffer(count: largest), try AlignedBuffer(count: largest)] }
  }

  var forwardKind: dnnl_prop_kind_t { isTraining ? dnnl_forward_training : dnnl_forward_inference }

  func tensor(_ descriptor: MemoryDescriptor) throws(NetworkError) -> Tensor { try Tensor(descriptor, engine: engine) }

  /// The gradient of the next activation of the chain.
  ///
  /// A backward pass only ever needs the gradients on both sides of one layer, so two buffers take turns: half the
  /// memory is touched, and more of it stays in the cache.
  func gradient(_ descriptor: MemoryDescriptor) throws(NetworkError) -> Tensor {
    gradientBuffers.swapAt(0, 1)
    if descriptor.byteCount > gradientBuffers[0].values.count * MemoryLayout<Float>.stride {
      return try tensor(descriptor)
    }
    return try Tensor(descriptor, in: gradientBuffers[0], engine: engine)
  }

  func view(_ buffer: AlignedBuffer, _ slot: ParameterSlot, as dimensions: [Int]? = nil) throws(NetworkError) -> Tensor
  {
    try Tensor(.plain(dimensions ?? slot.shape), in: buffer, offset: slot.offset, engine: engine)
  }

  func kernel(
    _ work: String, _ descriptor: PrimitiveDescriptor, _ bindings: [(argument: Int32, tensor: Tensor)]
  ) throws(NetworkError) -> Primitive {
    let primitive = try Primitive(descriptor, bindings)
    kernels.append((work, primitive))
    return primitive
  }

  /// `source` in the layout `wanted`, with the copy that must run first if it has another one.
  func reading(_ source: Tensor, as wanted: MemoryDescriptor) throws(NetworkError) -> (tensor: Tensor, copy: Primitive?)
  {
    if source.descriptor == wanted { return (source, nil) }
    let target = try tensor(wanted)
    return (target, try reorder(source, target))
  }

  /// A tensor in the layout `given` whose values must end in `target`, with the copy that must run afterwards.
  func writing(_ target: Tensor, as given: MemoryDescriptor) throws(NetworkError) -> (tensor: Tensor, copy: Primitive?)
  {
    if target.descriptor == given { return (target, nil) }
    let source = try tensor(given)
    return (source, try reorder(source, target))
  }

  /// Gives all kernels one common scratchpad, which is enough as they run one after the other.
  func shareScratchpad() throws(NetworkError) {
    let most = kernels.compactMap { $0.primitive.scratchpad?.byteCount }.max() ?? 0
    if most == 0 { return }
    let buffer = try AlignedBuffer(count: (most + 3) / MemoryLayout<Float>.stride)
    for (_, primitive) in kernels {
      guard let descriptor = primitive.scratchpad else { continue }
      primitive.bindScratchpad(try Tensor(descriptor, in: buffer, engine: engine))
    }
  }

  private func reorder(_ source: Tensor, _ target: Tensor) throws(NetworkError) -> Primitive {
    try kernel(
      "reorder", PrimitiveDescriptor.reorder(from: source, to: target, engine),
      [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)])
  }
}
