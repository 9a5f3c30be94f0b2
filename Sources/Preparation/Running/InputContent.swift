import Core
import Foundation
import Hashing

/// A file and the content that it had when work with it was planned.
struct InputContent: Sendable {
  let file: URL
  /// SHA-256 of the content.
  let sha256: String
  /// The state in which the file had that content; nil where another machine looked, or where nobody knows.
  let status: FileStatus?

  /// Whether the file still has that content; it is read only where its state does not tell.
  var isThere: Bool {
    if let status, FileStatus(file.path) == status { return true }
    return (try? SHA256.hexDigest(ofFile: file)) == sha256
  }
}
