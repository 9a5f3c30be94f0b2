import Core
import Curation
import Foundation
import Manifest

/// A list of recordings that people made, read as a manifest is: its columns may have other usual names.
enum ListTable {
  /// The usual names of columns of ours.
  private static let names: [(column: String, others: [String])] = [
    ("file_name", ColumnNames.files), ("label", ColumnNames.labels), ("patient_id", ColumnNames.patients),
    ("group_id", ColumnNames.groups), ("source", ["dataset", "device", "database"]), ("site", ["location"]),
  ]
  /// What tables write where they know nothing; no patient and no class is called so.
  private static let blanks: Set<String> = ["nan", "na", "n/a", "null"]
  /// Columns that a new split writes anew.
  private static let overwritten: Set<String> = ["split", "fold"]

  /// A table whose columns have our names, and whose cells are empty where nothing is known.
  /// - Throws: `ManifestError`.
  static func table(_ url: URL) throws(ManifestError) -> CSVTable {
    var table = try CSVTable(contentsOf: url)
    for (column, others) in names where !table.header.contains(column) {
      if let position = ([column] + others).lazy.compactMap({ table.column(named: $0) }).first {
        table.header[position] = column
      }
    }
    let plain = names.dropFirst().compactMap { table.header.firstIndex(of: $0.column) }
    table.rows = table.rows.map { row in
      var row = row
      for position in plain {
        let text = row[position].trimmingCharacters(in: .whitespaces).precomposedStringWithCanonicalMapping
        row[position] = blanks.contains(text.lowercased()) ? "" : text
      }
      return row
    }
    return table
  }

  /// The rows of a table that is to be split; sides and folds are left out.
  /// - Throws: `ManifestError` that names row and column.
  static func rows(_ url: URL) throws(ManifestError) -> [ManifestRow] {
    var table = try table(url)
    for name in overwritten {
      if let position = table.header.firstIndex(of: name) { table.header[position] = "" }
    }
    return try ManifestFile(table, name: url.path).rows
  }
}
