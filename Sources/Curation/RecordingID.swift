import Foundation
import Hashing

/// Names that stay the same when other files come or go, and that every file system takes.
enum RecordingID {
  /// The id of the recording at `path`: its stem with everything but letters, digits, `_`, `.` and `-` replaced, cut to
  /// 64 characters, and the first twelve digits of the path's SHA-256, which keep `a.wav` and `a.m4a` apart.
  static func make(path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let safe = stem.unicodeScalars.map { isSafe($0) ? Character($0) : "_" }
    return "\(String(safe.prefix(64)))-\(SHA256.hexDigest(of: Data(path.utf8)).prefix(12))"
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }
}
