import Foundation

/// Texts that a test expects, kept in files beside the tests; `AUSCULT_RECORD=1` writes them anew.
public struct Snapshot: Sendable {
  private let folder: URL

  /// Makes the snapshots of the test file that calls, in its folder `Goldens`.
  public init(testFile: String = #filePath) {
    folder = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent("Goldens")
  }

  /// Makes the snapshots in a folder of the repository: files that are published, and made from the code.
  public init(inRepository path: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    folder = root.appendingPathComponent(path)
  }

  /// The recorded text `name`, "" when there is none; records `text` first when asked to.
  public func recorded(_ name: String, for text: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["AUSCULT_RECORD"] == "1" { try Data(text.utf8).write(to: file) }
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }
}
