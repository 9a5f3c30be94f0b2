internal import CZlib

/// Unpacks deflated bytes (RFC 1951) up to a number of bytes in all.
struct Inflater {
  /// What stands around the deflated bytes.
  enum Wrapping {
    /// The head and checksum of zlib (RFC 1950).
    case zlib
    /// Nothing, as in ZIP files.
    case none

    /// How zlib is told so: the base-2 logarithm of the largest window, negative for bytes without a head.
    fileprivate var windowBits: Int32 {
      switch self {
      case .zlib: MAX_WBITS
      case .none: -MAX_WBITS
      }
    }
  }

  /// Why nothing was unpacked.
  enum Fault: Error {
    /// The bytes are not deflated ones, or end early.
    case damaged
    /// They unpack to more than was allowed.
    case size
  }

  private let wrapping: Wrapping
  private var left: Int

  init(_ wrapping: Wrapping, limit: Int) {
    self.wrapping = wrapping
    left = limit
  }

  /// The unpacked bytes of a whole stream.
  mutating func inflate(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, wrapping.windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .damaged
    }
    defer { inflateEnd(&stream) }
    var input = [UInt8](bytes)
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var status = Z_OK
    input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      repeat {
        let count = block.withUnsafeMutableBufferPointer { block -> Int in
          stream.next_out = block.baseAddress
          stream.avail_out = UInt32(block.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return block.count - Int(stream.avail_out)
        }
        left -= count
        if left >= 0 { output += block[..<count] }
      } while status == Z_OK && left >= 0
    }
    if left < 0 { throw .size }
    guard status == Z_STREAM_END else { throw .damaged }
    return output
  }
}
