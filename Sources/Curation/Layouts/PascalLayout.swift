import Core
import Foundation
import Manifest

/// The PASCAL heart-sound challenge as Kaggle spreads it: `set_a`, `set_b`, labels in file names, tables beside them.
///
/// Set A names are `<class>__<time>`; set B names are `<class>_[noisy<class>_]_<patient>_<13-digit time>_<site>`, and one
/// patient often has several recordings. The tables name files by other rules (`Btraining_…`); they are compared with the
/// names and every disagreement is a complaint.
enum PascalLayout: Layout {
  static let name = "pascal"

  static let classes: Set<Substring> = ["artifact", "extrahls", "extrastole", "murmur", "normal"]
  static let sets: Set<Substring> = ["set_a", "set_b"]

  static func evidence(in tree: FolderTree) -> String? {
    let named = tree.soundFiles.filter { path in
      guard let folder = FolderTree.folders(of: path).last, sets.contains(folder) else { return false }
      return isKnown(prefix(of: path))
    }
    guard !named.isEmpty, named.count * 2 > tree.soundFiles.count else { return nil }
    return
      "\(named.count) of \(tree.soundFiles.count) sound files lie in set_a or set_b and are named as in the PASCAL challenge"
  }

  static func read(_ tree: FolderTree) throws(CurationError) -> Collection {
    let (tableLabels, tableComplaints) = try labelsFromTables(in: tree)
    var complaints = tableComplaints
    let recordings = tree.soundFiles.map { path -> Recording in
      let recording = recording(path, in: tree)
      if !isKnown(prefix(of: path)) {
        complaints.append(
          Complaint(kind: .oddName, subject: path, message: "its name begins with no PASCAL class, so it has no label.")
        )
      }
      if let tabled = tableLabels[path], tabled != recording.label {
        complaints.append(
          Complaint(
            kind: .labelConflict, subject: path,
            message:
              "the name says '\(recording.label ?? "unlabelled")', the table says '\(tabled ?? "unlabelled")'; the name was used."
          ))
      } else if !tableLabels.isEmpty && tableLabels[path] == nil {
        complaints.append(
          Complaint(kind: .fileWithoutRow, subject: path, message: "no table names it; the label of its name was used.")
        )
      }
      return recording
    }
    return Collection(
      layout: name, evidence: evidence(in: tree) ?? "asked for", recordings: recordings, complaints: complaints)
  }

  private static func isKnown(_ prefix: Substring) -> Bool {
    classes.contains(prefix) || prefix.hasSuffix("unlabelledtest")
  }

  private static func prefix(of path: String) -> Substring { FolderTree.name(of: path).prefix { $0 != "_" } }

  private static func recording(_ path: String, in tree: FolderTree) -> Recording {
    let prefix = prefix(of: path)
    let set = FolderTree.folders(of: path).last.map(String.init) ?? ""
    // In set B the patient is the number before the 13-digit time, and the site is the letter after it.
    let stem = FolderTree.name(of: path).prefix { $0 != "." }
    let parts = stem.split(separator: "_")
    let time = set == "set_b" ? parts.firstIndex { $0.count == 13 && $0.allSatisfy(\.isNumber) } : nil
    let patient = time.flatMap { $0 > 0 ? "B\(parts[$0 - 1])" : nil } ?? ""
    let site = time.flatMap { $0 + 1 < parts.count ? String(parts[$0 + 1].prefix { $0.isLetter }) : nil } ?? ""
    return Recording(
      path: path, url: tree.url(path), label: classes.contains(prefix) ? String(prefix) : nil, patientID: patient,
      source: set, site: site)
  }

  /// Labels by path from `set_a.csv` and `set_b.csv` (columns dataset, fname, label), nil where a row has none.
  private static func labelsFromTables(in tree: FolderTree) throws(CurationError) -> ([String: String?], [Complaint]) {
    var labels: [String: String?] = [:]
    var complaints: [Complaint] = []
    let known = Set(tree.soundFiles)
    for path in tree.otherFiles where ["set_a.csv", "set_b.csv"].contains(String(FolderTree.name(of: path))) {
      let table = try LabelTableLayout.table(tree.url(path))
      guard let fileColumn = table.column(named: "fname"), let labelColumn = table.column(named: "label") else {
        continue
      }
      let folder = FolderTree.folders(of: path).joined(separator: "/")
      for row in table.rows {
        let resolved = resolve(row[fileColumn])
        let full = folder.isEmpty ? resolved : folder + "/" + resolved
        if known.contains(full) {
          labels[full] = row[labelColumn].isEmpty ? .some(nil) : row[labelColumn]
        } else {
          complaints.append(
            Complaint(
              kind: .rowWithoutFile, subject: row[fileColumn],
              message: "\(path) names it, but there is no such file. Download it again or ignore this row."))
        }
      }
    }
    return (labels, complaints)
  }

  /// The name on disk of a name in a table: every `Btraining_` is dropped, and two underscores stand between class and number.
  static func resolve(_ tableName: String) -> String {
    var parts = tableName.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.popLast() else { return tableName }
    let bare = last.replacingOccurrences(of: "Btraining_", with: "")
    let name = bare.hasPrefix("__") ? "Aunlabelledtest" + bare : bare
    let prefix = name.prefix { $0 != "_" }
    let rest = name.dropFirst(prefix.count + 1)
    let isClass = ["normal", "murmur", "extrastole", "Bunlabelledtest"].contains(prefix)
    let fixed = isClass && rest.first?.isNumber == true ? "\(prefix)__\(rest)" : name
    return (parts.map(String.init) + [fixed]).joined(separator: "/")
  }
}
