public import Foundation

/// Real recordings and reference vectors, when a checkout has them beside it; tests that want them are skipped elsewhere.
///
/// The folder is `../shared` from the project's root, or what `AUSCULT_SHARED` names.
public enum SharedData {
  /// The folder, or nil where there is none.
  public static let root: URL? = {
    let environment = ProcessInfo.processInfo.environment["AUSCULT_SHARED"]
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    let folder = environment.map { URL(fileURLWithPath: $0) } ?? beside
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// A folder or file inside it, or nil where it is absent.
  public static func path(_ relative: String) -> URL? {
    guard let url = root?.appendingPathComponent(relative), FileManager.default.fileExists(atPath: url.path) else {
      return nil
    }
    return url
  }
}
