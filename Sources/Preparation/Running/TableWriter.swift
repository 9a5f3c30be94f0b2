import Core
import Foundation
import Hashing
import Manifest

/// Writes a CSV table row by row, so that it need not be held in memory; it appears whole when it is finished.
final class TableWriter {
  private let output: BatchOutput
  private let path: String
  private let partial: PartialFile
  private let handle: FileHandle
  private let digest: SHA256.RunningDigest
  private var pending = Data()
  private var size = 0

  /// Begins a table with a line of column names.
  /// - Throws: `CoreError`.
  init(_ path: String, header: [String], output: BatchOutput) throws(CoreError) {
    self.output = output
    self.path = path
    partial = try PartialFile(for: try output.url(for: path))
    handle = try partial.open()
    digest = try SHA256.RunningDigest()
    try append(header)
  }

  /// Adds a row.
  /// - Throws: `CoreError` `.inputOutput`.
  func append(_ cells: [String]) throws(CoreError) {
    pending.append(Data(CSVTable.line(cells).utf8))
    if pending.count >= 1 << 16 { try flush() }
  }

  /// Puts the table in place.
  /// - Throws: `CoreError`.
  func finish() throws(CoreError) -> OutputFile {
    try flush()
    do { try handle.close() } catch { throw failure(error) }
    try partial.publish()
    let file = OutputFile(path: path, size: size, sha256: digest.hexDigest)
    output.add(file)
    return file
  }

  private func flush() throws(CoreError) {
    do { try handle.write(contentsOf: pending) } catch { throw failure(error) }
    digest.add(pending)
    size += pending.count
    pending.removeAll(keepingCapacity: true)
  }

  private func failure(_ error: any Error) -> CoreError { AtomicFile.failureToWrite(partial.url, error) }
}

/// Writes a manifest row by row, and sorts it by id in the end where it did not come so.
final class ManifestWriter {
  private let table: TableWriter
  private let output: BatchOutput
  private let path: String
  private var last = ""
  private var isSorted = true
  private(set) var rowCount = 0

  init(_ path: String, output: BatchOutput) throws(CoreError) {
    (self.path, self.output) = (path, output)
    table = try TableWriter(path, header: ManifestRow.columns.map(\.name), output: output)
  }

  /// Adds a row.
  /// - Throws: `CoreError` `.inputOutput`.
  func append(_ row: ManifestRow) throws(CoreError) {
    if rowCount > 0 && precedesInBytes(row.id, last) { isSorted = false }
    last = row.id
    rowCount += 1
    try table.append(row.cells)
  }

  /// Puts the manifest in place.
  /// - Throws: `CoreError`, `ManifestError`.
  func finish() throws -> OutputFile {
    let file = try table.finish()
    if isSorted { return file }
    // Ids such as "a" and "a-1" give rows "a-000" and "a-1-000", whose order is the other one. It is rare.
    let sorted = try ManifestFile(contentsOf: output.folder.appendingPathComponent(path), mayLackLabels: true).text
    return try output.write(Data(sorted.utf8), to: path)
  }
}
