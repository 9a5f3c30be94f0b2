import Core
import Foundation

/// Columns of plain text for a terminal.
enum TextTable {
  /// Rows with columns of equal width, the first flush left and the others flush right.
  static func text(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// A score to three decimals; a dash where it is undefined.
  static func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }

  /// A probability to three decimals, none of which is called zero; a dash where it is undefined.
  static func probability(_ value: Double?) -> String { (value ?? 1) < 0.0005 ? "< 0.001" : number(value) }

  /// An interval, or a dash.
  static func range(_ interval: Interval?) -> String {
    interval.map { "\(number($0.lower)) … \(number($0.upper))" } ?? "–"
  }

  /// A score with its interval in brackets.
  static func number(_ measure: Measure) -> String {
    number(measure.value) + (measure.interval.map { " [\(number($0.lower)), \(number($0.upper))]" } ?? "")
  }
}
