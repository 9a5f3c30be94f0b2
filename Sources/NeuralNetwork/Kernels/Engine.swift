internal import COneDNN
internal import Core

/// Turns a status of oneDNN into an error; called on the line after every call.
func check(_ status: dnnl_status_t, _ work: StaticString) throws(NetworkError) {
  guard status == dnnl_success else {
    throw NetworkError(
      .kernel,
      "oneDNN refused \(work) (status \(status.rawValue)). Check the library's installation and the memory that is free."
    )
  }
}

/// oneDNN's processor.
///
/// `@unchecked Sendable`: an engine is not changed after it is made, and oneDNN documents it as thread-safe.
final class Engine: @unchecked Sendable {
  let handle: dnnl_engine_t

  init() throws(NetworkError) {
    var made: dnnl_engine_t?
    try check(dnnl_engine_create(&made, dnnl_cpu, 0), "an engine")
    guard let made else { throw NetworkError(.kernel, "oneDNN made no engine.") }
    handle = made
  }

  deinit { dnnl_engine_destroy(handle) }
}

/// The order in which primitives run: one after the other, on the thread that submits them.
///
/// `@unchecked Sendable`: nothing stored changes, and each stream is used by one thread at a time.
final class Stream: @unchecked Sendable {
  let handle: dnnl_stream_t
  private let engine: Engine
  /// Who shares out what may run side by side; nil where the thread that submits does all of it.
  private let team: WorkerTeam?
  /// The streams of what runs side by side.
  private let sides: [Stream]

  /// - Parameter sides: the most primitives that run side by side.
  convenience init(_ engine: Engine, _ team: WorkerTeam?, sides: Int) throws(NetworkError) {
    try self.init(
      engine, team: team, sides: (0..<sides).map { _ throws(NetworkError) in try Stream(engine, team: nil, sides: []) })
  }

  private init(_ engine: Engine, team: WorkerTeam?, sides: [Stream]) throws(NetworkError) {
    var made: dnnl_stream_t?
    try check(dnnl_stream_create(&made, engine.handle, dnnl_stream_default_flags.rawValue), "a stream")
    guard let made else { throw NetworkError(.kernel, "oneDNN made no stream.") }
    handle = made
    self.engine = engine
    self.team = team
    self.sides = sides
  }

  deinit { dnnl_stream_destroy(handle) }

  /// Runs primitives of which none needs what another makes; they have ended when it returns.
  func run(sideBySide primitives: [Primitive]) throws(NetworkError) {
    try share(items: primitives.count) { [sides] item throws(NetworkError) in
      try primitives[item].run(on: sides[item])
      try sides[item].wait()
    }
  }

  /// Runs `body` once for each item, in any order, and returns when all are done, as is all that was submitted before.
  func share(items: Int, _ body: @escaping @Sendable (_ item: Int) throws(NetworkError) -> Void) throws(NetworkError) {
    try wait()
    if let team, items > 1 {
      try team.run(items: items) { _, item throws(NetworkError) in try body(item) }
    } else {
      for item in 0..<items { try body(item) }
    }
  }

  func wait() throws(NetworkError) { try check(dnnl_stream_wait(handle), "to finish a stream") }
}

/// Settings of a primitive: scratch memory comes from us, and a rectifier may follow.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  /// oneDNN's own scratch memory belongs to the thread that made a primitive; ours lets any thread free it.
  init(relu: Bool = false) throws(NetworkError) {
    var made: dnnl_primitive_attr_t?
    try check(dnnl_primitive_attr_create(&made), "attributes")
    guard let made else { throw NetworkError(.kernel, "oneDNN made no attributes.") }
    handle = made
    try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "a scratchpad of ours")
    if relu { try appendReLU() }
  }

  deinit { dnnl_primitive_attr_destroy(handle) }

  private func appendReLU() throws(NetworkError) {
    var operations: dnnl_post_ops_t?
    try check(dnnl_post_ops_create(&operations), "post-operations")
    defer { dnnl_post_ops_destroy(operations) }
    try check(dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0), "a fused rectifier")
    try check(dnnl_primitive_attr_set_post_ops(handle, operations), "a fused rectifier")
  }
}
