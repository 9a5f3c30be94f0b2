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
    }
    Interruption.listen()
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
          let path = WorkLog.unquoted(parts[1]), FileStatus(root + path)?.size == size
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
  private let owners = Mutex<[String: String]?>(nil)

  var folder: OutputFolder { claim.folder }

  /// Begins to work: from now on the folder counts as unfinished.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim) throws {
    self.claim = claim
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
    log = try WorkLog(
      state, name: "\(OutputFolder.logPrefix)\(claim.shard.name)", names: try Self.logs(in: state), shard: claim.shard)
  }

  // MARK: Files

  /// Whether a file is there with the size that it had when it was written.
  @Sendable func isIntact(_ file: OutputFile) -> Bool { FileStatus(path(file.path))?.size == file.size }

  /// The place of a file of the run.
  func path(_ relative: String) -> String { folder.url.appendingPathComponent(relative).path }

  /// Whether a file that is there may be written over by an item that has not written it: another item of ours has.
  ///
  /// Names may pass from one item to another. The one that had it will see that its file may not be what it was.
  func mayTake(_ path: String, for id: String) throws(CoreError) -> Bool {
    if log.discarded.contains(path) { return true }
    let owner = owners.withLock { owners in
      let all =
        owners
        ?? log.ids.reduce(into: [:]) { all, id in
          for path in log.files(of: id).union(log.begunFiles(of: id)) { all[path] = id }
        }
      owners = all
      return all[path]
    }
    guard let owner else { return false }
    try log.add(path, of: owner, isDurable: false)
    return true
  }

  // MARK: The end

  /// Replaces all logs by one with the records of items, in that order, and of the run itself.
  private func compactLog(_ keys: [WorkKey]) throws {
    let whole = "\(OutputFolder.logPrefix)\(Shard.whole.name)"
    let items = [(id: Self.ownID, digest: nil)] + keys.map { (id: $0.id, digest: $0.digest) }
    try log.writeCompact(items, to: folder.state.appendingPathComponent(whole))
    for name in try Self.logs(in: folder.state) where name != whole {
      try? FileManager.default.removeItem(at: folder.state.appendingPathComponent(name))
    }
  }

  /// Marks the run as finished: its description is written, and then what a later run needs to see that nothing is to do.
  /// - Parameters:
  ///   - work: the digest of everything that was done.
  ///   - items: the items, each with the files that belong to it.
  ///   - own: the files of the run itself, without the description.
  /// - Throws: `CoreError`.
  func finish(
    work: String, items: [(key: WorkKey, files: [OutputFile])], own: [OutputFile], description: String
  ) throws {
    let before = log.files(of: Self.ownID).union(log.begunFiles(of: Self.ownID))
    try log.finish(
      Self.ownID, digest: Self.unrepeatable, WorkRecord(outcome: .made(RunProduct()), files: own))
    sweep(items, before: before, own: own)
    try compactLog(items.map(\.key))
    try AtomicFile.write(description, to: folder.url.appendingPathComponent(folder.description))
    if items.allSatisfy({ log.isRepeatable($0.key.id) }) {
      try writeMarker(work: work, files: items.flatMap(\.files) + own)
    }
  }

  /// Removes what no item has any more: the files of items that are gone, and those that items have given up.
  private func sweep(_ items: [(key: WorkKey, files: [OutputFile])], before: Set<String>, own: [OutputFile]) {
    let gone = log.ids.subtracting(items.map(\.key.id)).subtracting([Self.ownID])
    let begun = gone.reduce(into: Set<String>()) { $0.formUnion(log.begunFiles(of: $1)) }
    var files = before.union(log.discarded).union(begun)
    // Shards and earlier runs may have made an item in several ways.
    for id in log.ids where id != Self.ownID { files.formUnion(log.files(of: id)) }
    folder.removeRemnants(of: before.union(begun).union([folder.description]))
    files.subtract(own.map(\.path) + [folder.description])
    for item in items { files.subtract(item.files.map(\.path)) }
    if !files.isEmpty { folder.removeIfEmpty(folder.remove(files)) }
  }

  private func writeMarker(work: String, files: [OutputFile]) throws {
    let description = folder.url.appendingPathComponent(folder.description)
    try AtomicFile.write(to: Self.marker(folder)) { temporary throws(CoreError) in
      let marker = try RecordFile(appendingTo: temporary)
      try marker.append(work)
      try marker.append("\(FileStatus(description.path)?.size ?? -1)\t\(OperationSteps.quoted(folder.description))")
      for file in files { try marker.append("\(file.size)\t\(OperationSteps.quoted(file.path))") }
    }
  }

  fileprivate static func marker(_ folder: OutputFolder) -> URL { folder.state.appendingPathComponent("finished") }

  private static func logs(in state: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: state.path).filter { $0.hasPrefix(OutputFolder.logPrefix) }
      .sorted(by: precedesInBytes)
  }
}

/// What the run itself makes: tables and sheets, which are made anew from the records.
private struct RunProduct: WorkProduct { var audioDuration: Seconds { 0 } }
