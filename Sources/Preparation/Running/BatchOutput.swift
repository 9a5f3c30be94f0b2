public import Core
public import Foundation
import Hashing
import Synchronization

/// Where the work on one item puts its files; a path must be asked for here before it is written.
public final class BatchOutput: Sendable {
  private let session: RunSession
  private let id: String
  private let recorded = Mutex<[String: OutputFile?]>([:])
  /// Files of the item by what the log says; nil until somebody asks.
  private let ours = Mutex<Set<String>?>(nil)

  init(session: RunSession, id: String) { (self.session, self.id) = (session, id) }

  /// The output folder.
  var folder: URL { session.folder.url }

  /// The place of an output that the caller will write whole, or not at all.
  /// - Throws: `CoreError` `.inputOutput` if the log cannot be written, `.cannotCreate` if a file is there that is not ours.
  public func url(for path: String) throws(CoreError) -> URL {
    guard try isFree(path) else { throw refusal(path) }
    // The file may outlast a power cut, so the note must, too: else it would be a stranger's.
    return try note(path, isDurable: true)
  }

  /// Whether there is no file, or one that we wrote.
  private func isFree(_ path: String) throws(CoreError) -> Bool {
    if FileStatus(session.path(path)) == nil { return true }
    let mine = ours.withLock { ours in
      let all = ours ?? session.log.files(of: id).union(session.log.begunFiles(of: id))
      ours = all
      return all.contains(path)
    }
    return try mine ? true : session.mayTake(path, for: id)
  }

  private func refusal(_ path: String) -> CoreError {
    CoreError(
      .cannotCreate, "is there already, and is none of ours. Move it away, or choose another output folder.",
      subject: session.path(path))
  }

  private func note(_ path: String, isDurable: Bool) throws(CoreError) -> URL {
    try session.log.add(path, of: id, isDurable: isDurable)
    ours.withLock { _ = $0?.insert(path) }
    recorded.withLock { _ = $0.updateValue(nil, forKey: path) }
    return folder.appendingPathComponent(path, isDirectory: false)
  }

  /// Writes a whole output.
  /// - Returns: what was written, with its digest.
  /// - Throws: `CoreError`, as ``url(for:)`` and ``AtomicFile`` do.
  @discardableResult
  public func write(_ data: Data, to path: String) throws(CoreError) -> OutputFile {
    // After a power cut a file may be there of which the log does not know any more; the same bytes are ours.
    let isOurs = try isFree(path) || (try? Data(contentsOf: folder.appendingPathComponent(path))) == data
    guard isOurs else { throw refusal(path) }
    try AtomicFile.write(data, to: try note(path, isDurable: false))
    let file = OutputFile(path: path, size: data.count, sha256: SHA256.hexDigest(of: data))
    add(file)
    return file
  }

  /// Notes the digest of a file that was written at its ``url(for:)``, so that it need not be read again.
  func add(_ file: OutputFile) { recorded.withLock { $0[file.path] = file } }

  /// Puts an output of an earlier run in another place.
  /// - Returns: whether it was there to be moved.
  func move(_ path: String, to newPath: String) throws(CoreError) -> Bool {
    guard let known = recorded.withLock({ $0[path] }), let file = known else { return false }
    let url = try url(for: newPath)
    try AtomicFile.makeFolder(url.deletingLastPathComponent())
    guard AtomicFile.move(session.path(path), to: url.path) else { return false }
    recorded.withLock { recorded in
      recorded[path] = nil
      recorded[newPath] = OutputFile(path: newPath, size: file.size, sha256: file.sha256)
    }
    return true
  }

  /// What was written, in order of the paths; digests that are not known are computed.
  /// - Throws: `CoreError` `.inputOutput` if a file is not there.
  func files() throws(CoreError) -> [OutputFile] {
    let all = recorded.withLock { $0 }.sorted { precedesInBytes($0.key, $1.key) }
    var files: [OutputFile] = []
    for (path, file) in all {
      if let file {
        files.append(file)
        continue
      }
      files.append(try described(path))
    }
    return files
  }

  /// What was written at the path's ``url(for:)``: reads the file once for its digest, which is noted.
  /// - Throws: `CoreError` `.inputOutput` if the file is not there.
  func described(_ path: String) throws(CoreError) -> OutputFile {
    let url = folder.appendingPathComponent(path)
    let digest = try SHA256.hexDigest(ofFile: url)
    let file = OutputFile(path: path, size: FileStatus(url.path)?.size ?? -1, sha256: digest)
    add(file)
    return file
  }

  /// Begins anew, with the files of an earlier run.
  func reset(to files: [OutputFile] = []) {
    recorded.withLock { recorded in
      recorded = [:]
      for file in files { recorded[file.path] = file }
    }
  }
}
