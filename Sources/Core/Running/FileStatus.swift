import Foundation

/// What the file system says of a file without opening it.
public struct FileStatus: Sendable, Equatable, Hashable {
  /// The size in bytes.
  public let size: Int
  private let inode: UInt64
  /// Nanoseconds since 1970 of the last change of the content, and of anything.
  private let modified, changed: Int

  /// Asks for the file at `path`, following links; nil if it does not exist or is no regular file.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    func nanoseconds(_ time: timespec) -> Int { time.tv_sec &* 1_000_000_000 &+ time.tv_nsec }
    (modified, changed) = (nanoseconds(status.st_mtim), nanoseconds(status.st_ctim))
  }

  /// Tells this state of the file from any other: size, inode, and the times of its last change, in nanoseconds.
  ///
  /// It is good for noticing that a file may have changed; it differs from machine to machine.
  public var fingerprint: String { "\(size):\(inode):\(modified):\(changed)" }

  /// Reads a ``fingerprint``; nil if it is none.
  public init?(fingerprint: String) {
    // There are very many, and of texts bytes are read fastest.
    let parts = fingerprint.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard parts.count == 4, let size = Int(parts[0]), let inode = UInt64(parts[1]), let modified = Int(parts[2]),
      let changed = Int(parts[3])
    else { return nil }
    (self.size, self.inode, self.modified, self.changed) = (size, inode, modified, changed)
  }
}
