import Core
import Foundation
import Manifest

/// The end of a run: hands out what was made of each item, in order of their ids, and leaves the folder as a finished one.
///
/// Nothing is held in memory but one item: records, files and what is left over are sorted on disk.
final class RunEnding {
  private let session: RunSession
  private let logged: LoggedItems
  private var ahead: LoggedItems.Item?
  /// The files that belong to the results, with size and digest.
  private let files: ExternalSorter
  /// Files that may be left over.
  private let doubtful: ExternalSorter
  /// Files of which a killed run may have left a beginning.
  private var begun: Set<String> = []
  private let log: PartialText
  private let marker: PartialText
  private var isRepeatable = true

  /// Begins with what the logs say.
  /// - Parameter work: the digest of everything that was done.
  /// - Throws: `CoreError`.
  init(_ session: RunSession, work: String) throws {
    self.session = session
    let state = session.folder.state
    logged = try LoggedItems(state, names: try session.logNames())
    files = ExternalSorter(in: state)
    doubtful = ExternalSorter(in: state)
    log = try PartialText(state.appendingPathComponent(OutputFolder.wholeLog))
    marker = try PartialText(RunSession.marker(session.folder))
    try marker.appendLine(work)
    if work == RunSession.unrepeatable { isRepeatable = false }
    ahead = try logged.next()
    for path in session.log.discarded { try doubtful.add(path) }
  }

  // MARK: Items

  /// The record of an item that was made for its key; items are asked for in order of their ids.
  /// - Returns: nil if there is none.
  /// - Throws: `CoreError`, `PreparationError` `.interrupted`.
  func record<Product: WorkProduct>(_ type: Product.Type, of key: WorkKey) throws -> WorkRecord<Product>? {
    if Interruption.isRequested { throw PreparationError.interrupted }
    while let item = ahead, precedesInBytes(item.id, key.id) {
      try doubt(item)
      ahead = try logged.next()
    }
    guard let item = ahead, item.id == key.id, let (digest, data, record) = choice(type, of: item, for: key) else {
      return nil
    }
    try doubt(item, isKept: item.records.count == 1)
    try keep(record.files)
    if digest == RunSession.unrepeatable { isRepeatable = false }
    try log.appendLine(LogLine.done(id: item.id, digest: digest, start: 0, record: data).text)
    ahead = try logged.next()
    return record
  }

  /// The newest record of what is wanted now.
  private func choice<Product: WorkProduct>(
    _ type: Product.Type, of item: LoggedItems.Item, for key: WorkKey
  ) -> (digest: String, data: Data, record: WorkRecord<Product>)? {
    func newest(_ digest: String) -> (digest: String, data: Data, record: WorkRecord<Product>)? {
      // A record of another version is none.
      item.records.last { $0.digest == digest }.flatMap { found in
        (try? JSONDecoder().decode(WorkRecord<Product>.self, from: found.data)).map { (found.digest, found.data, $0) }
      }
    }
    if let digest = key.digest, let wanted = newest(digest) { return wanted }
    // A rejection that may not last has no digest; it counts where nothing better is known.
    return newest(RunSession.unrepeatable).flatMap {
      key.digest == nil || $0.record.outcome.rejection != nil ? $0 : nil
    }
  }

  /// Doubts all that an item has ever made; what turns out to belong to the results stays.
  /// - Parameter isKept: whether its only record is kept, so that there is nothing to doubt.
  private func doubt(_ item: LoggedItems.Item, isKept: Bool = false) throws {
    struct Files: Decodable { var files: [OutputFile] }
    begun.formUnion(item.begun)
    for path in item.begun { try doubtful.add(path) }
    if isKept { return }
    for record in item.records {
      for file in (try? JSONDecoder().decode(Files.self, from: record.data))?.files ?? [] {
        if item.id == RunSession.ownID { begun.insert(file.path) }
        try doubtful.add(file.path)
      }
    }
  }

  /// Notes files that belong to the results.
  private func keep(_ kept: [OutputFile]) throws(CoreError) {
    for file in kept {
      try files.add(file.path, "\(file.size) \(file.sha256)")
      try marker.appendLine("\(file.size)\t\(LogLine.quoted(file.path))")
    }
  }

  // MARK: The end

  /// Writes a list of the files of all items, and of some others, sorted by path.
  /// - Returns: what the description says of it.
  /// - Throws: `CoreError`.
  func writeInventory(with others: [OutputFile], to output: BatchOutput) throws -> OutputInventory.Summary {
    for file in others { try files.add(file.path, "\(file.size) \(file.sha256)") }
    let table = try TableWriter(OutputInventory.fileName, header: OutputInventory.columns, output: output)
    var summary = OutputInventory.Summary(files: 0, bytes: 0, sha256: "")
    let sorted = try files.sorted()
    while let file = try sorted.next() {
      let fields = String(decoding: file.value, as: UTF8.self).split(separator: " ").map(String.init)
      try table.append([file.key] + fields)
      summary.files += 1
      summary.bytes &+= Int(fields[0]) ?? 0
    }
    summary.sha256 = try table.finish().sha256
    return summary
  }

  /// Marks the run as finished: removes what is left over, writes the description, and then what a later run needs to see
  /// that nothing is to do.
  /// - Parameter own: the files of the run itself, without the description.
  /// - Throws: `CoreError`, `PreparationError` `.interrupted`.
  func finish(own: [OutputFile], description: String) throws {
    while let item = ahead {
      try doubt(item)
      ahead = try logged.next()
    }
    let folder = session.folder
    let record = try session.log.finish(
      RunSession.ownID, digest: RunSession.unrepeatable, WorkRecord(outcome: .made(RunProduct()), files: own))
    try log.appendLine(record.text)
    try keep(own)
    try sweep()
    try log.finish()
    try session.removeLogs(except: OutputFolder.wholeLog)
    let url = folder.url.appendingPathComponent(folder.description)
    try AtomicFile.write(description, to: url)
    try marker.appendLine("\(FileStatus(url.path)?.size ?? -1)\t\(LogLine.quoted(folder.description))")
    if isRepeatable { try marker.finish() }
  }

  /// Removes what no item has any more: the files of items that are gone, and those that items have given up.
  private func sweep() throws {
    let folder = session.folder
    folder.removeRemnants(of: begun.union([folder.description]))
    var emptied: Set<String> = []
    let (left, kept) = (try doubtful.sorted(), try files.sorted())
    var known = try kept.next()?.key
    while let path = try left.next()?.key {
      while let other = known, precedesInBytes(other, path) { known = try kept.next()?.key }
      if path != known, path != folder.description { emptied.formUnion(folder.remove([path])) }
    }
    folder.removeIfEmpty(emptied)
  }
}

/// What the run itself makes: tables and sheets, which are made anew from the records.
private struct RunProduct: WorkProduct { var audioDuration: Seconds { 0 } }
