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
    let folder = url.deletingLastPathComponent()
    try makeFolder(folder)
    let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString)\(temporarySuffix)")
    do {
      try body(temporary)
      try publish(temporary, as: url)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
  }

  private static let temporarySuffix = ".partial"

  /// Whether `name` is that of a temporary file which a process that was stopped has left behind.
  public static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(temporarySuffix)
      && UUID(uuidString: String(name.dropLast(temporarySuffix.count).suffix(36))) != nil
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

  private static func publish(_ temporary: URL, as url: URL) throws(CoreError) {
    let descriptor = open(temporary.path, O_RDONLY)
    guard descriptor >= 0 else {
      throw CoreError(.inputOutput, "cannot be reopened: \(reason())", subject: temporary.path)
    }
    let synced = fchmod(descriptor, 0o644) == 0 && fsync(descriptor) == 0
    let syncReason = reason()
    close(descriptor)
    guard synced else { throw CoreError(.inputOutput, "cannot be made durable: \(syncReason)", subject: url.path) }
    guard rename(temporary.path, url.path) == 0 else {
      throw CoreError(.cannotCreate, "cannot be put in place: \(reason())", subject: url.path)
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
