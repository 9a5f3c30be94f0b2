internal import Foundation

/// A message in Protocol Buffers' wire format, field after field, as far as ONNX needs it.
struct ProtocolBuffer {
  private(set) var data = Data()

  /// A whole number.
  mutating func add(_ field: Int, _ value: Int) {
    append(key: field, wireType: 0)
    append(UInt64(bitPattern: Int64(value)))
  }

  /// A single-precision number.
  mutating func add(_ field: Int, _ value: Float) {
    append(key: field, wireType: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  /// A text.
  mutating func add(_ field: Int, _ text: String) { add(field, Data(text.utf8)) }

  /// Bytes.
  mutating func add(_ field: Int, _ bytes: Data) {
    append(key: field, wireType: 2)
    append(UInt64(bytes.count))
    data.append(bytes)
  }

  /// A message inside this one.
  mutating func add(_ field: Int, _ build: (inout ProtocolBuffer) -> Void) {
    var inner = ProtocolBuffer()
    build(&inner)
    add(field, inner.data)
  }

  private mutating func append(key field: Int, wireType: Int) { append(UInt64(field << 3 | wireType)) }

  private mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
}
