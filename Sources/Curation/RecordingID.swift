import Foundation
import Hashing

/// Names that stay the same when other files come or go, and that every file system takes.
enum RecordingID {
  /// The id of the recording at `path`: its stem with everything but letters, digits, `_`, `.` and `-` replaced, cut to
  /// 64 characters, and the first twelve digits of the path's SHA-256, which keep `a.wav` and `a.m4a` apart.
  static func make(path: String) -> String {
    let name = path.split(separator: "/").last ?? path[...]
    let stem = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[..<$0] } ?? name
    var safe = String.UnicodeScalarView()
    safe.append(contentsOf: stem.unicodeScalars.prefix(64).lazy.map { isSafe($0) ? $0 : "_" })
    return "\(String(safe))-\(SHA256.hexDigest(of: Data(path.utf8)).prefix(12))"
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }
}
