import Core
import Foundation
import Hashing
import Manifest

/// Writes a CSV table row by row, so that it need not be held in memory; it appears whole when it is finished.
final class TableWriter {
  private let output: BatchOutput
  private let path: String
  private let text: PartialText
  private let digest: SHA256.RunningDigest
  private var size = 0

  /// Begins a table with a line of column names.
  /// - Throws: `CoreError`.
  init(_ path: String, header: [String], output: BatchOutput) throws(CoreError) {
    self.output = output
    self.path = path
    let digest = try SHA256.RunningDigest()
    self.digest = digest
    text = try PartialText(try output.url(for: path)) { digest.add($0) }
    try append(header)
  }

  /// Adds a row.
  /// - Throws: `CoreError` `.inputOutput`.
  func append(_ cells: [String]) throws(CoreError) { try append(line: CSVTable.line(cells)) }

  /// Adds a row that is a line of CSV already, with its end.
  /// - Throws: `CoreError` `.inputOutput`.
  func append(line: String) throws(CoreError) {
    size += line.utf8.count
    try text.append(line)
  }

  /// Puts the table in place.
  /// - Throws: `CoreError`.
  @discardableResult
  func finish() throws(CoreError) -> OutputFile {
    try text.finish()
    let file = OutputFile(path: path, size: size, sha256: digest.hexDigest)
    output.add(file)
    return file
  }
}

/// Brings the rows of items that come in order of their ids in order of their own.
///
/// A row's id begins with its item's, so that "a-1" comes between "a-000" and "a-2": only the rows of items whose id begins
/// the current one have to wait.
struct RowOrder {
  private var waiting: [ManifestRow] = []

  /// Takes the rows of the next item, and hands out those that nothing can come before.
  mutating func add<Problem: Error>(
    _ rows: [ManifestRow], of id: String, emit: (ManifestRow) throws(Problem) -> Void
  ) throws(Problem) {
    let ready = waiting.prefix { !precedesInBytes(id, $0.id) }
    for row in ready { try emit(row) }
    waiting.removeFirst(ready.count)
    waiting += rows
    waiting.sort { precedesInBytes($0.id, $1.id) }
  }

  /// Hands out what is left.
  mutating func finish<Problem: Error>(emit: (ManifestRow) throws(Problem) -> Void) throws(Problem) {
    for row in waiting { try emit(row) }
    waiting = []
  }
}
