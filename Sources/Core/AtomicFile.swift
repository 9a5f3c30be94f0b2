public import Foundation

/// Writes whole files so that no reader, and no crash, ever sees half of one.
public enum AtomicFile {
  /// Writes `data` to `url` by a temporary file beside it, `fsync` and `rename`; makes missing folders.
  ///
  /// The permissions follow 0644 whatever the process's umask, so that outputs are the same for every user.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput` with what to do.
  public static func write(_ data: Data, to url: URL) throws(CoreError) {
    try write(to: url) { temporary throws(CoreError) in
      guard FileManager.default.createFile(atPath: temporary.path, contents: nil) else {
        throw CoreError(
          .cannotCreate, "cannot be created (\(reason())). Choose a folder that you may write to.", subject: url.path)
      }
      do {
        let handle = try FileHandle(forWritingTo: temporary)
        defer { try? handle.close() }
        try handle.write(contentsOf: data)
      } catch {
        throw CoreError(.inputOutput, "cannot be written: is the disk full?", subject: url.path, cause: error)
      }
    }
  }

  /// Writes `text` as UTF-8; see ``write(_:to:)-data``.
  /// - Throws: `CoreError`.
  public static func write(_ text: String, to url: URL) throws(CoreError) { try write(Data(text.utf8), to: url) }

  /// Lets `body` write a temporary file beside `url`, then makes it durable and renames it into place.
  ///
  /// If `body` throws, the temporary file is removed and nothing appears at `url`.
  /// - Throws: what `body` throws, as `CoreError`.
  public static func write(to url: URL, _ body: (_ temporary: URL) throws(CoreError) -> Void) throws(CoreError) {
    let partial = try PartialFile(for: url)
    try body(partial.temporary)
    try partial.publish()
  }

  /// Makes a folder and those above it; an existing folder is fine.
  /// - Throws: `CoreError` `.cannotCreate`.
  public static func makeFolder(_ url: URL) throws(CoreError) {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw CoreError(
        .cannotCreate, "this folder cannot be made. Choose one that you may write to.", subject: url.path, cause: error)
    }
  }

  static func reason() -> String { String(cString: strerror(errno)) }
}
