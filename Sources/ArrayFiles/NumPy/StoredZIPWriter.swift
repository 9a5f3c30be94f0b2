import Core
import Foundation

/// Writes ZIP files whose entries are stored as they are and dated 1 January 1980.
///
/// The caller writes what it is given, in order: each entry, then the end.
struct StoredZIPWriter {
  private var size = 0
  private var directory = Data()
  private var count = 0

  /// 1 January 1980, the first day that a ZIP file can name.
  private static let date: UInt16 = 0x0021
  private static let limit = Int(UInt32.max)

  /// Adds a file; returns the bytes that come before its body.
  mutating func add(_ body: Data, named name: String) throws(CoreError) -> Data {
    let nameBytes = Data(name.utf8)
    let isPlain = !name.hasPrefix("/") && !name.contains("\\") && !name.split(separator: "/").contains("..")
    guard nameBytes.count <= 1000, isPlain else {
      throw CoreError(.cannotCreate, "“\(name)” cannot be a name in an .npz file.")
    }
    guard count < 0xFFFF, size + directory.count + body.count + 4096 < Self.limit else {
      throw CoreError(
        .cannotCreate, "more than 65,535 arrays or 4 GB do not fit one .npz file. Write several, or .npy files.")
    }
    let offset = UInt32(size)
    let common = commonFields(of: body, name: nameBytes)
    var head = Data()
    head.append(littleEndian: UInt32(0x0403_4B50))
    head.append(common)
    head.append(nameBytes)
    size += head.count + body.count

    directory.append(littleEndian: UInt32(0x0201_4B50))
    directory.append(littleEndian: UInt16(0x0314))  // made on Unix
    directory.append(common)
    directory.append(Data(count: 6))  // no comment, first disk, binary
    directory.append(littleEndian: UInt32(0o100644 << 16))
    directory.append(littleEndian: offset)
    directory.append(nameBytes)
    count += 1
    return head
  }

  /// What comes after the last file.
  func end() throws(CoreError) -> Data {
    guard size + directory.count + 22 < Self.limit else {
      throw CoreError(.cannotCreate, "more than 4 GB do not fit one .npz file. Write several, or .npy files.")
    }
    var result = directory
    result.append(littleEndian: UInt32(0x0605_4B50))
    result.append(Data(count: 4))  // one disk
    result.append(littleEndian: UInt16(count))
    result.append(littleEndian: UInt16(count))
    result.append(littleEndian: UInt32(directory.count))
    result.append(littleEndian: UInt32(size))
    result.append(Data(count: 2))  // no comment
    return result
  }

  /// What the local header and the directory say alike, from the version needed to the length of the extra field.
  private func commonFields(of body: Data, name: Data) -> Data {
    var fields = Data()
    fields.append(littleEndian: UInt16(20))
    fields.append(littleEndian: UInt16(name.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))  // names beyond ASCII are UTF-8
    fields.append(littleEndian: UInt16(0))  // stored
    fields.append(littleEndian: UInt16(0))  // midnight
    fields.append(littleEndian: Self.date)
    fields.append(littleEndian: body.withUnsafeBytes { CRC32.checksum(of: $0) })
    fields.append(littleEndian: UInt32(body.count))
    fields.append(littleEndian: UInt32(body.count))
    fields.append(littleEndian: UInt16(name.count))
    fields.append(littleEndian: UInt16(0))
    return fields
  }
}
