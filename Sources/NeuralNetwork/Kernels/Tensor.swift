internal import COneDNN
internal import Core
internal import Foundation

/// The shape and layout of a tensor of single-precision values.
struct MemoryDescriptor: Equatable {
  let raw: dnnl_memory_desc_t

  init(_ raw: dnnl_memory_desc_t) { self.raw = raw }

  init(_ dimensions: [Int], _ layout: dnnl_format_tag_t) throws(NetworkError) {
    var made = dnnl_memory_desc_t()
    try check(
      dnnl_memory_desc_init_by_tag(&made, Int32(dimensions.count), dimensions.map(Int64.init), dnnl_f32, layout),
      "a tensor's shape")
    raw = made
  }

  /// Row-major, the last axis fastest.
  static func plain(_ dimensions: [Int]) throws(NetworkError) -> MemoryDescriptor {
    let layouts = [dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd, dnnl_abcde]
    return try MemoryDescriptor(dimensions, layouts[dimensions.count - 1])
  }

  /// Whichever layout the kernel likes best.
  static func any(_ dimensions: [Int]) throws(NetworkError) -> MemoryDescriptor {
    try MemoryDescriptor(dimensions, dnnl_format_tag_any)
  }

  /// The same layout for another number of samples, which are the outermost axis.
  func forSamples(_ count: Int) -> MemoryDescriptor {
    if raw.dims.0 == count { return self }
    var raw = raw
    (raw.dims.0, raw.padded_dims.0) = (dnnl_dim_t(count), dnnl_dim_t(count))
    return MemoryDescriptor(raw)
  }

  /// The size including the padding of blocked layouts.
  var byteCount: Int { withUnsafePointer(to: raw) { dnnl_memory_desc_get_size($0) } }

  static func == (a: Self, b: Self) -> Bool {
    withUnsafePointer(to: a.raw) { a in withUnsafePointer(to: b.raw) { b in dnnl_memory_desc_equal(a, b) != 0 } }
  }
}

/// Floats on a 64-byte boundary, zero at first.
///
/// `@unchecked Sendable`: the owner decides who writes when; see `ShardRunner`.
final class AlignedBuffer: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<Float>
  private let raw: UnsafeMutableRawPointer

  init(count: Int) throws(NetworkError) {
    let byteCount = max(64, (count * MemoryLayout<Float>.stride + 63) / 64 * 64)
    guard let raw = aligned_alloc(64, byteCount) else {
      throw NetworkError(.kernel, "\(byteCount) bytes of memory cannot be had. Use smaller batches.")
    }
    memset(raw, 0, byteCount)
    self.raw = raw
    values = UnsafeMutableBufferPointer(start: raw.bindMemory(to: Float.self, capacity: count), count: count)
  }

  deinit { free(raw) }

  func copy(from other: AlignedBuffer) { _ = values.update(fromContentsOf: other.values) }
}

/// A tensor as oneDNN sees it, in memory of its own or in a part of a larger buffer.
///
/// `@unchecked Sendable`: nothing stored changes but the values, and the owner decides who writes when; see `ShardRunner`.
final class Tensor: @unchecked Sendable {
  let descriptor: MemoryDescriptor
  let handle: dnnl_memory_t
  /// All stored values, padding of blocked layouts included; valid while the tensor lives.
  let values: UnsafeMutableBufferPointer<Float>
  private let buffer: AlignedBuffer

  init(_ descriptor: MemoryDescriptor, in buffer: AlignedBuffer, offset: Int = 0, engine: Engine) throws(NetworkError) {
    let count = descriptor.byteCount / MemoryLayout<Float>.stride
    precondition(offset + count <= buffer.values.count, "the tensor lies inside its buffer")
    values = UnsafeMutableBufferPointer(rebasing: buffer.values[offset..<offset + count])
    var made: dnnl_memory_t?
    var raw = descriptor.raw
    try check(dnnl_memory_create(&made, &raw, engine.handle, values.baseAddress), "a tensor")
    guard let made else { throw NetworkError(.kernel, "oneDNN made no tensor.") }
    handle = made
    self.descriptor = descriptor
    self.buffer = buffer
  }

  convenience init(_ descriptor: MemoryDescriptor, engine: Engine) throws(NetworkError) {
    // A workspace is not always a whole number of floats.
    let buffer = try AlignedBuffer(count: (descriptor.byteCount + 3) / MemoryLayout<Float>.stride)
    try self.init(descriptor, in: buffer, engine: engine)
  }

  deinit { dnnl_memory_destroy(handle) }

  /// Part number `index` of a batch whose parts have the layout `descriptor` each.
  func part(_ index: Int, _ descriptor: MemoryDescriptor, engine: Engine) throws(NetworkError) -> Tensor {
    let count = descriptor.byteCount / MemoryLayout<Float>.stride
    return try Tensor(descriptor, in: buffer, offset: index * count, engine: engine)
  }

  /// The same memory under another shape.
  func viewed(as descriptor: MemoryDescriptor, engine: Engine) throws(NetworkError) -> Tensor {
    try Tensor(descriptor, in: buffer, offset: 0, engine: engine)
  }
}
