public import Foundation

/// A file in the making, for writers that cannot work inside ``AtomicFile/write(to:_:)``: several outputs at once.
///
/// Write to ``temporary``, then publish; a value that goes unpublished removes what was written.
public final class PartialFile {
  /// Where the file is to appear.
  public let url: URL
  /// Where it is written: beside `url`, hidden.
  public let temporary: URL
  private var isPublished = false

  /// Makes the folder of `url` where it is missing; nothing is written yet.
  /// - Throws: `CoreError` `.cannotCreate`.
  public init(for url: URL) throws(CoreError) {
    let folder = url.deletingLastPathComponent()
    try AtomicFile.makeFolder(folder)
    self.url = url
    let name = ".\(url.lastPathComponent).\(UUID().uuidString).partial"
    temporary = folder.appendingPathComponent(name, isDirectory: false)
  }

  /// Makes the temporary file and opens it for writing.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput`.
  public func open() throws(CoreError) -> FileHandle {
    do { return try AtomicFile.create(temporary) } catch {
      throw CoreError(error.code, error.message, subject: url.path, cause: error.cause)
    }
  }

  deinit { if !isPublished { try? FileManager.default.removeItem(at: temporary) } }

  /// Makes what was written durable and puts it in place, with permissions 0644.
  /// - Throws: `CoreError` `.inputOutput` or `.cannotCreate`.
  public func publish() throws(CoreError) {
    let descriptor = Foundation.open(temporary.path, O_RDONLY)
    guard descriptor >= 0 else {
      throw CoreError(.inputOutput, "cannot be reopened: \(AtomicFile.reason())", subject: temporary.path)
    }
    defer { close(descriptor) }
    try publish(descriptor)
  }

  /// The same for a file that is open as `descriptor`.
  func publish(_ descriptor: Int32) throws(CoreError) {
    guard fchmod(descriptor, 0o644) == 0 && fsync(descriptor) == 0 else {
      throw CoreError(.inputOutput, "cannot be made durable: \(AtomicFile.reason())", subject: url.path)
    }
    guard rename(temporary.path, url.path) == 0 else {
      throw CoreError(.cannotCreate, "cannot be put in place: \(AtomicFile.reason())", subject: url.path)
    }
    isPublished = true
  }

  /// The name of the file that an unfinished one, left by a run that was killed, was to become; nil for any other name.
  public static func wholeName(ofRemnant name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(".partial") else { return nil }
    let middle = name.dropFirst().dropLast(".partial".count)
    guard let dot = middle.lastIndex(of: "."), UUID(uuidString: String(middle[middle.index(after: dot)...])) != nil
    else {
      return nil
    }
    return String(middle[..<dot])
  }
}
