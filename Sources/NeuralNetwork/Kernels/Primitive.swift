internal import COneDNN
internal import Core

/// A kernel that oneDNN has chosen for an operation, with the layouts it wants.
final class PrimitiveDescriptor {
  let handle: dnnl_primitive_desc_t

  init(taking handle: dnnl_primitive_desc_t) { self.handle = handle }

  /// Chooses a kernel for an operation; `hint` is the forward kernel where the operation is its derivative.
  convenience init<Operation>(
    _ operation: Operation, _ engine: Engine, relu: Bool = false, hint: PrimitiveDescriptor? = nil, _ work: StaticString
  ) throws(NetworkError) {
    let attributes = try PrimitiveAttributes(relu: relu)
    var made: dnnl_primitive_desc_t?
    let status = withUnsafePointer(to: operation) {
      dnnl_primitive_desc_create(&made, $0, attributes.handle, engine.handle, hint?.handle)
    }
    try check(status, work)
    guard let made else { throw NetworkError(.kernel, "oneDNN has no kernel for \(work).") }
    self.init(taking: made)
  }

  /// The kernel that copies one layout into another.
  static func reorder(from source: Tensor, to target: Tensor, _ engine: Engine) throws(NetworkError)
    -> PrimitiveDescriptor
  {
    let attributes = try PrimitiveAttributes()
    var made: dnnl_primitive_desc_t?
    var (from, to) = (source.descriptor.raw, target.descriptor.raw)
    try check(
      dnnl_reorder_primitive_desc_create(&made, &from, engine.handle, &to, engine.handle, attributes.handle),
      "a reorder")
    guard let made else { throw NetworkError(.kernel, "oneDNN has no kernel for a reorder.") }
    return PrimitiveDescriptor(taking: made)
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// The layout of one of the kernel's tensors, or nil where it has none such.
  func layout(_ query: dnnl_query_t, _ index: Int32 = 0) -> MemoryDescriptor? {
    dnnl_primitive_desc_query_md(handle, query, index).map { MemoryDescriptor($0.pointee) }
  }

  /// The layout of a tensor that the kernel is known to have.
  func required(_ query: dnnl_query_t) throws(NetworkError) -> MemoryDescriptor {
    guard let layout = layout(query) else {
      throw NetworkError(.kernel, "oneDNN does not tell a layout of its kernel.")
    }
    return layout
  }

  /// oneDNN's name for the implementation, for example `jit:avx512_core`.
  var implementationName: String {
    var text: UnsafePointer<CChar>?
    guard dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &text) == dnnl_success, let text else {
      return "?"
    }
    return String(cString: text)
  }
}

/// A kernel bound to its tensors, ready to run again and again.
///
/// `@unchecked Sendable`: nothing stored changes once the network is built, and kernels that run side by side share no
/// tensor that one of them writes, scratchpads included.
final class Primitive: @unchecked Sendable {
  let implementationName: String
  let scratchpad: MemoryDescriptor?
  private let handle: dnnl_primitive_t
  private var arguments: [dnnl_exec_arg_t]
  private var tensors: [Tensor]

  init(_ descriptor: PrimitiveDescriptor, _ bindings: [(argument: Int32, tensor: Tensor)]) throws(NetworkError) {
    var made: dnnl_primitive_t?
    try check(dnnl_primitive_create(&made, descriptor.handle), "to build a kernel")
    guard let made else { throw NetworkError(.kernel, "oneDNN built no kernel.") }
    handle = made
    implementationName = descriptor.implementationName
    scratchpad = descriptor.layout(dnnl_query_scratchpad_md).flatMap { $0.byteCount > 0 ? $0 : nil }
    arguments = bindings.map { dnnl_exec_arg_t(arg: $0.argument, memory: $0.tensor.handle) }
    tensors = bindings.map(\.tensor)
  }

  deinit { dnnl_primitive_destroy(handle) }

  func bindScratchpad(_ tensor: Tensor) {
    arguments.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: tensor.handle))
    tensors.append(tensor)
  }

  func run(on stream: Stream) throws(NetworkError) {
    try check(dnnl_primitive_execute(handle, stream.handle, Int32(arguments.count), arguments), "to run a kernel")
  }
}
