import Core
import Foundation

/// All that tables, lists and headers of the CinC Challenge 2016 say of its records.
struct CincStatements {
  /// A label and where it stands.
  struct Statement {
    var label: String
    var place: String
  }

  private let tree: FolderTree
  /// By folder and record: labels of REFERENCE.csv and REFERENCE-SQI.csv, then of the RECORDS lists.
  private var labels: [String: [Statement]] = [:]
  private var lists: [String: [Statement]] = [:]
  private var qualities: [String: String] = [:]
  private var headers: [String: (content: WFDBHeader, path: String)] = [:]
  /// By record, the annotation of its states, wherever it lies: `a0001_StateAns.mat`.
  private var states: [String: String] = [:]
  /// The rows of each table, for those without a file.
  private var rows: [(table: String, folder: String, record: String)] = []

  init(_ tree: FolderTree) throws(CurationError) {
    self.tree = tree
    for path in tree.otherFiles {
      let folder = PathText.folder(of: path)
      switch PathText.name(of: path) {
      case "REFERENCE.csv", "REFERENCE-SQI.csv": try readReference(path, folder)
      case "RECORDS-normal": readList(path, folder, label: "normal")
      case "RECORDS-abnormal": readList(path, folder, label: "abnormal")
      case let name where name.hasSuffix(Self.statesEnding):
        // Where automatic ones lie beside them, those that were corrected by hand are believed.
        let record = String(name.dropLast(Self.statesEnding.count))
        if states[record] == nil || path.lowercased().contains("hand") { states[record] = path }
      case let name where name.hasSuffix(".hea"):
        if let header = tree.text(path).flatMap({ WFDBHeader($0) }) {
          headers[Self.key(folder, String(PathText.stem(of: path)))] = (header, path)
        }
      default: break
      }
    }
  }

  private static let statesEnding = "_StateAns.mat"

  /// The annotation of the states of a whole record.
  func annotation(of record: CincRecord) -> AnnotationFile? {
    guard !record.isPiece, let path = states[record.id] else { return nil }
    return AnnotationFile(path: path, in: tree.root, format: .states)
  }

  private static func key(_ folder: String, _ record: String) -> String { folder + "/" + record }

  /// The keys under which a file's record may stand: in its own folder first, then in those above it.
  private static func keys(_ path: String, _ record: String) -> [String] {
    let folders = PathText.folders(of: path)
    return (0...folders.count).reversed().map { key(folders.prefix($0).joined(separator: "/"), record) }
  }

  private mutating func readReference(_ path: String, _ folder: String) throws(CurationError) {
    for row in try SourceTable.headless(tree, path) where row.count >= 2 {
      // A header that somebody has added is no record.
      guard CincRecord(row[0]) != nil else { continue }
      let key = Self.key(folder, row[0])
      let label =
        switch row[1] {
        case "1": "abnormal"
        case "-1": "normal"
        default: row[1]
        }
      if !label.isEmpty { labels[key, default: []].append(Statement(label: label, place: path)) }
      if row.count > 2 { qualities[key] = ["1": "good", "0": "unsure"][row[2]] ?? row[2] }
      if PathText.name(of: path) == "REFERENCE.csv" { rows.append((path, folder, row[0])) }
    }
  }

  private mutating func readList(_ path: String, _ folder: String, label: String) {
    for line in tree.text(path)?.split(whereSeparator: \.isNewline) ?? [] {
      lists[Self.key(folder, line.trimmingCharacters(in: .whitespaces)), default: []].append(
        Statement(label: label, place: path))
    }
  }

  /// All labels given to the file at `path`, the most trustworthy first.
  func about(_ record: CincRecord?, path: String, folder folderLabel: String?) -> [Statement] {
    var said: [Statement] = []
    if let record {
      let keys = Self.keys(path, record.id)
      said += keys.lazy.compactMap { labels[$0] }.first ?? []
      if let header = headers[keys[0]], let label = Self.label(in: header.content) {
        said.append(Statement(label: label, place: header.path))
      }
      said += keys.lazy.compactMap { lists[$0] }.first ?? []
      if let isAbnormal = record.isAbnormal {
        said.append(Statement(label: isAbnormal ? "abnormal" : "normal", place: "the name"))
      }
    }
    if let folderLabel { said.append(Statement(label: folderLabel, place: "the folder")) }
    return said
  }

  private static func label(in header: WFDBHeader) -> String? {
    header.comments.map { $0.lowercased() }.first { $0 == "normal" || $0 == "abnormal" }
  }

  /// `good` or `unsure` by REFERENCE-SQI.csv, else "".
  func quality(of record: CincRecord, path: String) -> String {
    Self.keys(path, record.id).lazy.compactMap { qualities[$0] }.first ?? ""
  }

  /// The header of the file at `path`; a piece has none of its own.
  func header(of path: String) -> (content: WFDBHeader, path: String)? {
    headers[Self.key(PathText.folder(of: path), String(PathText.stem(of: path)))]
  }

  /// Rows of REFERENCE.csv for which no file or piece lies beside the table.
  func complainOfRowsWithoutFile(_ findings: inout LayoutFindings) {
    let present = Set(
      findings.recordings.flatMap { recording in
        CincRecord(recording.path).map { Self.keys(recording.path, $0.id) } ?? []
      })
    for row in rows where !present.contains(Self.key(row.folder, row.record)) {
      findings.complain(
        .rowWithoutFile, row.record,
        "\(row.table) names it, but there is no such file. Fetch it from PhysioNet, or go on without it.")
    }
  }
}
