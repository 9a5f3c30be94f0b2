import Core
import Foundation
import Manifest

/// BMD-HS: `train/*.wav` named `<class>_<patient>_<sit|sup>_<site>`, and `train.csv` with a row a patient.
///
/// A patient may have several diseases, so that recordings have several classes. The names' `MD` means that; the table has no
/// such column. Its eight recordings a row are named without `.wav`.
enum BMDHSLayout: Layout {
  static let name = "bmd-hs"
  static let summary = "BMD-HS: train.csv with AS, AR, MR, MS, N and recording_1 … recording_8"

  private static let classes = ["AS", "AR", "MR", "MS", "N"]
  private static let sites: Set<Substring> = ["Aor", "Mit", "Pul", "Tri"]

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    patientTable(in: tree).map { path in
      let named = tree.soundFiles.count { NameParts($0) != nil }
      return
        "\(path) has a row a patient with \(classes.joined(separator: ", ")) and recordings, and \(named) of \(tree.soundFiles.count) sound files are named so"
    }
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    guard let path = patientTable(in: tree) else {
      throw CurationError(
        .malformedTable,
        "no table with the columns patient_id, \(classes.joined(separator: ", ")) and recording_1 was found, as BMD-HS has one.",
        subject: tree.origin.path)
    }
    var findings = LayoutFindings()
    let rows = try rows(of: try SourceTable(tree, path), tree, &findings)
    var patients: [String: String] = [:]
    for (file, row) in rows { if let name = NameParts(file) { patients[name.patient] = row.patient } }
    for file in tree.soundFiles {
      let (name, row) = (NameParts(file), rows[file])
      if let row {
        compare(file, name, row.labels, table: path, &findings)
      } else {
        findings.complain(
          .fileWithoutRow, file, "\(path) does not name it, so it has no label. Rename it, or add it to the table.")
      }
      var recording = Recording(
        path: file, in: tree.root, labels: row?.labels ?? [],
        patientID: row?.patient ?? name.map { patients[$0.patient] ?? $0.patient } ?? "", site: name?.site ?? "")
      if let name { recording.facts["position"] = name.position }
      findings.recordings.append(recording)
    }
    return findings
  }

  private struct Row {
    var patient: String
    var labels: [String]
  }

  /// The row of each file that the table names.
  private static func rows(
    of table: SourceTable, _ tree: FolderTree, _ findings: inout LayoutFindings
  ) throws(CurationError) -> [String: Row] {
    let resolver = tree.resolver
    let folder = PathText.folder(of: table.path)
    let columns = table.header.indices.filter { table.header[$0].lowercased().hasPrefix("recording_") }
    var rows: [String: Row] = [:]
    for cells in table.rows {
      let labels = classes.filter { isYes(table.cell(cells, table.column([$0]))) }
      let patient = table.cell(cells, table.column(["patient_id"]))
      for column in columns where !table.cell(cells, column).isEmpty {
        let match = resolver.match(cells[column], from: folder)
        guard case .file(let file) = match else {
          findings.complaints += [complaint(match, cells[column], table.path, tree)].compactMap(\.self)
          continue
        }
        if let earlier = rows[file], earlier.labels != labels || earlier.patient != patient {
          findings.complain(
            .labelConflict, file,
            "\(table.path) names it for the patients '\(earlier.patient)' and '\(patient)'; neither was believed, so it has no label. Strike it out of one row."
          )
          rows[file]?.labels = []
        } else {
          rows[file] = Row(patient: patient, labels: labels)
        }
      }
    }
    return rows
  }

  /// A file whose name only begins as the table says may be meant, which a person must decide.
  private static func complaint(
    _ match: FileResolver.Match, _ cell: String, _ table: String, _ tree: FolderTree
  ) -> Complaint? {
    let similar = tree.soundFiles.first { PathText.stem(of: $0).hasPrefix(cell) }
    let nearer: FileResolver.Match = match == .none(nearly: nil) ? .none(nearly: similar) : match
    return FileResolver.complaint(nearer, cell: cell, table: table)
  }

  private static func compare(
    _ file: String, _ name: NameParts?, _ labels: [String], table: String, _ findings: inout LayoutFindings
  ) {
    if labels.isEmpty {
      findings.complain(.fileWithoutRow, file, "\(table) names it, but gives it no class; it has no label.")
    }
    guard let name else {
      return findings.complain(.oddName, file, "is not named <class>_<number>_<sit|sup>_<site>; the table was used.")
    }
    let agrees = name.category == "MD" ? labels.count > 1 : labels == [name.category]
    if !agrees && !labels.isEmpty {
      findings.complain(
        .labelConflict, file,
        "the name says '\(name.category)', \(table) says '\(labels.joined(separator: Recording.labelSeparator))'; the table was used."
      )
    }
  }

  private static func isYes(_ cell: String) -> Bool { ["1", "1.0", "true", "yes"].contains(cell.lowercased()) }

  private static func patientTable(in tree: FolderTree) -> String? {
    SourceTable.candidates(in: tree).first { path in
      guard let columns = tree.columns(of: path) else { return false }
      return (classes + ["patient_id", "recording_1"]).allSatisfy { SourceTable.column([$0], in: columns) != nil }
    }
  }

  /// What a name such as `MD_085_sit_Tri.wav` says.
  struct NameParts {
    let category: String
    let patient: String
    let position: String
    let site: String

    init?(_ path: String) {
      let parts = PathText.stem(of: path).split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count >= 4, (classes + ["MD"]).contains(String(parts[0])), !parts[1].isEmpty,
        parts[1].allSatisfy(\.isASCIIDigit), ["sit", "sup"].contains(parts[2])
      else { return nil }
      let site = parts[3].prefix(while: \.isLetter)
      guard sites.contains(site) else { return nil }
      category = String(parts[0])
      patient = "\(parts[0])_\(parts[1])"
      position = String(parts[2])
      self.site = String(site)
    }
  }
}
