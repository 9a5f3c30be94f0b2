import Foundation

extension ClassificationReport {
  /// The report as aligned plain text for a terminal: summary scores, classes, confusion matrix.
  public var text: String {
    let title = "\(recordings) recordings of \(groups) groups, \(classes.count) classes"
    return [title, summary, classTable, matrixTable].joined(separator: "\n\n") + "\n"
  }

  private var summary: String {
    Self.table([
      ["", "value", "95 % interval"],
      ["accuracy", Self.number(accuracy), Self.range(accuracyInterval)],
      ["always the commonest class", Self.number(majorityAccuracy), ""],
      ["balanced accuracy", Self.number(balancedAccuracy), Self.range(balancedAccuracyInterval)],
      ["macro F1", Self.number(macroF1), Self.range(macroF1Interval)],
      ["Matthews correlation", Self.number(matthewsCorrelation), Self.range(matthewsCorrelationInterval)],
      ["AUROC", Self.number(auroc), Self.range(aurocInterval)],
      ["AUPRC", Self.number(auprc), Self.range(auprcInterval)],
      ["Brier score", Self.number(brierScore), ""],
      ["log loss", Self.number(logLoss), ""],
      ["expected calibration error", Self.number(expectedCalibrationError), ""],
    ])
  }

  private var classTable: String {
    let rows = perClass.map { entry in
      [
        entry.name, "\(entry.support)", Self.number(entry.precision), Self.number(entry.recall),
        Self.range(entry.recallInterval), Self.number(entry.f1), Self.number(entry.auroc),
      ]
    }
    return Self.table([["class", "recordings", "precision", "recall", "95 % interval", "F1", "AUROC"]] + rows)
  }

  private var matrixTable: String {
    let rows = zip(classes, confusionMatrix).map { name, row in [name] + row.map(String.init) }
    return Self.table([["truth \\ predicted"] + classes] + rows)
  }

  private static func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }

  private static func range(_ interval: Interval?) -> String {
    interval.map { "\(number($0.lower)) … \(number($0.upper))" } ?? "–"
  }

  /// Columns of equal width, the first flush left and the others flush right.
  private static func table(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
