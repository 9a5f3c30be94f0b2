import Foundation
import TestSupport

/// Archives of the simplest kind.
enum TarBytes {
  /// The folder as an archive of stored files, made as the simplest programs make one.
  static func archive(of folder: URL, extra: [(name: String, type: UInt8)] = []) throws -> Data {
    var archive = Data()
    for (path, data) in try tree(folder).sorted(by: { $0.key < $1.key }) {
      archive += header(path, size: data.count, type: UInt8(ascii: "0")) + data
      archive += Data(count: (512 - data.count % 512) % 512)
    }
    for (name, type) in extra { archive += header(name, size: 0, type: type) }
    return archive + Data(count: 1024)
  }

  private static func header(_ name: String, size: Int, type: UInt8) -> Data {
    var block = Data(count: 512)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<(offset + text.utf8.count), with: Data(text.utf8))
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      String(repeating: "0", count: digits - String(number, radix: 8).count) + String(number, radix: 8)
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(octal(size, 11), at: 124)
    put("        ", at: 148)
    block[156] = type
    put("/etc/passwd", at: 157)
    put("ustar\u{0}00", at: 257)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return block
  }
}
