import Core

/// Reads ZIP files whose entries are stored as they are or deflated; every offset and length is checked before it is followed.
struct ZIPReader {
  /// The files in the order of the directory.
  private(set) var files: [(name: String, bytes: ArraySlice<UInt8>)] = []
  private let bytes: [UInt8]
  private let subject: String?
  /// How many bytes entries may still unpack to.
  private var left: Int

  /// What a file of that many bytes may unpack to, in bytes: numbers seldom shrink to a tenth, so that more is an attack or a
  /// mistake.
  private static func limit(_ count: Int) -> Int { max(64 << 20, 200 * count) }

  init(_ bytes: [UInt8], subject: String?) throws(CoreError) {
    self.bytes = bytes
    self.subject = subject
    left = Self.limit(bytes.count)
    guard let end = Self.endOfDirectory(in: bytes) else { throw refuse("is not a ZIP file, or is cut off.") }
    let (count, size, offset) = (number(end + 10, 2), number(end + 12, 4), number(end + 16, 4))
    guard offset <= end, size <= end - offset, count <= size / 46 else { throw refuse("has a damaged directory.") }
    var position = offset
    var total = 0
    for _ in 0..<count {
      let entry = try entry(at: position, end: offset + size)
      // Entries that share bytes could make a small file large in memory.
      total += entry.packed.count
      guard total <= bytes.count else { throw refuse("has entries that overlap.") }
      files.append((entry.name, try contents(of: entry)))
      position = entry.next
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

  /// What the directory says of a file.
  private struct Entry {
    var name: String
    /// How it is packed: 0 for not at all, 8 for deflated.
    var method: Int
    var packed: ArraySlice<UInt8>
    /// The number of bytes that it unpacks to.
    var size: Int
    var checksum: UInt32
    /// Where the directory goes on.
    var next: Int
  }

  private func entry(at position: Int, end: Int) throws(CoreError) -> Entry {
    guard position + 46 <= end, number(position, 4) == 0x0201_4B50 else { throw refuse("has a damaged directory.") }
    let flags = number(position + 8, 2)
    let (stored, size) = (number(position + 20, 4), number(position + 24, 4))
    let nameLength = number(position + 28, 2)
    let next = position + 46 + nameLength + number(position + 30, 2) + number(position + 32, 2)
    guard next <= end else { throw refuse("has a damaged directory.") }
    let name = String(decoding: bytes[(position + 46)..<(position + 46 + nameLength)], as: UTF8.self)
    guard flags & 1 == 0 else { throw refuse("is encrypted (“\(name)”). Save it without a password.") }
    let header = number(position + 42, 4)
    guard header <= bytes.count - 30, number(header, 4) == 0x0403_4B50 else {
      throw refuse("has a damaged entry “\(name)”.")
    }
    let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
    guard start <= bytes.count, stored <= bytes.count - start else { throw refuse("ends inside “\(name)”.") }
    return Entry(
      name: name, method: number(position + 10, 2), packed: bytes[start..<(start + stored)], size: size,
      checksum: UInt32(number(position + 16, 4)), next: next)
  }

  /// The unpacked bytes of an entry, whose size and checksum are those that the directory tells.
  private mutating func contents(of entry: Entry) throws(CoreError) -> ArraySlice<UInt8> {
    guard entry.size <= left else {
      throw refuse("would unpack to more than \(Self.limit(bytes.count)) bytes. Save it with numpy.savez.")
    }
    left -= entry.size
    let body: ArraySlice<UInt8>
    switch entry.method {
    case 0: body = entry.packed
    case 8:
      var inflater = Inflater(.none, limit: entry.size)
      do { body = try inflater.inflate(entry.packed)[...] } catch {
        throw refuse("is damaged: “\(entry.name)” cannot be unpacked.")
      }
    default:
      throw refuse("is compressed in an unknown way (“\(entry.name)”). Save it with numpy.savez or savez_compressed.")
    }
    guard body.count == entry.size, body.withUnsafeBytes({ CRC32.checksum(of: $0) }) == entry.checksum else {
      throw refuse("is damaged: the size or checksum of “\(entry.name)” does not match.")
    }
    return body
  }

  /// The little-endian number of `length` bytes at `position`, which lies inside.
  private func number(_ position: Int, _ length: Int) -> Int {
    bytes[position..<(position + length)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func refuse(_ message: String) -> CoreError { CoreError(.badData, message, subject: subject) }
}
