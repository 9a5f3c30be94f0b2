public import Core
public import Foundation

/// A comma-separated table after RFC 4180, read leniently and written strictly.
///
/// Reading accepts a byte-order mark (of UTF-16 too, which spreadsheets call Unicode text), LF or CRLF or CR, another
/// delimiter, rows quoted as a whole, and Latin-1 where the bytes are not UTF-8; cells are data, never formulas. Writing is UTF-8 with LF and a header.
public struct CSVTable: Sendable, Equatable {
  /// The column names, in order.
  public var header: [String]
  /// The rows; each has as many cells as the header.
  public var rows: [[String]]

  /// Makes a table.
  /// - Precondition: every row has as many cells as the header.
  public init(header: [String], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == header.count }, "every row is as wide as the header")
    self.header = header
    self.rows = rows
  }

  /// The table as UTF-8 text: header, then rows, each ended by LF; cells are quoted only where RFC 4180 asks for it.
  public var text: String {
    var text = Self.line(header)
    for row in rows { text += Self.line(row) }
    return text
  }

  /// One row as text, ended by LF.
  public static func line(_ cells: [String]) -> String {
    var line: [UInt8] = []
    line.reserveCapacity(cells.reduce(cells.count) { $0 + $1.utf8.count + 2 })
    for (index, cell) in cells.enumerated() {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      append(cell, to: &line)
    }
    line.append(10)
    return String(decoding: line, as: UTF8.self)
  }

  /// The position of a column, compared without regard to case and surrounding blanks.
  public func column(named name: String) -> Int? {
    header.firstIndex { $0.trimmingCharacters(in: .whitespaces).lowercased() == name.lowercased() }
  }

  /// Makes sure that the columns are those that a table of ours has, in order.
  /// - Throws: `ManifestError` `.schema` naming the first that is not.
  public func requireHeader(_ columns: [String], name: String) throws(ManifestError) {
    if header == columns { return }
    let index = zip(header, columns).prefix { $0 == $1 }.count
    let (found, wanted) = (
      index < header.count ? "'\(header[index])'" : "nothing", index < columns.count ? "'\(columns[index])'" : "nothing"
    )
    throw ManifestError(
      .schema,
      "column \(index + 1) is \(found) where \(wanted) was expected: it was edited, or written by another version.",
      subject: name)
  }

  private static func append(_ cell: String, to line: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let needsQuotes = cell.utf8.contains { $0 == UInt8(ascii: ",") || $0 == quote || $0 == 10 || $0 == 13 }
    guard needsQuotes else { return line.append(contentsOf: cell.utf8) }
    line.append(quote)
    for byte in cell.utf8 {
      if byte == quote { line.append(quote) }
      line.append(byte)
    }
    line.append(quote)
  }
}

extension CSVTable {
  /// The most columns a table may have: a guard against hostile files.
  public static let maximumColumns = 10_000

  /// Reads the table at `url`.
  /// - Parameter delimiter: the byte between cells; sniffed from the header (comma, semicolon, tab) if nil.
  /// - Throws: `ManifestError` `.missing` or `.malformed`, with the row where it is known.
  public init(contentsOf url: URL, delimiter: UInt8? = nil) throws(ManifestError) {
    try self.init(try Self.data(of: url), name: url.lastPathComponent, delimiter: delimiter)
  }

  /// Parses a table; see ``init(contentsOf:delimiter:)``.
  /// - Parameter name: what messages call the table.
  /// - Throws: `ManifestError` `.malformed`.
  public init(_ data: Data, name: String, delimiter: UInt8? = nil) throws(ManifestError) {
    var reader = CSVReader(data, delimiter: delimiter)
    var rows: [[String]] = []
    let header = try reader.readTable(name: name) { rows.append($0) }
    self.init(header: header, rows: rows)
  }

  /// The bytes of the table at `url`.
  static func data(of url: URL) throws(ManifestError) -> Data {
    do { return try Data(contentsOf: url) } catch {
      throw ManifestError(
        .missing, "cannot be read. Check that the file exists and that you may read it.", subject: url.path,
        cause: error)
    }
  }
}
