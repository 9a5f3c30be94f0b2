import Core
import Foundation
import Manifest

/// A table of a collection with its cells as layouts want them: without surrounding blanks, and "" where nothing is known.
struct SourceTable: Sendable {
  /// The table's path in the collection.
  let path: String
  /// The column names.
  let header: [String]
  /// The rows, as wide as the header.
  let rows: CSVText.Rows

  /// What tables write where they know nothing; no patient and no class is called so.
  static let blanks: Set<String> = ["", "nan", "na", "n/a", "null"]

  /// Extensions of files that may be tables.
  static let extensions: Set<String> = ["csv", "tsv", "txt"]

  init(_ tree: FolderTree, _ path: String) throws(CurationError) {
    let table = try tree.table(path)
    self.path = path
    header = table.header
    rows = table.rows
  }

  /// A table without a header, whose first line is a row like the others.
  static func headless(_ tree: FolderTree, _ path: String) throws(CurationError) -> [[String]] {
    allRows(try tree.table(path))
  }

  /// The rows of a table without a header, its first line among them, in plain form.
  static func allRows(_ table: CSVText) -> [[String]] { ([table.header] + table.rows).map { $0.map(plain) } }

  /// The first of these columns that the table has, compared without regard to case and surrounding blanks.
  func column(_ names: [String]) -> Int? { Self.column(names, in: header) }

  static func column(_ names: [String], in header: [String]) -> Int? {
    let known = header.map { $0.trimmed.lowercased() }
    return names.lazy.compactMap { name in known.firstIndex(of: name.lowercased()) }.first
  }

  /// A cell in plain form, "" where the column is nil.
  func cell(_ row: [String], _ column: Int?) -> String { column.map { Self.plain(row[$0]) } ?? "" }

  /// A text without surrounding blanks, "" if it only says that nothing is known.
  static func plain(_ text: String) -> String {
    let text = text.trimmed
    return blanks.contains(text.lowercased()) ? "" : text
  }

  /// The tables of a tree, fewest folders down first.
  static func candidates(in tree: FolderTree) -> [String] {
    tree.otherFiles.filter { extensions.contains(PathText.fileExtension(of: $0).lowercased()) }
      .enumerated().sorted { a, b in
        let depths = (PathText.folders(of: a.element).count, PathText.folders(of: b.element).count)
        return depths.0 == depths.1 ? a.offset < b.offset : depths.0 < depths.1
      }.map(\.element)
  }

  /// What to say of tables that no layout can have understood; of a text file nobody knows whether it is one.
  /// - Parameter annotations: files that are known to be something else.
  static func complaints(in tree: FolderTree, excluding annotations: Set<String>) -> [Complaint] {
    let tables = candidates(in: tree).filter {
      PathText.fileExtension(of: $0).lowercased() != "txt" && !annotations.contains($0)
    }
    return tables.compactMap { path in
      tree.trouble(withColumnsOf: path).map {
        Complaint(
          kind: .notRead, subject: path, message: "has a first line that cannot be taken for column names: \($0)")
      }
    }
  }
}
