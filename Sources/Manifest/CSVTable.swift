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
  public static func line(_ cells: [String]) -> String { cells.map(quoted).joined(separator: ",") + "\n" }

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

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
    return needsQuotes ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
  }
}

extension CSVTable {
  /// The most columns a table may have: a guard against hostile files.
  public static let maximumColumns = 10_000

  /// Reads the table at `url`.
  /// - Parameter delimiter: the byte between cells; sniffed from the header (comma, semicolon, tab) if nil.
  /// - Throws: `ManifestError` `.missing` or `.malformed`, with the row where it is known.
  public init(contentsOf url: URL, delimiter: UInt8? = nil) throws(ManifestError) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw ManifestError(
        .missing, "cannot be read. Check that the file exists and that you may read it.", subject: url.path,
        cause: error)
    }
    try self.init(data, name: url.lastPathComponent, delimiter: delimiter)
  }

  /// Parses a table; see ``init(contentsOf:delimiter:)``.
  /// - Parameter name: what messages call the table.
  /// - Throws: `ManifestError` `.malformed`.
  public init(_ data: Data, name: String, delimiter: UInt8? = nil) throws(ManifestError) {
    let bytes = Self.withoutMark([UInt8](data))
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    let delimiter = delimiter ?? Self.sniffedDelimiter(bytes)
    var reader = CSVReader(bytes: bytes, delimiter: delimiter, isUTF8: isUTF8)
    var records: [[String]] = []
    while let record = reader.next() {
      if record.count > Self.maximumColumns {
        throw ManifestError(
          .malformed,
          "row \(records.count + 1) has more than \(Self.maximumColumns) columns; this is not a table we can use.",
          subject: name)
      }
      if record != [""] { records.append(record) }
    }
    if reader.hasOpenQuote {
      throw ManifestError(
        .malformed, "a quoted cell is never closed: check the quotes in the last rows.", subject: name)
    }
    records = Self.unwrapped(records, delimiter: delimiter)
    guard let header = records.first else {
      throw ManifestError(.malformed, "is empty: a header line was expected.", subject: name)
    }
    for (index, record) in records.enumerated() where record.count != header.count {
      throw ManifestError(
        .malformed, "row \(index + 1) has \(record.count) cells where the header has \(header.count).", subject: name)
    }
    self.init(header: header, rows: Array(records.dropFirst()))
  }

  /// The text without its byte-order mark; UTF-16 becomes UTF-8.
  private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index -> UInt16 in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Rows that some program has quoted as a whole, `"a,b,""1,5"""`, taken apart; a table of one column stays as it is.
  private static func unwrapped(_ records: [[String]], delimiter: UInt8) -> [[String]] {
    func isWrapped(_ record: [String]) -> Bool { record.count == 1 && record[0].utf8.contains(delimiter) }
    guard let header = records.first, header.count > 1 || records.allSatisfy(isWrapped) else { return records }
    return records.map { record in
      guard isWrapped(record) else { return record }
      var reader = CSVReader(bytes: Array(record[0].utf8), delimiter: delimiter, isUTF8: true)
      // A cell with a line end in it was not one row: it stays as it is, and its number of cells says so.
      guard let cells = reader.next(), reader.isAtEnd else { return record }
      return cells
    }
  }

  /// The delimiter that stands most often, outside quotes, in the first line.
  private static func sniffedDelimiter(_ bytes: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted && (byte == 10 || byte == 13) { break }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    // `max` keeps the first of equals: a comma wins a tie.
    return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
  }
}

/// Walks over the bytes of a table, one record a call.
private struct CSVReader {
  let bytes: [UInt8]
  let delimiter: UInt8
  let isUTF8: Bool
  private(set) var hasOpenQuote = false
  private var position = 0

  init(bytes: [UInt8], delimiter: UInt8, isUTF8: Bool) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.isUTF8 = isUTF8
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func next() -> [String]? {
    guard position < bytes.count else { return nil }
    var record: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          cell.append(byte)
        } else if position < bytes.count && bytes[position] == UInt8(ascii: "\"") {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == UInt8(ascii: "\"") && cell.isEmpty {
        isQuoted = true
      } else if byte == delimiter {
        record.append(text(cell))
        cell.removeAll(keepingCapacity: true)
      } else if byte == 10 || byte == 13 {
        if byte == 13 && position < bytes.count && bytes[position] == 10 { position += 1 }
        record.append(text(cell))
        return record
      } else {
        cell.append(byte)
      }
    }
    hasOpenQuote = isQuoted
    record.append(text(cell))
    return record
  }

  private func text(_ cell: [UInt8]) -> String {
    isUTF8 ? String(decoding: cell, as: UTF8.self) : String(String.UnicodeScalarView(cell.map { Unicode.Scalar($0) }))
  }
}
