public import Foundation

/// A claim on a folder that ends with the process, however it ends.
public final class FolderLock: Sendable {
  /// Whether others may hold the same claim.
  public enum Kind: Sendable {
    /// Nobody else has a claim.
    case exclusive
    /// Others may share it, but nobody has it exclusively.
    case shared
  }

  private let descriptor: Int32

  /// Takes the lock file `url`, which is made where it is missing, without waiting.
  /// - Throws: `CoreError` `.busy` if another process holds it, `.cannotCreate` if it cannot be opened.
  public init(_ url: URL, kind: Kind = .exclusive) throws(CoreError) {
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw AtomicFile.failureToCreate(url, code: errno)
    }
    guard flock(descriptor, (kind == .exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
      let isBusy = errno == EWOULDBLOCK
      let reason = AtomicFile.reason()
      close(descriptor)
      throw isBusy
        ? CoreError(
          .busy, "another run is writing there. Wait until it has ended, or choose another output folder.",
          subject: url.deletingLastPathComponent().path)
        : CoreError(.cannotCreate, "cannot be locked (\(reason)).", subject: url.path)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
