import Core
import Foundation
import Hashing

/// What is known of a file's content without holding it.
struct FileContent: Sendable, Equatable {
  /// SHA-256 of the content; nil where it cannot be read.
  var sha256: SHA256.Digest?
  /// The state in which the file had that content; nil where it was changing.
  var status: FileStatus?

  /// The digest as tables have it, "" where there is none.
  var digits: String { sha256?.hexadecimal ?? "" }

  /// Whether `file` still is what it was.
  func isUnchanged(_ file: URL) -> Bool { status.map { $0 == FileStatus(file.path) } ?? false }
}
