import Core
import Foundation
import Manifest

/// The Dangerous Heartbeat Dataset: `labels.csv` (set, filename, label), `annotation.csv`, and a folder of unlabelled files.
///
/// Most of it is PASCAL's under the same names, which give set B's patients. The label is the table's: the names of the newer
/// files (`aortic_regurgitation_2023_3`) say something else.
enum DHDLayout: Layout {
  static let name = "dhd"
  static let summary = "Dangerous Heartbeat Dataset (DHD): labels.csv with set, filename and label"
  static let heeds: Set<LayoutOptions.Choice> = [.labelFrom]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    guard let path = labelTable(in: tree), let table = try? SourceTable(tree, path) else { return nil }
    guard let files = table.column(["filename"]) else { return nil }
    let resolver = tree.resolver
    let found = table.rows.count {
      if case .file = resolver.match($0[files], from: PathText.folder(of: path)) { true } else { false }
    }
    guard found > 0 else { return nil }
    return
      "\(path) has the columns set, filename and label of DHD, and \(found) of its \(table.rows.count) files are here"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    guard let path = labelTable(in: tree) else {
      throw CurationError(
        .malformedTable, "no table with the columns set, filename and label was found, as DHD has one.",
        subject: tree.origin.path)
    }
    var findings = try LabelTableLayout.read(tree, tables: [path], options: options, includingUnnamed: true)
    // Files of the unlabelled folder are meant to have no row.
    findings.complaints.removeAll { $0.kind == .fileWithoutRow && isUnlabelled($0.subject) }
    try annotate(&findings, tree)
    return findings
  }

  private static func isUnlabelled(_ path: String) -> Bool {
    PathText.folders(of: path).contains { $0.lowercased().hasPrefix("unlabel") }
  }

  private static func labelTable(in tree: FolderTree) -> String? {
    SourceTable.candidates(in: tree).first { path in
      guard let columns = tree.columns(of: path) else { return false }
      return ["set", "filename", "label"].allSatisfy { SourceTable.column([$0], in: columns) != nil }
    }
  }

  private static func annotate(_ findings: inout LayoutFindings, _ tree: FolderTree) throws(CurationError) {
    let resolver = tree.resolver
    let positions = Dictionary(findings.recordings.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { a, _ in a })
    for path in tree.otherFiles where PathText.name(of: path) == "annotation.csv" {
      let table = try SourceTable(tree, path)
      guard let files = table.column(AnnotationFile.nameColumns) else { continue }
      for cell in Set(table.rows.map { $0[files] }).sorted(by: precedesInBytes) {
        if case .file(let file) = resolver.match(cell, from: PathText.folder(of: path)),
          let position = positions[file]
        {
          findings.recordings[position].annotation = AnnotationFile(
            path: path, in: tree.root, format: .timings, entry: cell)
        } else {
          findings.complain(.annotation, cell, "\(path) has its S1 and S2 times, but there is no such file. Fetch it.")
        }
      }
    }
  }
}
