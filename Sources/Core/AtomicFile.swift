public import Foundation

/// Writes whole files so that no reader, and no crash, ever sees half of one.
public enum AtomicFile {
  /// Writes `data` to `url` by a temporary file beside it, `fsync` and `rename`; makes missing folders.
  ///
  /// The permissions follow 0644 whatever the process's umask, so that outputs are the same for every user.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput` with what to do.
  public static func write(_ data: Data, to url: URL) throws(CoreError) { try write(parts: [data], to: url) }

  /// Writes the parts of a file one after the other, each of which is made when the one before it has been written; see
  /// ``write(_:to:)-data``.
  /// - Throws: `CoreError`.
  public static func write(parts: some Sequence<Data>, to url: URL) throws(CoreError) {
    let partial = try PartialFile(for: url)
    let handle = try partial.open()
    defer { try? handle.close() }
    do { for part in parts { try handle.write(contentsOf: part) } } catch { throw failureToWrite(url, error) }
    try partial.publish(handle.fileDescriptor)
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

  /// Makes a folder and those above it, with permissions 0755 whatever the umask; an existing folder is fine.
  /// - Throws: `CoreError` `.cannotCreate`, or `.inputOutput` where the disk is full.
  public static func makeFolder(_ url: URL) throws(CoreError) {
    let path = url.path
    var status = stat()
    func isThere() -> Bool { stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR }
    // Nearly always; and asking costs less than trying.
    if isThere() { return }
    var code: Int32 = 0
    // More than once, as others may make or remove the folders above at the same moment; not for ever, as some file systems,
    // such as /proc, call a folder missing whose parent is there.
    for _ in 0..<4 {
      if mkdir(path, 0o755) == 0 {
        chmod(path, 0o755)
        return
      }
      code = errno
      let parent = url.deletingLastPathComponent()
      guard code == ENOENT, parent.path != path else { break }
      if FileKind(parent.path) == nil { try makeFolder(parent) }
    }
    if code == EEXIST && isThere() { return }
    throw failureToCreate(url, code: code)
  }

  /// Puts a file in another place of the same file system, in one step.
  /// - Returns: whether it was there to be moved.
  public static func move(_ path: String, to newPath: String) -> Bool { rename(path, newPath) == 0 }

  /// Removes a folder that holds nothing; any other stays.
  public static func removeFolderIfEmpty(_ path: String) { rmdir(path) }

  /// Makes an empty file and opens it for writing.
  public static func create(_ url: URL) throws(CoreError) -> FileHandle {
    // Not Foundation's way, which makes a file of another name first and may leave it behind.
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failureToCreate(url, code: errno) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// What a failure to write to a file that is open means.
  public static func failureToWrite(_ url: URL, _ cause: any Error) -> CoreError {
    CoreError(
      .inputOutput, "cannot be written. Is the disk full? Make room, and run the same command again.",
      subject: url.path, cause: cause)
  }

  /// What the system's error `code` means for a file or folder that was to be made.
  static func failureToCreate(_ url: URL, code: Int32) -> CoreError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOSPC, EDQUOT, EIO:
      return CoreError(
        .inputOutput, "cannot be created (\(reason)). Make room there, and run the same command again to go on.",
        subject: url.path)
    default:
      return CoreError(
        .cannotCreate, "cannot be created (\(reason)). Choose a folder that you may write to.", subject: url.path)
    }
  }

  static func reason() -> String { String(cString: strerror(errno)) }
}
