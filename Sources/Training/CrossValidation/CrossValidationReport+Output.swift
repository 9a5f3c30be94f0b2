import Core
public import Foundation
import Manifest
import Reports

extension CrossValidationReport {
  /// The figures as aligned text: mean ± deviation over folds first.
  public var text: String {
    let table = TextTable.text(
      [["over folds", "mean", "deviation", "least", "greatest", "folds"]]
        + spread.filter { $0.mean != nil }.map { item in
          [
            item.name, TextTable.number(item.mean), TextTable.number(item.standardDeviation),
            TextTable.number(item.minimum), TextTable.number(item.maximum), "\(item.folds)",
          ]
        })
    let each = TextTable.text(
      [["fold", "recordings", "epoch", "balanced", "AUROC", "accuracy", "majority"]]
        + folds.map { fold in
          [
            fold.title.isEmpty ? fold.name : "\(fold.name) (\(fold.title))", "\(fold.scores.recordings)",
            "\(fold.bestEpoch)", TextTable.number(fold.scores.balancedAccuracy.value),
            TextTable.number(fold.scores.auroc.value), TextTable.number(fold.scores.accuracy.value),
            TextTable.number(fold.scores.majorityAccuracy),
          ]
        })
    return """
      \(title).

      \(table)

      \(each)

      All answers together, each by the model that had not seen the recording:

      \(assessment.text)
      """
  }

  /// One sentence about what was done.
  private var title: String {
    let repeats = plan.folds.map(\.repetition).max() ?? 1
    let folds = plan.folds.count / repeats
    let times = repeats > 1 ? ", \(repeats) times over" : ""
    let parts = assessment.aggregation == .mean ? "" : "; recordings by the \(assessment.aggregation.rawValue) of clips"
    return "\(folds) folds\(times), kept whole by \(plan.groupedBy); model \(settings.model.rawValue)\(parts)"
  }

  /// `metrics.json`: the scores of all out-of-fold answers at the top, `spread` and `folds` beside them.
  /// - Throws: `EncodingError`.
  public func metricsJSON(pretty: Bool = true) throws -> String {
    try JSONText.encode(Metrics(report: self), isPretty: pretty)
  }

  /// Writes `metrics.json`, `predictions.csv` (out of fold), those of clips and patients, `folds.csv`, `report.txt`, and
  /// `report.html` with its figures.
  /// - Throws: `CoreError`, `PictureError` or `EncodingError`.
  public func write(to folder: URL) throws {
    let figures = AssessmentFigures(assessment)
    var files = assessment.predictionFiles
    files["metrics.json"] = try metricsJSON()
    files["folds.csv"] = foldTable.text
    files["report.txt"] = text
    files["report.html"] = page(figures)
    for (name, text) in files.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      try AtomicFile.write(text, to: folder.appendingPathComponent(name))
    }
    try figures.write(to: folder.appendingPathComponent("figures"))
  }

  private var foldTable: CSVTable {
    func cell(_ measure: Measure) -> String { measure.value.map { "\($0)" } ?? "" }
    return CSVTable(
      header: [
        "fold", "title", "recordings", "groups", "best_epoch", "balanced_accuracy", "auroc", "accuracy",
        "majority_accuracy", "macro_f1", "sensitivity", "specificity",
      ],
      rows: folds.map { fold in
        let scores = fold.scores
        return [
          fold.name, fold.title, "\(scores.recordings)", "\(scores.groups)", "\(fold.bestEpoch)",
          cell(scores.balancedAccuracy), cell(scores.auroc), cell(scores.accuracy), "\(scores.majorityAccuracy)",
          cell(scores.macroF1), cell(scores.sensitivity), cell(scores.specificity),
        ]
      })
  }

  private func page(_ figures: AssessmentFigures) -> String {
    let page = AssessmentPage(assessment: assessment, figures: figures)
    let examples = ExampleGallery(assessment: assessment, rows: plan.rows, folder: plan.folder)
    var blocks: [ReportBlock] = [
      .keyFigures(
        spread.filter { $0.metric != "majority_accuracy" }.compactMap { item in
          item.mean.map { mean in
            KeyFigure(
              item.name, TextTable.number(mean),
              interval: item.standardDeviation.map { "± \(TextTable.number($0)) between \(item.folds) folds" },
              caption: "\(TextTable.number(item.minimum)) to \(TextTable.number(item.maximum))")
          }
        })
    ]
    blocks += warnings.map { .note(ReportNote(.problem, title: "Read these figures with care", text: $0)) }
    blocks.append(foldBlock)
    var together: [ReportBlock] = [
      .text("Each recording as it was judged by the model that had not seen its group."), page.keyFigures,
    ]
    if let note = page.majorityNote { together.append(note) }
    if let confusion = figures["confusion-matrix"] {
      together.append(.figures([ReportFigure(.svg(confusion.drawing))]))
    }
    let sections =
      [HTMLReport.Section("Over folds", blocks), HTMLReport.Section("All answers together", together)] + page.sections
      + [examples.section()].compactMap { $0 }
    return HTMLReport(
      title: "How well this kind of model hears", subtitle: title, sections: sections,
      footer: "Auscult \(AuscultVersion.current). Research use only: not a medical device."
    ).html
  }

  private var foldBlock: ReportBlock {
    let columns =
      [ReportTable.Column("fold")]
      + ["recordings", "kept epoch", "balanced accuracy", "AUROC", "accuracy", "majority rate"].map {
        .init($0, isNumeric: true)
      }
    return .table(
      ReportTable(
        columns: columns,
        rows: folds.map { fold in
          [
            fold.title.isEmpty ? fold.name : "\(fold.name) (\(fold.title))", "\(fold.scores.recordings)",
            "\(fold.bestEpoch)", TextTable.number(fold.scores.balancedAccuracy), TextTable.number(fold.scores.auroc),
            TextTable.number(fold.scores.accuracy.value), TextTable.number(fold.scores.majorityAccuracy),
          ]
        }))
  }

  private struct Metrics: Encodable {
    let report: CrossValidationReport

    enum Keys: String, CodingKey {
      case spread, folds, warnings, model, settings
      case groupedBy = "grouped_by"
    }

    func encode(to encoder: any Encoder) throws {
      try report.assessment.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(report.spread, forKey: .spread)
      try container.encode(report.folds, forKey: .folds)
      try container.encode(report.warnings, forKey: .warnings)
      try container.encode(report.settings.model, forKey: .model)
      try container.encode(report.settings, forKey: .settings)
      try container.encode(report.plan.groupedBy, forKey: .groupedBy)
    }
  }
}
