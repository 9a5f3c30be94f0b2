internal import COneDNN
internal import Core

/// Makes the kernels and tensors of one network and keeps a list of them.
final class KernelBuilder {
  let engine: Engine
  /// Samples in a batch.
  let batch: Int
  let isTraining: Bool
  /// The kernels, and which of those that run side by side each is.
  private(set) var kernels: [(work: String, primitive: Primitive, side: Int)] = []
  private let memory: NetworkMemory
  /// The memory of the gradients of every other activation, and of those between them; see ``gradient(_:)``.
  private var gradientBuffers: [AlignedBuffer] = []

  /// - Parameters:
  ///   - memory: what activations are kept in.
  ///   - largest: the values of the largest activation, channels counted in whole blocks of 16.
  init(engine: Engine, batch: Int, isTraining: Bool, memory: NetworkMemory, largest: Int) throws(NetworkError) {
    self.engine = engine
    self.batch = batch
    self.isTraining = isTraining
    self.memory = memory
    memory.rewind()
    if isTraining { gradientBuffers = [try memory.buffer(count: largest), try memory.buffer(count: largest)] }
  }

  /// Into how many parts that run side by side a layer divides a batch, by the shapes on its two sides.
  ///
  /// Of maps with a million values or more each sample is a part: it keeps a core busy by itself. As weight gradients are
  /// summed over parts in their order, results depend on this choice, but not on how many threads there are.
  func parts(_ shapes: FeatureShape...) -> Int {
    isTraining && shapes.contains { $0.count >= 1 << 20 } ? batch : 1
  }

  /// The most kernels that run side by side.
  var sides: Int { (kernels.map(\.side).max() ?? 0) + 1 }

  var forwardKind: dnnl_prop_kind_t { isTraining ? dnnl_forward_training : dnnl_forward_inference }

  /// A tensor whose values are of use within one pass.
  func tensor(_ descriptor: MemoryDescriptor) throws(NetworkError) -> Tensor {
    // A workspace is not always a whole number of floats.
    let count = (descriptor.byteCount + 3) / MemoryLayout<Float>.stride
    return try Tensor(descriptor, in: memory.buffer(count: count), engine: engine)
  }

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
    _ work: String, _ descriptor: PrimitiveDescriptor, _ bindings: [(argument: Int32, tensor: Tensor)], side: Int = 0
  ) throws(NetworkError) -> Primitive {
    let primitive = try Primitive(descriptor, bindings)
    kernels.append((work, primitive, side))
    return primitive
  }

  /// Weights in the layout `wanted`, with the copy that must run whenever they have changed if they have another one.
  func weights(_ plain: Tensor, as wanted: MemoryDescriptor) throws(NetworkError) -> (tensor: Tensor, copy: Primitive?)
  {
    if plain.descriptor == wanted { return (plain, nil) }
    // Unlike an activation it outlives the pass, so it has memory of its own.
    let target = try Tensor(wanted, engine: engine)
    return (target, try reorder(plain, target))
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

  /// Gives all kernels that run one after the other a common scratchpad.
  func shareScratchpads() throws(NetworkError) {
    for side in 0..<sides {
      let own = kernels.filter { $0.side == side }.map(\.primitive)
      let most = own.compactMap { $0.scratchpad?.byteCount }.max() ?? 0
      if most == 0 { continue }
      let buffer = try memory.buffer(count: (most + 3) / MemoryLayout<Float>.stride)
      for primitive in own {
        guard let descriptor = primitive.scratchpad else { continue }
        primitive.bindScratchpad(try Tensor(descriptor, in: buffer, engine: engine))
      }
    }
  }

  private func reorder(_ source: Tensor, _ target: Tensor) throws(NetworkError) -> Primitive {
    try kernel(
      "reorder", PrimitiveDescriptor.reorder(from: source, to: target, engine),
      [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)])
  }
}
