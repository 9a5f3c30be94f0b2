import Core
import Curation
import Foundation
import Hashing
import Manifest

/// The plan that `auscult prepare --plan`, or the first shard, leaves for the others and for `auscult merge`.
///
/// It is a head and a line a recording, so that a shard takes its own and a merge goes through all without holding them:
///
///     {head}
///     E  {rejection}                  a recording that the recipe leaves out
///     T  hash  split  fold  path …    one that is worked on, and what decides to which shard it belongs
struct PlanFile: PlannedRecordings {
  let head: PlanHead
  private let url: URL
  /// Where the collection lies here.
  private let root: URL

  /// Opens the plan in a folder.
  /// - Parameter root: the folder that the recordings' paths are relative to; nil where no recording will be read.
  /// - Throws: `PreparationError` `.unfinished` if there is none, or one of another collection or version only.
  init(_ folder: OutputFolder, root: URL?) throws {
    url = Self.url(folder)
    self.root = root ?? folder.url
    var head: PlanHead?
    do {
      try RecordReader(url)?.forEachLine { line, _ in
        head = try JSONDecoder().decode(PlanHead.self, from: line)
        throw CancellationError()
      }
    } catch is CancellationError {}
    guard let head, root == nil || head.root == root?.standardizedFileURL.path, head.versions == Algorithms.versions
    else { throw Self.isMissing(folder.url) }
    self.head = head
  }

  private static func url(_ folder: OutputFolder) -> URL { folder.state.appendingPathComponent("plan") }

  static func exists(in folder: OutputFolder) -> Bool { FileStatus(url(folder).path) != nil }

  /// Takes the plan away, so that nobody follows it any more.
  static func remove(from folder: OutputFolder) { try? FileManager.default.removeItem(at: url(folder)) }

  /// What is said where shards are to be merged and there are none.
  static func isMissing(_ folder: URL) -> PreparationError {
    PreparationError(
      .unfinished, "holds no shards to merge: run 'auscult prepare --shard I/N' into it first.", subject: folder.path)
  }

  /// Leaves a plan; every shard writes the same.
  /// - Parameter root: the folder that the recordings' paths are relative to.
  static func write(_ plan: PreparationPlan, to folder: OutputFolder, root: URL) throws {
    let text = try PartialText(url(folder))
    var head = plan.head
    head.root = root.standardizedFileURL.path
    try text.appendLine(try json(head))
    try forEachLine(of: plan) { try text.appendLine($0) }
    try text.finish()
  }

  // MARK: Lines

  func forEachExcluded(_ body: (Rejection) throws -> Void) throws {
    let decoder = JSONDecoder()
    try RecordReader(url)?.forEachLine { line, _ in
      guard line.first == UInt8(ascii: "E") else { return }
      try body(try decoder.decode(Rejection.self, from: line.dropFirst(2)))
    }
  }

  func forEachTask(_ body: (RecordingTask) throws -> Void) throws { try forEachTask(of: .whole, body) }

  /// Hands out the recordings of a shard; lines of others are not even decoded.
  func forEachTask(of shard: Shard, _ body: (RecordingTask) throws -> Void) throws {
    try RecordReader(url)?.forEachLine { line, _ in
      guard line.first == UInt8(ascii: "T"), line.count > 18 else { return }
      let fields = line.dropFirst(2)
      guard let hash = Int(String(decoding: fields.prefix(15), as: UTF8.self), radix: 16), shard.contains(hash: hash)
      else { return }
      let text = String(decoding: fields.dropFirst(16), as: UTF8.self)
      guard let task = RecordingTask(line: Substring(text), below: root) else {
        throw PreparationError(
          .unfinished, "is damaged. Delete it, and run 'auscult prepare --plan' again.", subject: url.path)
      }
      try body(task)
    }
  }

  func digest() throws -> String {
    try Self.digest(of: head) { add in
      var isHead = true
      try RecordReader(url)?.forEachLine { line, _ in
        if isHead { isHead = false } else { try add(line) }
      }
    }
  }

  /// The digest of a plan, which does not depend on where it lies.
  fileprivate static func digest(of head: PlanHead, lines: (_ add: (Data) throws -> Void) throws -> Void) throws
    -> String
  {
    if head.unread > 0 { return RunSession.unrepeatable }
    var head = head
    head.root = nil
    let digest = try SHA256.RunningDigest()
    digest.add(Data("\(try json(head))\n".utf8))
    try lines {
      digest.add($0)
      digest.add(Data("\n".utf8))
    }
    return digest.hexDigest
  }

  /// The lines of a plan but for the head.
  fileprivate static func forEachLine(of plan: PreparationPlan, _ body: (String) throws -> Void) throws {
    for rejection in plan.excluded { try body("E\t\(try json(rejection))") }
    try plan.tasks.forEachLine { id, line in
      let hash = String(Shard.hash(of: id), radix: 16)
      try body("T\t\(String(repeating: "0", count: 15 - hash.count))\(hash)\t\(line)")
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension PreparationPlan {
  func digest() throws -> String {
    try PlanFile.digest(of: head) { add in try PlanFile.forEachLine(of: self) { try add(Data($0.utf8)) } }
  }
}
