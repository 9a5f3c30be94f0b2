import Core
import Foundation

/// Walks over the bytes of a table, one row a call.
struct CSVReader: Sendable {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private let isUTF8: Bool
  /// Whether some program has quoted each row as a whole, `"a,b,""1,5"""`, so that it must be taken apart once more.
  private var hasWrappedRows = false
  private var hasOpenQuote = false
  private var position = 0

  /// Begins with the first row.
  /// - Parameter delimiter: the byte between cells; sniffed from the first line (comma, semicolon, tab) if nil.
  init(_ data: Data, delimiter: UInt8?) {
    let bytes = Self.withoutMark([UInt8](data))
    self.init(
      bytes, delimiter: delimiter ?? Self.sniffedDelimiter(bytes),
      isUTF8: String(validating: bytes, as: UTF8.self) != nil)
    hasWrappedRows = looksWrapped
  }

  private init(_ bytes: [UInt8], delimiter: UInt8, isUTF8: Bool) {
    (self.bytes, self.delimiter, self.isUTF8) = (bytes, delimiter, isUTF8)
  }

  // MARK: Tables

  /// Reads the header and all rows, and sees that each is as wide as the header.
  /// - Parameters:
  ///   - name: what messages call the table.
  ///   - add: is handed each row.
  /// - Returns: the header.
  /// - Throws: `ManifestError` `.malformed`.
  mutating func readTable(name: String, add: (_ row: [String]) -> Void) throws(ManifestError) -> [String] {
    func malformed(_ message: String) -> ManifestError { ManifestError(.malformed, message, subject: name) }
    var header: [String]?
    var misfit: ManifestError?
    var number = 0
    while let row = nextRow() {
      number += 1
      if row.count > CSVTable.maximumColumns {
        throw malformed(
          "row \(number) has more than \(CSVTable.maximumColumns) columns; this is not a table we can use.")
      }
      guard let header else {
        header = row
        continue
      }
      if row.count != header.count, misfit == nil {
        misfit = malformed("row \(number) has \(row.count) cells where the header has \(header.count).")
      }
      add(row)
    }
    // An open quote swallows what follows it, so it is named before the row that does not fit for it.
    if hasOpenQuote { throw malformed("a quoted cell is never closed: check the quotes in the last rows.") }
    if let misfit { throw misfit }
    guard let header else { throw malformed("is empty: a header line was expected.") }
    return header
  }

  /// The next row, or nil after the last; lines without anything are no rows.
  mutating func nextRow() -> [String]? {
    while let record = nextRecord() {
      if record != [""] { return hasWrappedRows ? unwrapped(record) : record }
    }
    return nil
  }

  // MARK: Rows that are quoted as a whole

  /// Whether rows that were quoted as a whole are to be taken apart; a table of one column stays as it is.
  private var looksWrapped: Bool {
    var reader = self
    guard let header = reader.nextRow() else { return false }
    if header.count > 1 { return true }
    guard isWrapped(header) else { return false }
    while let row = reader.nextRow() { if !isWrapped(row) { return false } }
    return true
  }

  private func isWrapped(_ record: [String]) -> Bool { record.count == 1 && record[0].utf8.contains(delimiter) }

  private func unwrapped(_ record: [String]) -> [String] {
    guard isWrapped(record) else { return record }
    var reader = CSVReader(Array(record[0].utf8), delimiter: delimiter, isUTF8: true)
    // A cell with a line end in it was not one row: it stays as it is, and its number of cells says so.
    guard let cells = reader.nextRecord(), reader.position >= reader.bytes.count else { return record }
    return cells
  }

  // MARK: Bytes

  private mutating func nextRecord() -> [String]? {
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
