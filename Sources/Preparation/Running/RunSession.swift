import Core
import Foundation
import Hashing
import Manifest
import Synchronization

/// An output folder that this process alone may write to, before anything in it is touched.
struct RunClaim: Sendable {
  let folder: OutputFolder
  let shard: Shard
  /// Files of an earlier run that no log knows.
  fileprivate let unlogged: [String]
  private let locks: [FolderLock]

  /// Makes the folder if it is missing, sees that nothing but ours is in it, and locks it.
  /// - Throws: `PreparationError` `.output`, `CoreError` `.busy`, `.cannotCreate` or `.inputOutput`.
  init(_ folder: OutputFolder, shard: Shard = .whole) throws {
    self.folder = folder
    self.shard = shard
    unlogged = try folder.claim()
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
  private let unlogged: Set<String>
  private let known = Mutex<Set<String>?>(nil)

  var folder: OutputFolder { claim.folder }

  /// Begins to work: from now on the folder counts as unfinished.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim) throws {
    self.claim = claim
    unlogged = Set(claim.unlogged)
    for url in [claim.folder.url.appendingPathComponent(claim.folder.description), Self.marker(claim.folder)] {
      try? FileManager.default.removeItem(at: url)
    }
    let state = claim.folder.state
    log = try WorkLog(state, name: "\(Self.logPrefix)\(claim.shard.name)", names: try Self.logs(in: state))
  }

  // MARK: Files

  /// Whether a file is there with the size that it had when it was written.
  @Sendable func isIntact(_ file: OutputFile) -> Bool { FileStatus(path(file.path))?.size == file.size }

  /// The place of a file of the run.
  func path(_ relative: String) -> String { folder.url.appendingPathComponent(relative).path }

  /// Whether a file may be written: there is none, or it is one that we wrote.
  func mayWrite(_ path: String, of id: String) -> Bool {
    if FileStatus(self.path(path)) == nil || unlogged.contains(path) { return true }
    if log.begunFiles(of: id).contains(path) || log.files(of: id).contains(where: { $0.path == path }) { return true }
    // Names may pass from one item to another; only then are all of them looked at.
    return known.withLock { known in
      let all =
        known
        ?? log.ids.reduce(into: Set<String>()) { $0.formUnion(log.files(of: $1).map(\.path) + log.begunFiles(of: $1)) }
      known = all
      return all.contains(path)
    }
  }

  // MARK: The end

  /// Replaces all logs by one with the records of `ids`, in that order, and of the run itself.
  func compactLog(_ ids: [String]) throws {
    let whole = "\(Self.logPrefix)\(Shard.whole.name)"
    let all = [Self.ownID] + ids
    try log.writeCompact(all, to: folder.state.appendingPathComponent(whole))
    for name in try Self.logs(in: folder.state) where name != whole {
      try? FileManager.default.removeItem(at: folder.state.appendingPathComponent(name))
    }
  }

  /// Marks the run as finished: its description is written, and then what a later run needs to see that nothing is to do.
  /// - Parameters:
  ///   - work: the digest of everything that was done.
  ///   - ids: the items.
  ///   - own: the files of the run itself, without the description.
  func finish(work: String, ids: [String], own: [OutputFile], description: String) throws {
    let before = Set(log.files(of: Self.ownID).map(\.path) + log.begunFiles(of: Self.ownID))
    try log.finish(
      Self.ownID, digest: Self.unrepeatable, WorkRecord(outcome: .made(RunProduct()), files: own))
    sweep(ids, before: before)
    try compactLog(ids)
    try AtomicFile.write(description, to: folder.url.appendingPathComponent(folder.description))
    if ids.allSatisfy(log.isRepeatable) { try writeMarker(work: work, ids: ids, own: own) }
  }

  /// Removes what no item has any more: the files of items that are gone, and those that items have given up.
  private func sweep(_ ids: [String], before: Set<String>) {
    let gone = log.ids.subtracting(ids).subtracting([Self.ownID])
    let begun = gone.flatMap(log.begunFiles)
    var files = before.union(unlogged).union(log.discarded).union(begun)
    for id in gone { files.formUnion(log.files(of: id).map(\.path)) }
    folder.removeRemnants(of: before.union(begun).union([folder.description]))
    files.subtract(log.files(of: Self.ownID).map(\.path) + [folder.description])
    if files.isEmpty { return }
    for id in ids { files.subtract(log.files(of: id).map(\.path)) }
    folder.removeIfEmpty(folder.remove(files))
  }

  private func writeMarker(work: String, ids: [String], own: [OutputFile]) throws {
    let description = folder.url.appendingPathComponent(folder.description)
    try AtomicFile.write(to: Self.marker(folder)) { temporary throws(CoreError) in
      let file = try RecordFile(appendingTo: temporary)
      try file.append(work)
      try file.append("\(FileStatus(description.path)?.size ?? -1)\t\(OperationSteps.quoted(folder.description))")
      for id in [Self.ownID] + ids {
        let files = id == Self.ownID ? own : log.files(of: id)
        for entry in files { try file.append("\(entry.size)\t\(OperationSteps.quoted(entry.path))") }
      }
    }
  }

  fileprivate static func marker(_ folder: OutputFolder) -> URL { folder.state.appendingPathComponent("finished") }

  // MARK: Logs

  private static let logPrefix = "work-"

  private static func logs(in state: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: state.path).filter { $0.hasPrefix(logPrefix) }
      .sorted(by: precedesInBytes)
  }
}

/// What the run itself makes: tables and sheets, which are made anew from the records.
private struct RunProduct: WorkProduct { var audioDuration: Seconds { 0 } }
