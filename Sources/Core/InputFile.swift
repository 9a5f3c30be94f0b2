internal import Foundation

/// A file read from its beginning, in blocks as large as the caller's.
///
/// Foundation's `FileHandle` asks the system for 4 kB at a time, which for files of some hundred kilobytes costs more than what is
/// done with them.
public final class InputFile {
  private let descriptor: Int32

  /// Opens the file at `path`; nil where it cannot be read, with the reason in `errno`.
  public init?(_ path: String) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    // Before anything is kept: else the end of this object would close what is not open, and that would be the reason.
    guard opened >= 0 else { return nil }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from its beginning with the next bytes.
  /// - Returns: how many there were, fewer than asked for at the end of the file only; nil where they cannot be read.
  public func read(into buffer: inout [UInt8]) -> Int? {
    buffer.withUnsafeMutableBytes { bytes in
      var count = 0
      while count < bytes.count {
        let more = Foundation.read(descriptor, bytes.baseAddress! + count, bytes.count - count)
        if more < 0 && errno == EINTR { continue }
        if more < 0 { return nil }
        if more == 0 { break }
        count += more
      }
      return count
    }
  }

  /// The first bytes of the file at `path`, `count` at most; nil where it cannot be read.
  public static func head(of path: String, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard let read = InputFile(path)?.read(into: &bytes) else { return nil }
    bytes.removeSubrange(read...)
    return bytes
  }
}
