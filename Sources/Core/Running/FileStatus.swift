import Foundation

/// What the file system says of a file without opening it.
public struct FileStatus: Sendable, Equatable, Hashable {
  /// The size in bytes.
  public let size: Int
  /// Tells this state of the file from any other: size, inode, and the times of its last change, in nanoseconds.
  ///
  /// It is good for noticing that a file may have changed; it differs from machine to machine.
  public let fingerprint: String

  /// Asks for the file at `path`, following links; nil if it does not exist or is no regular file.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    let (changed, modified) = (status.st_ctim, status.st_mtim)
    fingerprint =
      "\(status.st_size)-\(status.st_ino)-\(modified.tv_sec).\(modified.tv_nsec)-\(changed.tv_sec).\(changed.tv_nsec)"
  }
}
