/// What a WAV file's header says about the size of its data.
enum WaveHeader {
  /// Whether these bytes begin a WAV file of any kind.
  static func begins(_ head: [UInt8]) -> Bool {
    ["RIFF", "RF64", "RIFX"].contains { head.starts(with: $0.utf8) } && head.dropFirst(8).starts(with: "WAVE".utf8)
  }

  /// Bytes of sound by the `data` chunk of a RIFF file, or nil where it is not found or only stands for "to the end".
  static func dataSize(in head: [UInt8]) -> Int? {
    guard begins(head), head.starts(with: "RIFF".utf8) else { return nil }
    var position = 12
    while position + 8 <= head.count {
      let size = (0..<4).reduce(0) { $0 | Int(head[position + 4 + $1]) << (8 * $1) }
      if head[position...].starts(with: "data".utf8) {
        // Writers that cannot go back leave 0 or a number near 2 or 4 GiB.
        return (1..<0x7FFF_0000).contains(size) ? size : nil
      }
      position += 8 + size + size % 2
    }
    return nil
  }
}
