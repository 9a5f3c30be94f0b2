import Core
import Curation
import Manifest

/// What a person wants to know of a split, in lines.
public struct SplitSummary {
  /// The lines.
  public let lines: [String]

  /// Columns that a table may have before it is shown by its worst cell only.
  private static let widest = 12

  /// Sums up a split.
  public init(_ description: SplitDescription) {
    let counts = description.counts
    var lines = [
      "\(counts.recordings.counted("recording")) in \(counts.groups.counted("group"))"
        + (counts.unlabelled > 0 ? ", \(counts.unlabelled) unlabelled ones beside them" : "")
        + (counts.rejected > 0 ? "; \(counts.rejected.counted("row")) left out, see rejected.csv" : "") + "."
    ]
    if counts.united > 0 {
      lines.append("\(counts.united) groups were united with others: they share a patient, a recording or bytes.")
    }
    lines += Self.table(description)
    if let (cell, deviation) = description.balance.farthest, let wanted = cell.wanted {
      lines.append(
        "Farthest from its share: \(cell.label ?? "all") in \(cell.list), \(cell.got) where \(Self.short(wanted)) were wanted (\(Self.short(100 * deviation)) % of the class)."
      )
    }
    if !description.leaky {
      lines.append("No leak: no known patient, recording or file is on both sides of a split.")
      if description.certificate.withoutPatient > 0 {
        lines.append(
          "The patients of \(description.certificate.withoutPatient) of \(counts.recordings) recordings are unknown: one person's may stand on both sides."
        )
      }
    }
    self.lines = lines
  }

  /// Recordings by class and list, each beside what was wanted.
  private static func table(_ description: SplitDescription) -> [String] {
    let balance = description.balance
    let shown = Array(balance.lists.prefix(widest))
    let rows: [(name: String, label: String?)] = balance.classes.map { ($0, $0) } + [("all", nil)]
    var cells = [[description.by == .segment ? "clips" : "recordings"] + shown.map { heading($0, description) }]
    for (name, label) in rows {
      cells.append(
        [name]
          + shown.map { list in
            guard let cell = balance.cell(list, label) else { return "" }
            return "\(cell.got)" + (cell.wanted.map { " (\(short($0)))" } ?? "")
          })
    }
    if balance.lists == ["train", "val", "test"] {
      cells.append(["groups"] + shown.map { "\(description.certificate.groups[$0] ?? 0)" })
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      let blanks = zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) }
      return row[0] + blanks[0] + row.indices.dropFirst().map { "  " + blanks[$0] + row[$0] }.joined()
    }
    let rest = balance.lists.count - shown.count
    return lines + (rest > 0 ? ["… and \(rest) more, see split.json"] : [])
  }

  /// Of a fold its test is shown, under the source's name where it is one.
  private static func heading(_ list: String, _ description: SplitDescription) -> String {
    guard let match = list.wholeMatch(of: /(?:repeat-([0-9]+)-)?fold-([0-9]+)-test/) else { return list }
    if let title = description.foldTitles[String(match.2)] { return title }
    return (match.1.map { "\($0): " } ?? "") + "fold \(match.2)"
  }

  /// A number with one digit after the point, without a needless zero.
  private static func short(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
