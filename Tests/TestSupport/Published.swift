import Foundation

/// Files of the repository that are made from the code; a test compares them, and writes them when `AUSCULT_RECORD` is set.
public enum Published {
  /// The text that the repository has at `path`, after writing `text` there if recording was asked for.
  public static func text(at path: String, recording text: String) throws -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = root.appendingPathComponent(path)
    if ProcessInfo.processInfo.environment["AUSCULT_RECORD"] != nil {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    return try? String(contentsOf: url, encoding: .utf8)
  }
}
