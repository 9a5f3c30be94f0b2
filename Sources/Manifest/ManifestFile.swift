public import Core
public import Foundation

/// A manifest: rows sorted by id, read from and written to CSV.
public struct ManifestFile: Sendable, Equatable {
  /// The manifest's name in a prepared folder.
  public static let fileName = "manifest.csv"
  /// The name of the description beside it, which is written last: a folder that holds both was prepared to the end.
  public static let descriptionName = "dataset.json"

  /// The hidden folder in an output folder that tells what was done there; it is no part of the results.
  public static let stateName = ".auscult"

  /// Whether a folder holds a data set that 'auscult prepare' wrote, or began to write.
  public static func isPrepared(_ folder: URL) -> Bool {
    func exists(_ name: String) -> Bool { FileStatus(folder.appendingPathComponent(name).path) != nil }
    if exists(fileName) && exists(descriptionName) { return true }
    let mark = folder.appendingPathComponent(stateName).appendingPathComponent("command")
    return (try? String(contentsOf: mark, encoding: .utf8)) == "prepare\n"
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
    for column in ManifestRow.requiredColumns
    where !table.header.contains(column) && !(mayLackLabels && column == "label") {
      throw ManifestError(
        .schema, "has no column '\(column)'. Make it with 'auscult prepare', or name your columns file_name and label.",
        subject: name)
    }
    let positions = Dictionary(table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [ManifestRow] = []
    var seen: Set<String> = []
    for (index, cells) in table.rows.enumerated() {
      let record = TableRecord(tableName: name, rowNumber: index + 2, positions: positions, cells: cells)
      let row = try ManifestRow(record, defaultSplit: defaultSplit)
      guard seen.insert(row.id).inserted else { throw record.failure("id", "'\(row.id)' stands there twice.") }
      rows.append(row)
    }
    self.init(rows: rows)
  }

  /// The table as CSV text.
  public var text: String { CSVTable(header: ManifestRow.columns.map(\.name), rows: rows.map(\.cells)).text }

  /// The rows of one split.
  public func rows(in split: Split) -> [ManifestRow] { rows.filter { $0.split == split } }
}
