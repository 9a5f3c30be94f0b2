import Foundation

/// What stands at a path.
public enum FileKind: Sendable, Equatable {
  /// A file with content.
  case regular
  /// A folder.
  case folder
  /// A symbolic link, wherever it leads.
  case link
  /// A pipe, a device or a socket, reading which may never end.
  case special

  /// Asks what stands at `path`, without following a link; nil if there is nothing, or nothing that may be looked at.
  public init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .special
    }
  }
}
