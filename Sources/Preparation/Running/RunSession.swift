import Core
import Foundation
import Hashing
import Manifest
import Synchronization

/// An output folder that this process alone may write to, before anything in it is touched.
struct RunClaim: Sendable {
  let folder: OutputFolder
  let shard: Shard
  private let locks: [FolderLock]

  /// Makes the folder if it is missing, sees that nothing but ours is in it, and locks it.
  /// - Throws: `PreparationError` `.output`, `CoreError` `.busy`, `.cannotCreate` or `.inputOutput`.
  init(_ folder: OutputFolder, shard: Shard = .whole) throws {
    self.folder = folder
    self.shard = shard
    try folder.claim()
    let all = folder.state.appendingPathComponent("lock")
    if shard == .whole {
      locks = [try FolderLock(all)]
    } else {
      locks = [
        try FolderLock(all, kind: .shared), try FolderLock(folder.state.appendingPathComponent("lock-\(shard.name)")),
      ]
      try Self.checkCounts(folder, shard)
    }
    Interruption.listen()
  }

  /// Refuses to work beside shards of another division: both would write the same files.
  private static func checkCounts(_ folder: OutputFolder, _ shard: Shard) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.state.path).sorted(by: precedesInBytes)
    where name.hasPrefix("lock-") && !name.hasSuffix(shard.ofCount) {
      // A lock that nobody holds is a trace of an earlier run.
      guard isHeld(folder.state.appendingPathComponent(name)) else { continue }
      throw CoreError(
        .busy,
        "a shard of another division (\(name.dropFirst("lock-".count))) is at work there. Use one N for all shards, or wait until it has ended.",
        subject: folder.url.path)
    }
  }

  private static func isHeld(_ lock: URL) -> Bool {
    do {
      _ = try FolderLock(lock)
      return false
    } catch {
      return error.code == .busy
    }
  }

  private var marker: URL { RunSession.marker(folder) }

  /// Whether a run has ended completely since the last one began.
  var hasFinished: Bool { FileStatus(marker.path) != nil }

  /// Whether a complete run of the same work is there, with all its files at their size.
  func isFinished(_ work: String) -> Bool {
    guard work != RunSession.unrepeatable, let reader = RecordReader(marker) else { return false }
    let root = folder.url.path + "/"
    var isFirst = true
    do {
      try reader.forEachLine { line, _ in
        if isFirst {
          guard line == Data(work.utf8) else { throw CancellationError() }
          isFirst = false
          return
        }
        let parts = line.split(separator: 9, maxSplits: 1)
        guard parts.count == 2, let size = Int(String(decoding: parts[0], as: UTF8.self)),
          let path = LogLine.unquoted(parts[1]), FileStatus(root + path)?.size == size
        else { throw CancellationError() }
      }
    } catch { return false }
    return !isFirst
  }
}

/// An output folder while a run works in it: locked, with its log open.
final class RunSession: Sendable {
  /// The id under which the log knows the files of the run itself, such as tables and sheets.
  static let ownID = ""
  /// The digest of what may turn out otherwise the next time, as when a file could not be read; it is never up to date.
  static let unrepeatable = "-"

  let log: WorkLog
  private let claim: RunClaim
  /// The path of the folder with a "/" behind it.
  private let root: String
  private let owners = Mutex<[String: String]?>(nil)

  var folder: OutputFolder { claim.folder }

  /// Begins to work: from now on the folder counts as unfinished.
  /// - Parameter isMerging: whether no item will be worked on, so that the log of none is looked up.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim, isMerging: Bool = false) throws {
    self.claim = claim
    root = claim.folder.url.path + "/"
    for url in [claim.folder.url.appendingPathComponent(claim.folder.description), Self.marker(claim.folder)] {
      try? FileManager.default.removeItem(at: url)
    }
    let state = claim.folder.state
    if claim.shard == .whole {
      // Nobody else is at work then, so what kills have left there is nobody's.
      for name in try FileManager.default.contentsOfDirectory(atPath: state.path)
      where PartialFile.wholeName(ofRemnant: name) != nil {
        try? FileManager.default.removeItem(at: state.appendingPathComponent(name))
      }
    }
    let own = OutputFolder.logPrefix + claim.shard.name
    log = try WorkLog(state, name: own, names: try Self.logs(in: state)) {
      $0 == Self.ownID || !isMerging && claim.shard.contains($0)
    }
  }

  // MARK: Files

  /// Whether a file is there with the size that it had when it was written.
  @Sendable func isIntact(_ file: OutputFile) -> Bool { FileStatus(path(file.path))?.size == file.size }

  /// The place of a file of the run.
  func path(_ relative: String) -> String { root + relative }

  /// Whether a file that is there may be written over by an item that has not written it: another item of ours has.
  ///
  /// Names may pass from one item to another. The one that had it will see that its file may not be what it was.
  func mayTake(_ path: String, for id: String) throws(CoreError) -> Bool {
    if log.discarded.contains(path) { return true }
    let owner = owners.withLock { owners in
      let all = owners ?? log.owners()
      owners = all
      return all[path]
    }
    guard let owner else { return false }
    try log.add(path, of: owner, isDurable: false)
    return true
  }

  // MARK: Logs

  /// The names of the logs, this process's own last.
  func logNames() throws -> [String] { try Self.logs(in: folder.state).filter { $0 != ownLog } + [ownLog] }

  /// The shard that works on an item, where all logs are of one division.
  func shard(of id: String) -> Shard? {
    let names = (try? Self.logs(in: folder.state)) ?? []
    let counts = Set(names.filter { $0 != OutputFolder.wholeLog }.compactMap(Shard.count(in:)))
    return counts.count == 1 ? counts.first.flatMap { Shard(of: id, count: $0) } : nil
  }

  /// Removes all logs but those that have taken their place.
  func removeLogs(except names: [String]) throws {
    for other in try Self.logs(in: folder.state) where !names.contains(other) {
      try? FileManager.default.removeItem(at: folder.state.appendingPathComponent(other))
    }
  }

  static func marker(_ folder: OutputFolder) -> URL { folder.state.appendingPathComponent("finished") }

  private var ownLog: String { OutputFolder.logPrefix + claim.shard.name }

  private static func logs(in state: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: state.path).filter { $0.hasPrefix(OutputFolder.logPrefix) }
      .sorted(by: precedesInBytes)
  }
}
