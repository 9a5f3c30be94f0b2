internal import Core
internal import Foundation

/// A folder of this process alone in the system's temporary folder, removed when the value goes.
///
/// A lock in it shows that its process lives: what a killed one left is removed by the next process that needs such a folder.
final class PrivateFolder: Sendable {
  let url: URL
  private let lock: Int32

  private static let prefix = "auscult-unpacked-"
  private static let lockName = ".lock"

  init() throws(MediaError) {
    let parent = FileManager.default.temporaryDirectory
    Self.removeLeftovers(in: parent)
    var template = Array(parent.appendingPathComponent(Self.prefix + "XXXXXX").path.utf8CString)
    let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
    guard isMade else {
      throw MediaError(
        .cannotWrite,
        "no folder can be made here (\(String(cString: strerror(errno)))). Set TMPDIR to one that you may write to.",
        subject: parent.path)
    }
    url = URL(
      fileURLWithPath: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self),
      isDirectory: true)
    lock = open(url.appendingPathComponent(Self.lockName).path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if lock >= 0 { flock(lock, LOCK_EX | LOCK_NB) }
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
    if lock >= 0 { close(lock) }
  }

  /// Removes folders of this user whose process has ended without removing them.
  private static func removeLeftovers(in parent: URL) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let folder = parent.appendingPathComponent(name)
      var status = stat()
      guard lstat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid() else {
        continue
      }
      let lock = open(folder.appendingPathComponent(lockName).path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(at: folder) }
      close(lock)
    }
  }
}
