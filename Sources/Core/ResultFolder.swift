public import Foundation

/// A folder that results are written into as a whole, such as a model or a report.
public enum ResultFolder {
  /// The hidden folder in a folder of results that tells what was done there; it is no part of the results.
  public static let stateName = ".auscult"

  /// The subcommand that works in a folder or did so, as its hidden folder notes; nil where there is none.
  public static func command(of folder: URL) -> String? {
    (try? String(contentsOf: mark(of: folder), encoding: .utf8)).map { String($0.dropLast()) }
  }

  /// Sees that nothing of others is mixed with what is about to be written; makes nothing.
  /// - Parameter marks: names of which at least one stands in every folder that the same command has written or begun.
  /// - Throws: `CoreError` `.cannotCreate` where there is no folder at `url` but something else, one that cannot be read,
  ///   or one that holds something and none of `marks`.
  public static func check(_ url: URL, marks: [String]) throws(CoreError) {
    let present = try contents(of: url)
    guard let other = present.min(by: precedesInBytes), marks.allSatisfy({ !present.contains($0) }) else { return }
    throw stranger(url, "'\(other)' and nothing that this command has written")
  }

  /// Sees that a folder was filled by the same command, see ``fill(_:command:_:)``, is empty, or is not there; makes nothing.
  ///
  /// Names of results, such as `metrics.json`, are no mark: other commands and other programs write such files, too.
  /// - Throws: `CoreError` `.cannotCreate` for any other.
  public static func check(_ url: URL, command: String) throws(CoreError) {
    guard let other = try contents(of: url).min(by: precedesInBytes) else { return }
    let owner = Self.command(of: url)
    if owner == command { return }
    throw stranger(
      url, owner.map { "the results of '\($0)'" } ?? "'\(other)' and nothing that this command has written")
  }

  /// Makes a folder and lets `body` write into it; where `body` throws and has written nothing, a new folder is gone again.
  /// - Parameter command: who is noted to write into it; nil notes nobody.
  /// - Throws: `CoreError` if it cannot be made; what `body` throws.
  public static func fill<Result>(_ url: URL, command: String? = nil, _ body: () throws -> Result) throws -> Result {
    let isNew = FileKind(url.path) == nil
    try AtomicFile.makeFolder(url)
    do {
      if let command { try AtomicFile.write(command + "\n", to: mark(of: url)) }
      return try body()
    } catch {
      if isNew, let present = try? contents(of: url), present.allSatisfy({ $0 == stateName }) {
        try? FileManager.default.removeItem(at: url)
      }
      throw error
    }
  }

  /// The file that tells which command writes into a folder.
  private static func mark(of url: URL) -> URL { url.appendingPathComponent("\(stateName)/command") }

  /// What stands in a folder; nothing where there is none.
  private static func contents(of url: URL) throws(CoreError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: url.path) } catch CocoaError.fileReadNoSuchFile {
      return []
    } catch {
      throw CoreError(
        .cannotCreate, "cannot be read as a folder. Choose an empty folder, or a new one.", subject: url.path,
        cause: error)
    }
  }

  private static func stranger(_ url: URL, _ what: String) -> CoreError {
    CoreError(.cannotCreate, "holds \(what). Choose an empty folder, or a new one.", subject: url.path)
  }
}
