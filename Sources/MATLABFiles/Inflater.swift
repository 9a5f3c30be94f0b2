internal import CZlib

/// Unpacks zlib streams (RFC 1950) up to a number of bytes in all.
struct Inflater {
  private var left: Int

  init(limit: Int) { left = limit }

  /// The unpacked bytes of a whole stream.
  mutating func inflate(_ bytes: ArraySlice<UInt8>) throws(MATLABReader.Fault) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit_(&stream, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw .compression }
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
    guard status == Z_STREAM_END else { throw .compression }
    return output
  }
}
