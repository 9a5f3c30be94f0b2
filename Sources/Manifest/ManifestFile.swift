public import Core
public import Foundation

/// A manifest: rows sorted by id, read from and written to CSV.
public struct ManifestFile: Sendable, Equatable {
  /// The manifest's name in a prepared folder.
  public static let fileName = "manifest.csv"
  /// The name of the description beside it, which is written last: a folder that holds both was prepared to the end.
  public static let descriptionName = "dataset.json"
  /// The name of the description of a split, which is written last, too.
  public static let splitDescriptionName = "split.json"

  /// The hidden folder in an output folder that tells what was done there; it is no part of the results.
  public static let stateName = ResultFolder.stateName

  /// Whether a folder holds a data set that 'auscult prepare' or 'auscult split' wrote, or began to write.
  public static func isPrepared(_ folder: URL) -> Bool {
    func exists(_ name: String) -> Bool { FileStatus(folder.appendingPathComponent(name).path) != nil }
    if exists(fileName) && (exists(descriptionName) || exists(splitDescriptionName)) { return true }
    return ["prepare", "split"].contains(ResultFolder.command(of: folder))
  }

  /// The manifest of a data set or batch where `path` is its folder, else `path` itself.
  public static func list(at path: URL) -> URL {
    let manifest = path.appendingPathComponent(fileName)
    return FileStatus(manifest.path) == nil ? path : manifest
  }

  /// The nearest folder above a place that holds a prepared data set; nil where there is none.
  public static func preparedFolder(above place: URL) -> URL? {
    var folder = place.standardizedFileURL.resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if isPrepared(folder) { return folder }
    }
    return nil
  }

  /// The rows, sorted by id (byte order).
  public let rows: [ManifestRow]

  /// Makes a manifest of rows in any order.
  public init(rows: [ManifestRow]) { self.rows = rows.sorted { precedesInBytes($0.id, $1.id) } }

  /// Reads `manifest.csv`, `train.csv` or any list with `file_name` and `label`.
  /// - Parameters:
  ///   - defaultSplit: the split of rows whose `split` is absent.
  ///   - mayLackLabels: whether a list without a column `label` will do.
  /// - Throws: `ManifestError` that names file, row and column.
  public init(contentsOf url: URL, defaultSplit: Split? = nil, mayLackLabels: Bool = false) throws(ManifestError) {
    try self.init(
      try CSVTable(contentsOf: url), name: url.path, defaultSplit: defaultSplit, mayLackLabels: mayLackLabels)
  }

  /// Reads the rows of a table that messages call `name`; see ``init(contentsOf:defaultSplit:mayLackLabels:)``.
  /// - Throws: `ManifestError` that names row and column.
  public init(
    _ table: CSVTable, name: String, defaultSplit: Split? = nil, mayLackLabels: Bool = false
  ) throws(ManifestError) {
    try Self.requireColumns(of: table, name: name, mayLackLabels: mayLackLabels)
    self.init(rows: try Self.rows(Self.records(of: table, name: name), defaultSplit: defaultSplit))
  }

  /// Reads a list that people made, in which a row that names no file spoils only itself; it may lack labels.
  /// - Returns: the rows that name a file, and the numbers of the others, by which the header is row 1.
  /// - Throws: `ManifestError` that names row and column.
  public static func list(
    _ table: CSVTable, name: String
  ) throws(ManifestError) -> (file: ManifestFile, namelessRows: [Int]) {
    try requireColumns(of: table, name: name, mayLackLabels: true)
    let records = Array(records(of: table, name: name))
    func isNameless(_ record: TableRecord) -> Bool { record.text("file_name").trimmed.isEmpty }
    let rows = try rows(records.filter { !isNameless($0) }, defaultSplit: nil)
    return (ManifestFile(rows: rows), records.filter(isNameless).map(\.rowNumber))
  }

  private static func requireColumns(
    of table: CSVTable, name: String, mayLackLabels: Bool
  ) throws(ManifestError) {
    for column in ManifestRow.requiredColumns
    where !table.header.contains(column) && !(mayLackLabels && column == "label") {
      throw ManifestError(
        .schema, "has no column '\(column)'. Make it with 'auscult prepare', or name your columns file_name and label.",
        subject: name)
    }
  }

  /// The rows of records, no two of which may have the same id.
  private static func rows(
    _ records: some Sequence<TableRecord>, defaultSplit: Split?
  ) throws(ManifestError) -> [ManifestRow] {
    var rows: [ManifestRow] = []
    var seen: Set<String> = []
    for record in records {
      let row = try ManifestRow(record, defaultSplit: defaultSplit)
      guard seen.insert(row.id).inserted else { throw record.failure("id", "'\(row.id)' stands there twice.") }
      rows.append(row)
    }
    return rows
  }

  /// Reads a table that ``text`` made, and finds everything in it that ``text`` would not have written so.
  /// - Returns: the rows that can be read, and a failure for each cell that is wrong.
  public static func check(
    _ table: CSVTable, name: String
  ) -> (file: ManifestFile, failures: [ManifestError]) {
    do { try table.requireHeader(ManifestRow.columns.map(\.name), name: name) } catch {
      return (ManifestFile(rows: []), [error])
    }
    var (rows, failures): ([ManifestRow], [ManifestError]) = ([], [])
    var seen: Set<String> = []
    for record in records(of: table, name: name) {
      do throws(ManifestError) {
        let row = try ManifestRow(record, defaultSplit: nil)
        guard seen.insert(row.id).inserted else { throw record.failure("id", "'\(row.id)' stands there twice.") }
        if let last = rows.last, precedesInBytes(row.id, last.id) {
          throw record.failure("id", "'\(row.id)' stands after '\(last.id)': the rows are not sorted by id.")
        }
        for (index, cell) in row.cells.enumerated() where cell != record.cells[index] {
          let column = ManifestRow.columns[index].name
          failures.append(
            record.failure(column, "'\(record.cells[index])' does not fit the rest of the row: '\(cell)' would."))
        }
        // A row with a label may be on no side, too: a saved split leaves it out.
        if row.label.isEmpty && row.split != .unlabelled {
          failures.append(record.failure("split", "a row without a label is on no side."))
        }
        rows.append(row)
      } catch {
        failures.append(error)
      }
    }
    return (ManifestFile(rows: rows), failures)
  }

  private static func records(of table: CSVTable, name: String) -> some Sequence<TableRecord> {
    let positions = Dictionary(table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return table.rows.enumerated().lazy.map { index, cells in
      TableRecord(tableName: name, rowNumber: index + 2, positions: positions, cells: cells)
    }
  }

  /// The rows as a table.
  public var table: CSVTable { CSVTable(header: ManifestRow.columns.map(\.name), rows: rows.map(\.cells)) }

  /// The table as CSV text.
  public var text: String { table.text }

  /// The table of a split that leaks, which says so itself: its last column tells of each row whether it shares something
  /// with another side.
  public func table(markingLeaks leaking: Set<String>) -> CSVTable {
    var table = table
    table.header.append(Self.leakColumn)
    for (index, row) in rows.enumerated() { table.rows[index].append(leaking.contains(row.id) ? "true" : "false") }
    return table
  }

  /// A table without the last column that ``table(markingLeaks:)`` gives it, and that column; nil where it has none.
  public static func unmarked(_ table: CSVTable) -> (table: CSVTable, marks: [String]?) {
    guard table.header.last == leakColumn else { return (table, nil) }
    var plain = table
    plain.header.removeLast()
    plain.rows = table.rows.map { Array($0.dropLast()) }
    return (plain, table.rows.map { $0.last ?? "" })
  }

  private static let leakColumn = "leaky"

  /// The rows of one split.
  public func rows(in split: Split) -> [ManifestRow] { rows.filter { $0.split == split } }
}
