import Core
import Foundation
import Manifest

/// A CSV or TSV with a path column and a label column, anywhere in the folder.
///
/// Paths are taken relative to the table's folder, then to the collection's; a missing extension is completed where only
/// one file fits. A file whose rows contradict each other has no label until one of them is struck out. Columns for patient,
/// site, source and split are used where they are found. Tables called train, val or test that lie side by side are one list,
/// and their names are the official split.
enum LabelTableLayout: Layout {
  static let name = "table"
  static let summary = "any CSV or TSV with a path column (file_name …) and a label column (label, class …)"
  static let heeds: Set<LayoutOptions.Choice> = [.labelFrom]

  /// A table's groups stand for patients where it names none.
  fileprivate static let patientColumns = ColumnNames.patients + ColumnNames.groups

  static func evidence(in tree: FolderTree, options: LayoutOptions) -> String? {
    let tables = labelTables(in: tree, options: options)
    guard let first = tables.first else { return nil }
    return tables.count == 1
      ? "\(first) has a column of files and one of labels"
      : "\(tables.joined(separator: ", ")) have a column of files and one of labels"
  }

  static func read(_ tree: FolderTree, options: LayoutOptions) throws(CurationError) -> LayoutFindings {
    let tables = labelTables(in: tree, options: options)
    guard !tables.isEmpty else {
      throw CurationError(
        .malformedTable,
        "no CSV with a path column (such as file_name) and a label column (such as \(options.labelFrom ?? "label")) whose files are here was found.",
        subject: tree.origin.path)
    }
    return try read(tree, tables: tables, options: options, includingUnnamed: true)
  }

  /// Reads tables; sound files that none names are recordings without a label if `includingUnnamed`.
  static func read(
    _ tree: FolderTree, tables: [String], options: LayoutOptions, includingUnnamed: Bool
  ) throws(CurationError) -> LayoutFindings {
    var reading = TableReading(tree, options: options)
    for path in tables {
      try reading.read(
        try SourceTable(tree, path), split: tables.count > 1 ? SplitNames.split(PathText.stem(of: path)) : nil)
    }
    reading.compareWithFolders()
    if includingUnnamed { reading.addUnnamed(tables: tables) }
    return reading.findings
  }

  /// The first table, fewest folders down, that has both columns and names at least one file that is here, with those of the
  /// same folder that are called train, val or test as it is.
  ///
  /// A table with these columns that cannot be read further is taken, too, so that reading it says what is wrong rather
  /// than that its labels are passed over.
  static func labelTables(in tree: FolderTree, options: LayoutOptions) -> [String] {
    let resolver = tree.resolver
    func isUsable(_ path: String) -> Bool {
      guard let columns = tree.columns(of: path), let files = SourceTable.column(ColumnNames.files, in: columns),
        SourceTable.column(options.labelFrom.map { [$0] } ?? ColumnNames.labels, in: columns) != nil
      else { return false }
      guard let table = try? tree.table(path) else { return true }
      let folder = PathText.folder(of: path)
      return table.rows.contains { if case .file = resolver.match($0[files], from: folder) { true } else { false } }
    }
    let candidates = SourceTable.candidates(in: tree)
    guard let first = candidates.first(where: isUsable) else { return [] }
    guard SplitNames.split(PathText.stem(of: first)) != nil else { return [first] }
    return candidates.filter { path in
      PathText.folder(of: path) == PathText.folder(of: first) && SplitNames.split(PathText.stem(of: path)) != nil
        && (path == first || isUsable(path))
    }
  }
}

/// The recordings that tables name, gathered row by row.
private struct TableReading {
  private(set) var findings = LayoutFindings()
  private let tree: FolderTree
  private let options: LayoutOptions
  private let resolver: FileResolver
  private let others: Set<String>
  /// For each of the tree's sound files where its recording stands, -1 for one without.
  private var positions: [Int32]
  /// Where recordings stand whose rows contradict each other.
  private var contradicted: Set<Int> = []

  init(_ tree: FolderTree, options: LayoutOptions) {
    self.tree = tree
    self.options = options
    resolver = tree.resolver
    others = Set(tree.otherFiles)
    positions = [Int32](repeating: -1, count: tree.soundFiles.count)
    // An array that grows by doubling is there twice for a moment, and there may be millions.
    findings.recordings.reserveCapacity(tree.soundFiles.count)
  }

  mutating func read(_ table: SourceTable, split: Split?) throws(CurationError) {
    let labelNames = options.labelFrom.map { [$0] } ?? ColumnNames.labels
    guard let files = table.column(ColumnNames.files), let labels = table.column(labelNames) else {
      throw CurationError(
        .malformedTable,
        "needs a path column (such as file_name) and a label column (such as \(options.labelFrom ?? "label")); it has \(table.header.joined(separator: ", ")).",
        subject: tree.subject(table.path))
    }
    let columns = (
      patient: table.column(LabelTableLayout.patientColumns), site: table.column(["site", "location"]),
      source: table.column(["source", "dataset", "device", "set"]),
      split: table.column(["split", "subset", "partition"])
    )
    let folder = PathText.folder(of: table.path)
    for (index, row) in table.rows.enumerated() {
      if row[files].trimmed.isEmpty {
        findings.complain(
          .rowWithoutFile, "row \(index + 2)", "\(table.path) names no file there. Fill in its name, or drop the row.")
        continue
      }
      let match = resolver.match(row[files], from: folder)
      guard case .file(let file) = match else {
        findings.complaints += [FileResolver.complaint(match, cell: row[files], table: table.path)].compactMap(\.self)
        continue
      }
      var recording = Recording(
        path: file, in: tree.root, label: table.cell(row, labels), patientID: table.cell(row, columns.patient),
        source: table.cell(row, columns.source), site: table.cell(row, columns.site))
      recording.officialSplit = split ?? SplitNames.split(table.cell(row, columns.split))
      // Where 'auscult synthesize' and others put them: annotations/NAME.tsv beside the table.
      let annotation = (folder.isEmpty ? "" : folder + "/") + "annotations/\(PathText.stem(of: file)).tsv"
      if others.contains(annotation) {
        recording.annotation = AnnotationFile(path: annotation, in: tree.root, format: .states)
      }
      add(recording, from: table.path)
    }
  }

  private mutating func add(_ recording: Recording, from table: String) {
    guard let file = tree.position(of: recording.path) else { return }
    let position = Int(positions[file])
    if position < 0 {
      positions[file] = Int32(findings.recordings.count)
      findings.recordings.append(recording)
      return
    }
    let earlier = findings.recordings[position]
    if contradicted.contains(position) { return }
    func complain(_ a: String, _ b: String) {
      contradicted.insert(position)
      findings.recordings[position].label = nil
      findings.complain(
        .labelConflict, recording.path,
        "\(table) says '\(a)' and '\(b)'; neither was believed, so it has no label. Strike out one row.")
    }
    if earlier.label != recording.label {
      complain(earlier.label ?? "unlabelled", recording.label ?? "unlabelled")
    } else if earlier.patientID != recording.patientID {
      complain("patient \(earlier.patientID)", "patient \(recording.patientID)")
    } else if earlier.officialSplit != recording.officialSplit {
      complain(earlier.officialSplit?.rawValue ?? "no split", recording.officialSplit?.rawValue ?? "no split")
    }
  }

  /// A file in a folder that is called like another class than its row says may have been moved, or its row changed.
  mutating func compareWithFolders() {
    let labels = Dictionary(
      Set(findings.recordings.compactMap(\.label)).map { ($0.lowercased(), $0) }, uniquingKeysWith: min)
    for recording in findings.recordings {
      guard let label = recording.label, let folder = PathText.folders(of: recording.path).last,
        let other = labels[folder.lowercased()], other.lowercased() != label.lowercased()
      else { continue }
      findings.complain(
        .labelConflict, recording.path,
        "the table says '\(label)', the folder '\(folder)'; the table was used. Move the file or mend the row.")
    }
  }

  mutating func addUnnamed(tables: [String]) {
    for (file, position) in zip(tree.soundFiles, positions) where position < 0 {
      findings.recordings.append(Recording(path: file, in: tree.root, label: nil))
      findings.complain(
        .fileWithoutRow, file,
        "\(tables.joined(separator: ", ")) does not name it, so it has no label. Add a row if it should have one.")
    }
  }
}
