import Core
import Manifest

/// The tables of the PASCAL challenge, `set_a.csv` and `set_b.csv` in any of their variants, and the S1 and S2 times.
struct PascalTables {
  private let tree: FolderTree
  /// The files by what is the same in both spellings of a name.
  private let files: [String: [String]]

  init(_ tree: FolderTree, files: [String: [String]]) {
    self.tree = tree
    self.files = files
  }

  /// Compares labels with the tables and notes which recordings have annotations.
  ///
  /// The label stays that of name and folder. Set A's names occur with no class at all in the tables, so a row without class
  /// may mean an unlabelled file only.
  func compare(with findings: inout LayoutFindings) throws(CurationError) {
    let positions = Dictionary(findings.recordings.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { a, _ in a })
    var tabled: Set<String> = []
    let tables = labelTables()
    for path in tables {
      let table = try SourceTable(tree, path)
      guard let files = table.column(AnnotationFile.nameColumns), let labels = table.column(["label"]) else { continue }
      for row in table.rows {
        let found = matches(table.cell(row, files))
        if found.isEmpty {
          findings.complain(
            .rowWithoutFile, row[files],
            "\(path) names it, but there is no such file. Download it again or ignore this row.")
        }
        for file in found {
          tabled.insert(file)
          let label = table.cell(row, labels)
          if let position = positions[file] { compare(label, of: &findings, at: position, table: path) }
        }
      }
    }
    if !tables.isEmpty {
      for recording in findings.recordings where !tabled.contains(recording.path) {
        findings.complain(.fileWithoutRow, recording.path, "no table names it; the label of its name was used.")
      }
    }
    try annotate(&findings, positions)
  }

  private func compare(_ tabled: String, of findings: inout LayoutFindings, at position: Int, table: String) {
    let recording = findings.recordings[position]
    let label = tabled.isEmpty ? nil : tabled
    // A folder of the two-class question says something else than the table, on purpose.
    guard label != recording.label, recording.label.map(PascalName.classes.contains) ?? true else { return }
    findings.complain(
      .labelConflict, recording.path,
      "the name says '\(recording.label ?? "unlabelled")', \(table) says '\(label ?? "unlabelled")'; the name was used. Rename the file if the table is right."
    )
  }

  private func matches(_ cell: String) -> [String] {
    guard let name = PascalName(cell) else { return [] }
    return files[name.key()] ?? []
  }

  /// The tables of their usual names, else those of the topmost folder that has one with the usual columns.
  private func labelTables() -> [String] {
    let tables = SourceTable.candidates(in: tree).filter { path in
      guard let columns = tree.columns(of: path) else { return false }
      return SourceTable.column(AnnotationFile.nameColumns, in: columns) != nil
        && SourceTable.column(["label"], in: columns) != nil
    }
    let usual = tables.filter { ["set_a.csv", "set_b.csv"].contains(PathText.name(of: $0)) }
    let chosen = usual.isEmpty ? tables : usual
    let depth = chosen.first.map { PathText.folders(of: $0).count }
    return chosen.filter { PathText.folders(of: $0).count == depth }
  }

  private func annotate(_ findings: inout LayoutFindings, _ positions: [String: Int]) throws(CurationError) {
    for path in tree.otherFiles where PathText.name(of: path) == "set_a_timing.csv" {
      let table = try SourceTable(tree, path)
      guard let files = table.column(AnnotationFile.nameColumns) else { continue }
      for cell in Set(table.rows.map { $0[files] }).sorted(by: precedesInBytes) {
        let found = matches(cell)
        if found.isEmpty {
          findings.complain(.annotation, cell, "\(path) has its S1 and S2 times, but there is no such file. Fetch it.")
        }
        for position in found.compactMap({ positions[$0] }) {
          findings.recordings[position].annotation = AnnotationFile(
            path: path, in: tree.root, format: .timings, entry: cell)
        }
      }
    }
  }
}
