import Core
import Foundation
import Hashing

/// A name that stays the same when other files come or go, and that every file system takes.
///
/// Together with the path it makes the id, so that of very many recordings only these eight bytes are held.
struct RecordingID: Sendable, Equatable {
  /// The first twelve hexadecimal digits of the path's SHA-256, which keep `a.wav` and `a.m4a` apart.
  private let mark: UInt64

  /// Digests `path`.
  init(of path: String) { mark = UInt64(SHA256.hexDigest(of: Data(path.utf8)).prefix(12), radix: 16) ?? 0 }

  /// The id of the recording at `path`: its stem with everything but letters, digits, `_`, `.` and `-` replaced, cut to
  /// 64 characters, and the twelve digits.
  func text(for path: String) -> String {
    let name = PathText.name(of: path)
    let stem = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[..<$0] } ?? name
    let digits = String(mark, radix: 16)
    return "\(Self.safe(stem))-\(String(repeating: "0", count: 12 - digits.utf8.count))\(digits)"
  }

  private static func safe(_ stem: Substring) -> String {
    // Most names are so already.
    if stem.utf8.count <= 64, stem.unicodeScalars.allSatisfy(isSafe) { return String(stem) }
    var safe = String.UnicodeScalarView()
    safe.append(contentsOf: stem.unicodeScalars.prefix(64).lazy.map { isSafe($0) ? $0 : "_" })
    return String(safe)
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
    default: false
    }
  }
}
