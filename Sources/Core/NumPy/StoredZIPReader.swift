/// Reads ZIP files whose entries are stored as they are; every offset and length is checked before it is followed.
struct StoredZIPReader {
  /// The files in the order of the directory.
  private(set) var files: [(name: String, bytes: ArraySlice<UInt8>)] = []
  private let bytes: [UInt8]
  private let subject: String?

  init(_ bytes: [UInt8], subject: String?) throws(CoreError) {
    self.bytes = bytes
    self.subject = subject
    guard let end = Self.endOfDirectory(in: bytes) else { throw refuse("is not a ZIP file, or is cut off.") }
    let (count, size, offset) = (number(end + 10, 2), number(end + 12, 4), number(end + 16, 4))
    guard offset <= end, size <= end - offset, count <= size / 46 else { throw refuse("has a damaged directory.") }
    var position = offset
    var total = 0
    for _ in 0..<count {
      let (name, body, next) = try entry(at: position, end: offset + size)
      // Entries that share bytes could make a small file large in memory.
      total += body.count
      guard total <= bytes.count else { throw refuse("has entries that overlap.") }
      files.append((name, body))
      position = next
    }
  }

  /// Where the record that ends every ZIP file begins: within the last 64 KB, before a comment.
  private static func endOfDirectory(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let earliest = max(0, bytes.count - 22 - 0xFFFF)
    return stride(from: bytes.count - 22, through: earliest, by: -1).first {
      bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
        && $0 + 22 + (Int(bytes[$0 + 20]) | Int(bytes[$0 + 21]) << 8) == bytes.count
    }
  }

  private func entry(at position: Int, end: Int) throws(CoreError) -> (String, ArraySlice<UInt8>, next: Int) {
    guard position + 46 <= end, number(position, 4) == 0x0201_4B50 else { throw refuse("has a damaged directory.") }
    let (flags, method) = (number(position + 8, 2), number(position + 10, 2))
    let (stored, size) = (number(position + 20, 4), number(position + 24, 4))
    let nameLength = number(position + 28, 2)
    let next = position + 46 + nameLength + number(position + 30, 2) + number(position + 32, 2)
    guard next <= end else { throw refuse("has a damaged directory.") }
    let name = String(decoding: bytes[(position + 46)..<(position + 46 + nameLength)], as: UTF8.self)
    guard flags & 1 == 0 else { throw refuse("is encrypted (“\(name)”). Save it without a password.") }
    guard method == 0, stored == size else {
      throw refuse("is compressed (“\(name)”). Save it with numpy.savez, not savez_compressed.")
    }
    let header = number(position + 42, 4)
    guard header <= bytes.count - 30, number(header, 4) == 0x0403_4B50 else {
      throw refuse("has a damaged entry “\(name)”.")
    }
    let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
    guard start <= bytes.count, size <= bytes.count - start else { throw refuse("ends inside “\(name)”.") }
    let body = bytes[start..<(start + size)]
    guard body.withUnsafeBytes({ CRC32.checksum(of: $0) }) == UInt32(number(position + 16, 4)) else {
      throw refuse("is damaged: the checksum of “\(name)” does not match.")
    }
    return (name, body, next)
  }

  /// The little-endian number of `length` bytes at `position`, which lies inside.
  private func number(_ position: Int, _ length: Int) -> Int {
    bytes[position..<(position + length)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func refuse(_ message: String) -> CoreError { CoreError(.badData, message, subject: subject) }
}
