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
///     E  {rejection}            a recording that the recipe leaves out
///     T  hash  path  label …    one that is worked on, and what decides to which shard it belongs
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
      guard let task = RecordingTask(planned: fields.dropFirst(16), below: root) else {
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
    for task in plan.tasks {
      let hash = String(Shard.hash(of: task.recording.id), radix: 16)
      try body("T\t\(String(repeating: "0", count: 15 - hash.count))\(hash)\t\(task.planned)")
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension RecordingTask {
  /// The recording as a plan holds it, without the place of the collection on this machine: fields between tabs, as a plan
  /// has very many of them.
  fileprivate var planned: String {
    func field(_ value: (some LosslessStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
    let texts = [recording.path, recording.patientID, recording.source, recording.site, groupID].map(LogLine.quoted)
    let others = [
      recording.label.map(LogLine.quoted) ?? "", split.rawValue, field(fold), sourceSHA256, field(quality),
      field(heartRate),
    ]
    let annotation = recording.annotation.map {
      [LogLine.quoted($0.path), $0.format.rawValue, LogLine.quoted($0.entry), annotationSHA256]
    }
    return (texts + others + (annotation ?? [])).joined(separator: "\t")
  }

  /// Reads what ``planned`` wrote; nil for anything else.
  fileprivate init?(planned line: Data, below root: URL) {
    let fields = line.fields(atMost: 15)
    let texts = fields.prefix(5).compactMap(LogLine.unquoted)
    guard [11, 15].contains(fields.count), texts.count == 5 else { return nil }
    let label = fields[5].isEmpty ? nil : LogLine.unquoted(fields[5])
    let others = fields[6..<11].map { String(decoding: $0, as: UTF8.self) }
    let (fold, quality, heartRate) = (Int(others[1]), Double(others[3]), Double(others[4]))
    guard let split = Split(rawValue: others[0]), fields[5].isEmpty == (label == nil),
      others[1].isEmpty == (fold == nil), others[3].isEmpty == (quality == nil),
      others[4].isEmpty == (heartRate == nil)
    else { return nil }
    var recording = Recording(
      path: texts[0], in: root, label: label, patientID: texts[1], source: texts[2], site: texts[3])
    if fields.count == 15 {
      guard let path = LogLine.unquoted(fields[11]), let entry = LogLine.unquoted(fields[13]),
        let format = AnnotationFile.Format(rawValue: String(decoding: fields[12], as: UTF8.self))
      else { return nil }
      recording.annotation = AnnotationFile(path: path, in: root, format: format, entry: entry)
    }
    self.init(
      recording: recording, split: split, fold: fold, groupID: texts[4], sourceSHA256: others[2], quality: quality,
      heartRate: heartRate)
    annotationSHA256 = fields.count == 15 ? String(decoding: fields[14], as: UTF8.self) : ""
  }
}

extension PreparationPlan {
  func digest() throws -> String {
    try PlanFile.digest(of: head) { add in try PlanFile.forEachLine(of: self) { try add(Data($0.utf8)) } }
  }
}
