import Foundation

/// Sorted items in a file that has no name any more: its room is free again when it is closed, however that comes.
///
/// Each item is the lengths of its key and of its value, four bytes each, and the two.
final class SortedRun {
  let descriptor: Int32
  private let folder: URL
  private var pending: [UInt8] = []
  private static let blockSize = 1 << 16

  init(in folder: URL) throws(CoreError) {
    let url = folder.appendingPathComponent(".sort.\(UUID().uuidString).partial")
    descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw AtomicFile.failureToCreate(url, code: errno) }
    unlink(url.path)
    self.folder = folder
  }

  deinit { close(descriptor) }

  func append(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws(CoreError) {
    for count in [UInt32(key.count), UInt32(value.count)] {
      for shift in [0, 8, 16, 24] as [UInt32] { pending.append(UInt8(truncatingIfNeeded: count >> shift)) }
    }
    pending += key
    pending += value
    if pending.count >= Self.blockSize { try flush() }
  }

  func finish() throws(CoreError) {
    try flush()
    pending = []
  }

  private func flush() throws(CoreError) {
    var done = 0
    while done < pending.count {
      let count = pending[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw CoreError(
          .inputOutput,
          "cannot be written (\(AtomicFile.reason())). Make room there, and run the same command again.",
          subject: folder.path)
      }
      done += count
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// The bytes from `offset` on, none at the end.
  func bytes(from offset: Int, atMost limit: Int) throws(CoreError) -> [UInt8] {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, used in
        count = pread(descriptor, buffer.baseAddress, limit, off_t(offset))
        used = max(0, count)
      }
      if count >= 0 { return bytes }
      if errno != EINTR {
        throw CoreError(.inputOutput, "cannot be read back (\(AtomicFile.reason())).", subject: folder.path)
      }
    }
  }
}

/// Reads a run from its beginning.
final class SortedRunReader {
  private let run: SortedRun
  private var buffer: ArraySlice<UInt8> = []
  private var offset = 0
  private(set) var key: ArraySlice<UInt8> = []
  private(set) var value: ArraySlice<UInt8> = []
  /// Small, as many runs are read at once.
  private static let blockSize = 1 << 14

  init(_ run: SortedRun) { self.run = run }

  /// Goes to the next item.
  /// - Returns: whether there is one.
  func advance() throws(CoreError) -> Bool {
    guard try fill(8) else { return false }
    let (keyCount, valueCount) = (number(at: 0), number(at: 4))
    guard try fill(8 + keyCount + valueCount) else { return false }
    let start = buffer.startIndex + 8
    key = buffer[start..<(start + keyCount)]
    value = buffer[(start + keyCount)..<(start + keyCount + valueCount)]
    buffer = buffer[(start + keyCount + valueCount)...]
    return true
  }

  func precedes(_ other: SortedRunReader) -> Bool {
    if let order = Self.order(key, other.key) { return order }
    return Self.order(value, other.value) ?? false
  }

  /// Whether one comes before the other; nil for equal ones.
  private static func order(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool? {
    let order = a.withUnsafeBytes { first in
      b.withUnsafeBytes { second -> Int32 in
        guard let one = first.baseAddress, let other = second.baseAddress else { return 0 }
        return memcmp(one, other, min(first.count, second.count))
      }
    }
    if order != 0 { return order < 0 }
    return a.count == b.count ? nil : a.count < b.count
  }

  private func number(at place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(buffer[buffer.startIndex + place + $1]) << (8 * $1) }
  }

  /// Sees that `count` bytes are at hand.
  private func fill(_ count: Int) throws(CoreError) -> Bool {
    while buffer.count < count {
      let more = try run.bytes(from: offset, atMost: max(Self.blockSize, count - buffer.count))
      if more.isEmpty { return false }
      offset += more.count
      buffer = buffer.isEmpty ? more[...] : buffer + more
    }
    return true
  }
}
