import Core
import Foundation

/// One row of a table with its column names, for typed access with errors that name row and column.
struct TableRecord {
  let tableName: String
  let rowNumber: Int
  let positions: [String: Int]
  let cells: [String]

  func text(_ column: String) -> String { positions[column].map { cells[$0] } ?? "" }

  func failure(_ column: String, _ message: String) -> ManifestError {
    ManifestError(.schema, "row \(rowNumber), column \(column): \(message)", subject: tableName)
  }

  func integer(_ column: String) throws(ManifestError) -> Int? {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let value = Int(text) else { throw failure(column, "'\(text)' is not a whole number.") }
    return value
  }

  func seed(_ column: String) throws(ManifestError) -> UInt64 {
    let text = text(column)
    if text.isEmpty { return 0 }
    guard let value = UInt64(text) else { throw failure(column, "'\(text)' is not a whole number of at least 0.") }
    return value
  }

  func number(_ column: String) throws(ManifestError) -> Double? {
    let text = text(column)
    if text.isEmpty { return nil }
    guard let value = Double(text), value.isFinite else { throw failure(column, "'\(text)' is not a number.") }
    return value
  }

  /// A path that stays inside the manifest's folder.
  func path(_ column: String, required: Bool) throws(ManifestError) -> String {
    let text = text(column)
    if text.isEmpty {
      if required { throw failure(column, "is empty: a path relative to the manifest was expected.") }
      return text
    }
    if text.hasPrefix("/") || text.split(separator: "/").contains("..") || text.utf8.contains(0) {
      throw failure(column, "'\(text)' leads out of the manifest's folder. Use paths relative to the manifest.")
    }
    return text
  }
}
