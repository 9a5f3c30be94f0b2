public import Core
public import Foundation
public import Manifest

/// What a model says of recordings, as `predictions.csv` holds it: `file_name`, `label`, `predicted`, `group_id`, `fold`, what
/// else is known, and one column `probability_CLASS` a class.
public struct PredictionTable: Sendable, Equatable {
  /// The items.
  public let items: [ScoredItem]
  /// The classes, in the order of the probabilities.
  public let classes: [String]

  /// Makes a table.
  public init(_ items: [ScoredItem], classes: [String]) {
    self.items = items
    self.classes = classes
  }

  private static let prefix = "probability_"

  /// The table as CSV.
  public var table: CSVTable {
    CSVTable(
      header: ["file_name", "label", "predicted", "group_id", "fold", "id", "patient_id", "source", "quality"]
        + classes.map { Self.prefix + $0 },
      rows: items.map { item in
        [
          item.fileName, item.label, classes[Calibration.mostProbable(item.probabilities)], item.groupID, item.fold,
          item.id, item.patientID, item.source, item.quality.map { "\($0)" } ?? "",
        ] + item.probabilities.map { "\($0)" }
      })
  }

  /// Reads a table of ours, or any with `file_name`, `label` and columns `probability_CLASS`.
  /// - Throws: `TrainingError` `.badData`, naming row and column; `ManifestError`.
  public init(contentsOf url: URL) throws {
    try self.init(try CSVTable(contentsOf: url), name: url.path)
  }

  /// Reads a table that messages call `name`; see ``init(contentsOf:)``.
  /// - Throws: `TrainingError` `.badData`.
  public init(_ table: CSVTable, name: String) throws(TrainingError) {
    let columns = table.header.indices.filter { table.header[$0].hasPrefix(Self.prefix) }
    guard let file = table.column(named: "file_name"), let label = table.column(named: "label"), columns.count > 1
    else {
      throw TrainingError(
        .badData,
        "is no table of predictions: it needs the columns file_name, label and one \(Self.prefix)CLASS for each of two classes or more.",
        subject: name)
    }
    let classes = columns.map { String(table.header[$0].dropFirst(Self.prefix.count)) }
    guard Set(classes).count == classes.count else {
      throw TrainingError(.badData, "has two columns of probabilities for one class.", subject: name)
    }
    func cell(_ row: [String], _ column: String) -> String { table.column(named: column).map { row[$0] } ?? "" }
    var items: [ScoredItem] = []
    if table.rows.isEmpty {
      throw TrainingError(.badData, "has no rows: nothing was predicted.", subject: name)
    }
    for (index, row) in table.rows.enumerated() {
      var probabilities: [Double] = []
      for column in columns {
        guard let value = Double(row[column]), (0...1).contains(value) else {
          throw TrainingError(
            .badData, "row \(index + 2), column \(table.header[column]): '\(row[column])' is no probability.",
            subject: name)
        }
        probabilities.append(value)
      }
      guard classes.contains(row[label]) else {
        throw TrainingError(
          .badData, "row \(index + 2), column label: '\(row[label])' is none of \(classes.joined(separator: ", ")).",
          subject: name)
      }
      let group = cell(row, "group_id")
      items.append(
        ScoredItem(
          id: cell(row, "id").isEmpty ? row[file] : cell(row, "id"), fileName: row[file], label: row[label],
          groupID: group.isEmpty ? row[file] : group, patientID: cell(row, "patient_id"), source: cell(row, "source"),
          quality: Double(cell(row, "quality")), fold: cell(row, "fold"), probabilities: probabilities, clips: []))
    }
    self.init(items, classes: classes)
  }
}
