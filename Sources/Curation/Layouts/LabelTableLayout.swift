import Core
import Foundation
import Manifest

/// A CSV or TSV with a path column and a label column, anywhere in the folder.
///
/// Paths are taken relative to the table's folder, then to the collection's; a missing extension is completed where only
/// one file fits. Columns for patient, site and source are used where they are found.
enum LabelTableLayout: Layout {
  static let name = "table"

  static let pathColumns = [
    "file_name", "filename", "file", "path", "filepath", "file_path", "fname", "audio", "recording", "wav", "record",
  ]
  static let labelColumns = ["label", "class", "target", "category", "diagnosis", "classname", "class_name", "murmur"]
  static let patientColumns = [
    "patient_id", "patient", "subject_id", "subject", "patient id", "participant", "group_id", "group",
  ]

  /// What tables write where they know nothing; no patient and no class is called so.
  static let blanks: Set<String> = ["", "nan", "na", "n/a", "null"]

  static func evidence(in tree: FolderTree) -> String? {
    labelTable(in: tree).map { "\($0) has a column of files and one of labels" }
  }

  static func read(_ tree: FolderTree) throws(CurationError) -> Collection {
    guard let path = labelTable(in: tree) else {
      throw CurationError(
        .malformedTable,
        "no CSV with a path column (such as file_name) and a label column (such as label) whose files are here was found.",
        subject: tree.root.path)
    }
    return try read(tree, tablePath: path, includingUnnamed: true)
  }

  /// Reads one table; sound files it does not name are recordings without a label if `includingUnnamed`.
  static func read(_ tree: FolderTree, tablePath path: String, includingUnnamed: Bool) throws(CurationError)
    -> Collection
  {
    let table = try table(tree.url(path))
    func column(_ names: [String]) -> Int? { names.lazy.compactMap { table.column(named: $0) }.first }
    guard let fileColumn = column(pathColumns), let labelColumn = column(labelColumns) else {
      throw CurationError(
        .malformedTable,
        "needs a path column (such as file_name) and a label column (such as label); it has \(table.header.joined(separator: ", ")).",
        subject: tree.url(path).path)
    }
    let columns = (
      patient: column(patientColumns), site: column(["site", "location"]),
      source: column(["source", "dataset", "device"])
    )
    let resolver = PathResolver(tree: tree, tablePath: path)
    var found: [String: Recording] = [:]
    var complaints: [Complaint] = []
    for row in table.rows {
      func cell(_ column: Int?) -> String {
        let text = column.map { row[$0].trimmingCharacters(in: .whitespaces) } ?? ""
        return blanks.contains(text.lowercased()) ? "" : text
      }
      guard let file = resolver.resolve(row[fileColumn]) else {
        complaints.append(
          Complaint(
            kind: .rowWithoutFile, subject: row[fileColumn],
            message: "\(path) names it, but there is no such file below this folder."))
        continue
      }
      let recording = Recording(
        path: file, url: tree.url(file), label: cell(labelColumn), patientID: cell(columns.patient),
        source: cell(columns.source),
        site: cell(columns.site))
      if let earlier = found[file] {
        complaints += conflict(between: earlier, and: recording, in: path).map { [$0] } ?? []
      } else {
        found[file] = recording
      }
    }
    for file in tree.soundFiles where found[file] == nil && includingUnnamed {
      found[file] = Recording(path: file, url: tree.url(file), label: nil)
      complaints.append(
        Complaint(kind: .fileWithoutRow, subject: file, message: "\(path) does not name it, so it has no label."))
    }
    return Collection(
      layout: name, evidence: "\(path) has \(table.rows.count) rows with a file and a label",
      recordings: Array(found.values), complaints: complaints)
  }

  private static func conflict(between first: Recording, and second: Recording, in path: String) -> Complaint? {
    func complaint(_ a: String, _ b: String) -> Complaint {
      Complaint(
        kind: .labelConflict, subject: first.path, message: "\(path) says '\(a)' and '\(b)'; the first was used.")
    }
    if first.label != second.label { return complaint(first.label ?? "unlabelled", second.label ?? "unlabelled") }
    return first.patientID == second.patientID
      ? nil : complaint("patient \(first.patientID)", "patient \(second.patientID)")
  }

  /// Reads a table as a `CurationError` would tell it.
  static func table(_ url: URL) throws(CurationError) -> CSVTable {
    do { return try CSVTable(contentsOf: url) } catch {
      throw CurationError(
        .malformedTable, "\(error.message) Mend it, or name another layout with --layout.", subject: url.path)
    }
  }

  /// The first table, fewest folders down, that has both columns and names at least one file that is here.
  ///
  /// A table with these columns that cannot be read further is taken, too, so that reading it says what is wrong rather
  /// than that its labels are passed over.
  private static func labelTable(in tree: FolderTree) -> String? {
    let candidates = tree.otherFiles.filter {
      ["csv", "tsv", "txt"].contains(($0 as NSString).pathExtension.lowercased())
    }
    let byDepth = candidates.sorted { a, b in
      let depths = (FolderTree.folders(of: a).count, FolderTree.folders(of: b).count)
      return depths.0 == depths.1 ? precedesInBytes(a, b) : depths.0 < depths.1
    }
    return byDepth.first { path in
      guard let data = try? Data(contentsOf: tree.url(path)),
        let header = try? CSVTable(data.prefix { $0 != 10 && $0 != 13 }, name: path),
        let fileColumn = pathColumns.lazy.compactMap({ header.column(named: $0) }).first,
        labelColumns.contains(where: { header.column(named: $0) != nil })
      else { return false }
      guard let table = try? CSVTable(data, name: path) else { return true }
      let resolver = PathResolver(tree: tree, tablePath: path)
      return table.rows.contains { resolver.resolve($0[fileColumn]) != nil }
    }
  }
}

/// Finds the file that a table's cell means, and never one outside the collection.
private struct PathResolver {
  private let folder: String
  private let known: Set<String>
  private let byStem: [String: [String]]

  init(tree: FolderTree, tablePath: String) {
    folder = FolderTree.folders(of: tablePath).joined(separator: "/")
    known = Set(tree.soundFiles)
    byStem = Dictionary(grouping: tree.soundFiles) { ($0 as NSString).deletingPathExtension }
  }

  func resolve(_ cell: String) -> String? {
    let path = cell.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "\\", with: "/")
    let relative = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    for candidate in folder.isEmpty ? [relative] : [folder + "/" + relative, relative] {
      if known.contains(candidate) { return candidate }
      if let only = byStem[candidate], only.count == 1 { return only[0] }
    }
    return nil
  }
}
