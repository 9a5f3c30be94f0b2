import Core
import Foundation
import Manifest

/// A list of files and labels that people made, read as a manifest is: its columns may have other usual names.
enum ListTable {
  /// The usual names of columns of ours.
  private static let names: [(column: String, others: [String])] = [
    ("file_name", ["filename", "file", "path", "filepath", "file_path", "recording"]),
    ("label", ["class", "target", "category", "diagnosis"]),
    ("patient_id", ["patient", "subject_id", "subject", "participant"]),
    ("group_id", ["group"]), ("source", ["dataset", "device", "database"]), ("site", ["location"]),
  ]
  /// What tables write where they know nothing; no patient and no class is called so.
  private static let blanks: Set<String> = ["nan", "na", "n/a", "null"]
  /// Columns that a new split writes anew.
  private static let overwritten: Set<String> = ["split", "fold"]

  /// The rows of a table; sides and folds are left out.
  /// - Throws: `ManifestError` that names row and column.
  static func rows(_ url: URL) throws(ManifestError) -> [ManifestRow] {
    var table = try CSVTable(contentsOf: url)
    for (column, others) in names where !table.header.contains(column) {
      if let position = ([column] + others).lazy.compactMap({ table.column(named: $0) }).first {
        table.header[position] = column
      }
    }
    for name in overwritten {
      if let position = table.header.firstIndex(of: name) { table.header[position] = "" }
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
    return try ManifestFile(table, name: url.path).rows
  }
}
