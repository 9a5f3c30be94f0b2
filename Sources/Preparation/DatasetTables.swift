import Core
import Curation
import Foundation
import Hashing
import Manifest

/// The tables of a data set in the making, and what they add up to; rows come and go, and none stays in memory.
struct DatasetTables {
  private let output: BatchOutput
  private let manifest: TableWriter
  private let lists: [Split: TableWriter]
  private var order = RowOrder()
  /// Rejections, input files and facts about leaks, each brought in its own order.
  private let rejections: ExternalSorter
  private let inputs: ExternalSorter
  private let facts: ExternalSorter
  private var tally = LeakTally()
  private var standings: [LeakCheck.Standing: Int] = [:]
  private var counts = DatasetFigures.Counts(found: 0, prepared: 0, unlabelled: 0, rejected: 0, rows: 0)
  private var recordings: [String: [String: Int]] = [:]

  /// What tables add up to.
  struct Sums {
    var figures: DatasetFigures
    var leaks: LeakFindings
    var rejections: [RejectionCount]
    /// The digests of the tables that the trainer reads.
    var digests: [String: String]
  }

  /// Begins the tables.
  /// - Parameter scratch: where what does not fit into memory is sorted.
  /// - Throws: `CoreError`.
  init(_ output: BatchOutput, scratch: URL) throws(CoreError) {
    self.output = output
    let columns = ManifestRow.columns.map(\.name)
    manifest = try TableWriter(ManifestFile.fileName, header: columns, output: output)
    var lists: [Split: TableWriter] = [:]
    for split in Split.allCases {
      if let name = split.fileName { lists[split] = try TableWriter(name, header: columns, output: output) }
    }
    self.lists = lists
    rejections = ExternalSorter(in: scratch)
    inputs = ExternalSorter(in: scratch)
    facts = ExternalSorter(in: scratch)
  }

  // MARK: Recordings

  /// Adds a recording of which nothing was made.
  /// - Throws: `CoreError`.
  mutating func reject(_ rejection: Rejection) throws(CoreError) {
    counts.rejected += 1
    try inputs.add(rejection.sourceFile, rejection.sourceSHA256)
    try list(rejection)
  }

  /// Adds what was made of a recording; recordings come in order of their ids.
  /// - Parameter copies: the rows of augmented copies by the id of their clip.
  /// - Throws: `CoreError`.
  mutating func add(
    _ product: PreparedRecording, of task: RecordingTask, seed: UInt64, copies: [String: [ManifestRow]] = [:]
  ) throws(CoreError) {
    if task.split == .unlabelled {
      counts.unlabelled += 1
    } else {
      counts.prepared += 1
      let side = DatasetFigures.side(task.split, fold: task.fold)
      recordings[task.recording.label ?? "", default: [:]][side, default: 0] += 1
    }
    try inputs.add(task.recording.path, task.sourceSHA256)
    for rejection in product.leftOut(of: task) { try list(rejection) }
    // What is handed out may belong to recordings before this one.
    var order = self.order
    self.order = RowOrder()
    let rows = product.rows(of: task, seed: seed).flatMap { [$0] + copies[$0.id, default: []] }
    try order.add(rows, of: task.recording.id) { row throws(CoreError) in try write(row) }
    self.order = order
  }

  /// Lists something that was not made although its recording gave rows.
  /// - Throws: `CoreError`.
  func list(_ rejection: Rejection) throws(CoreError) {
    try rejections.add(rejection.sortKey, CSVTable.line(rejection.cells))
  }

  private mutating func write(_ row: ManifestRow) throws(CoreError) {
    counts.rows += 1
    let line = CSVTable.line(row.cells)
    try manifest.append(line: line)
    try lists[row.split]?.append(line: line)
    let standing = LeakCheck.Standing(row)
    let number = standings[standing] ?? standings.count
    standings[standing] = number
    try tally.add(row, standing: number) { fact throws(CoreError) in try facts.add(fact.key, fact.text) }
  }

  // MARK: The end

  /// Puts the tables in place.
  /// - Parameter found: the number of files found.
  /// - Throws: `CoreError`.
  mutating func finish(found: Int) throws -> Sums {
    var order = self.order
    try order.finish { row throws(CoreError) in try write(row) }
    try tally.finish { fact throws(CoreError) in try facts.add(fact.key, fact.text) }
    var digests = [ManifestFile.fileName: try manifest.finish().sha256]
    for (_, list) in lists.sorted(by: { $0.key < $1.key }) {
      let file = try list.finish()
      digests[file.path] = file.sha256
    }
    counts.found = found
    return Sums(
      figures: DatasetFigures(counts: counts, recordings: recordings, inputs: try inputSums()),
      leaks: try leakFindings(), rejections: try writeRejections(), digests: digests)
  }

  private func writeRejections() throws -> [RejectionCount] {
    let table = try TableWriter(RunTables.rejected, header: Rejection.columns, output: output)
    var counter = RejectionCounter()
    let sorted = try rejections.sorted()
    while let item = try sorted.next() {
      try table.append(line: String(decoding: item.value, as: UTF8.self))
      let parts = item.key.split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
      counter.add(Rejection(sourceFile: parts[0], stage: parts[1], reason: parts[2], detail: ""))
    }
    try table.finish()
    return counter.counts
  }

  private func inputSums() throws -> DatasetFigures.Inputs {
    let digest = try SHA256.RunningDigest()
    let sorted = try inputs.sorted()
    while let item = try sorted.next() {
      digest.add(Data("\(String(decoding: item.value, as: UTF8.self))  \(item.key)\n".utf8))
    }
    return DatasetFigures.Inputs(files: inputs.count, sha256: digest.hexDigest)
  }

  private func leakFindings() throws -> LeakFindings {
    let known = standings.sorted { $0.value < $1.value }.map(\.key)
    var findings = LeakFindings(rounds: LeakCheck.rounds(of: known))
    let sorted = try facts.sorted()
    while let item = try sorted.next() {
      let text = String(decoding: item.value, as: UTF8.self)
      if let fact = LeakFact(key: item.key, text: text) { findings.add(fact) }
    }
    findings.finish()
    return findings
  }
}
