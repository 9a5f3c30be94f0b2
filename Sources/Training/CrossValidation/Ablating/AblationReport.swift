import Core
public import Foundation
import Manifest

/// The table of an ablation: each variant's scores over folds, and its difference from the base on the same recordings.
public struct AblationReport: Sendable, Encodable {
  /// One way to train.
  public struct Row: Sendable, Encodable {
    /// What differs from the base, in words.
    public let variant: String
    /// How its scores vary between folds.
    public let spread: [Spread]
    /// How it differs from the base on the same recordings; nil for the base itself.
    public let difference: PairedComparison?

    fileprivate func spread(_ metric: String) -> Spread? { spread.first { $0.metric == metric } }
    fileprivate func difference(_ metric: String) -> PairedComparison.Difference? {
      difference?.differences.first { $0.metric == metric }
    }
  }

  /// How the base is trained.
  public let settings: TrainingSettings
  /// What the folds keep whole.
  public let groupedBy: String
  /// The number of folds of all repeats.
  public let folds: Int
  /// The base, then the variants.
  public let rows: [Row]

  init(plan: FoldPlan, settings: TrainingSettings, rows: [Row]) {
    self.settings = settings
    groupedBy = plan.groupedBy
    folds = plan.folds.count
    self.rows = rows
  }

  /// The table as aligned text.
  public var text: String {
    func change(_ row: Row, _ metric: String) -> String {
      row.difference(metric).map { TextTable.number($0.difference) } ?? ""
    }
    let table = TextTable.text(
      [["variant", "balanced accuracy", "change", "AUROC", "change"]]
        + rows.map { row in
          [
            row.variant, row.spread("balanced_accuracy")?.words ?? "–", change(row, "balanced_accuracy"),
            row.spread("auroc")?.words ?? "–", change(row, "auroc"),
          ]
        })
    return """
      \(folds) folds, kept whole by \(groupedBy); model \(settings.model.rawValue). Mean ± deviation over folds; the change is that of \
      all out-of-fold answers together, with its 95 % interval from drawing the same groups for both. An interval that holds 0 \
      says that these recordings cannot tell.

      \(table)

      """
  }

  /// Writes `ablation.json`, `ablation.csv` and `ablation.txt`.
  /// - Throws: `CoreError` or `EncodingError`.
  public func write(to folder: URL) throws {
    try AtomicFile.write(try JSONText.encode(self), to: folder.appendingPathComponent("ablation.json"))
    try AtomicFile.write(table.text, to: folder.appendingPathComponent("ablation.csv"))
    try AtomicFile.write(text, to: folder.appendingPathComponent("ablation.txt"))
  }

  private var table: CSVTable {
    let metrics = ["balanced_accuracy", "auroc", "accuracy", "macro_f1"]
    func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    return CSVTable(
      header: ["variant"]
        + metrics.flatMap {
          ["\($0)_mean", "\($0)_deviation", "\($0)_change", "\($0)_change_lower", "\($0)_change_upper"]
        },
      rows: rows.map { row in
        [row.variant]
          + metrics.flatMap { metric in
            let (spread, change) = (row.spread(metric), row.difference(metric)?.difference)
            return [
              cell(spread?.mean), cell(spread?.standardDeviation), cell(change?.value), cell(change?.interval?.lower),
              cell(change?.interval?.upper),
            ]
          }
      })
  }
}
