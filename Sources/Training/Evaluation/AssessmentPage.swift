import Core
import Foundation
import Reports

/// The sections of a page that show an assessment: what matters first, floors and parts, curves, thresholds, doubts.
struct AssessmentPage {
  let assessment: Assessment
  let figures: AssessmentFigures

  private var report: ClassificationReport { assessment.recordings }

  /// Balanced accuracy, accuracy, AUROC and macro F1, each with its interval and what to hold it against.
  var keyFigures: ReportBlock {
    func card(_ name: String, _ measure: Measure, _ form: (Double) -> String, caption: String?) -> KeyFigure? {
      measure.value.map { value in
        KeyFigure(
          name, form(value), interval: measure.interval.map { "95 %: \(form($0.lower)) – \(form($0.upper))" },
          caption: caption)
      }
    }
    let scores = ScoreSummary(report)
    let chance = Self.percent(1 / Double(max(1, report.perClass.count { $0.support > 0 })))
    let best = assessment.baselines.compactMap(\.scores.auroc.value).max()
    return .keyFigures(
      [
        card("Balanced accuracy", scores.balancedAccuracy, Self.percent, caption: "chance: \(chance)"),
        card(
          "Accuracy", scores.accuracy, Self.percent,
          caption: "always the commonest class: \(Self.percent(report.majorityAccuracy))"),
        card(
          "AUROC", scores.auroc, TextTable.number,
          caption: "chance: 0.500"
            + (best.map { $0 > 0.5 ? "; best without an ear: \(TextTable.number($0))" : "" } ?? "")),
        report.detection.flatMap {
          card("Sensitivity", $0.sensitivity, Self.percent, caption: "of all that is not \($0.healthyClass)")
        },
        report.detection.flatMap {
          card("Specificity", $0.specificity, Self.percent, caption: "of \($0.healthyClass)")
        },
        card("Macro F1", scores.macroF1, TextTable.number, caption: nil),
      ].compactMap { $0 })
  }

  /// A note where accuracy says little.
  var majorityNote: ReportBlock? {
    guard let bound = report.accuracyInterval, bound.lower <= report.majorityAccuracy else { return nil }
    return .note(
      ReportNote(
        .warning, title: "Accuracy is not clearly above the majority rate",
        text:
          "Its interval reaches down to \(Self.percent(bound.lower)), and naming the commonest class every time gives \(Self.percent(report.majorityAccuracy)). Balanced accuracy and AUROC say more here."
      ))
  }

  /// All but the overview.
  var sections: [HTMLReport.Section] {
    [floors, perClass, curves, thresholds, calibration, rejection].compactMap { $0 }
  }

  // MARK: Sections

  private var floors: HTMLReport.Section? {
    var blocks: [ReportBlock] = []
    if !assessment.baselines.isEmpty {
      blocks.append(
        .text("What the same recordings give without an ear. A model is worth what it adds to these floors."))
      blocks.append(
        summaryTable(
          "answers",
          [("this model", ScoreSummary(report))] + assessment.baselines.map { ($0.baseline.words, $0.scores) }))
      blocks.append(contentsOf: figure("floors").map { [.figures([$0])] } ?? [])
    }
    for breakdown in assessment.breakdowns {
      blocks.append(summaryTable(breakdown.column, breakdown.parts.map { ($0.name, $0.scores) }))
    }
    return blocks.isEmpty ? nil : HTMLReport.Section("Floors, sources and quality", blocks)
  }

  private func summaryTable(_ title: String, _ rows: [(name: String, scores: ScoreSummary)]) -> ReportBlock {
    let columns =
      [ReportTable.Column(title)]
      + ["number", "accuracy", "majority rate", "balanced accuracy", "AUROC", "sensitivity", "specificity"].map {
        .init($0, isNumeric: true)
      }
    return .table(
      ReportTable(
        columns: columns,
        rows: rows.map { name, scores in
          [
            name, "\(scores.recordings)", TextTable.number(scores.accuracy.value),
            TextTable.number(scores.majorityAccuracy), TextTable.number(scores.balancedAccuracy),
            TextTable.number(scores.auroc), TextTable.number(scores.sensitivity.value),
            TextTable.number(scores.specificity.value),
          ]
        }))
  }

  private var perClass: HTMLReport.Section {
    let columns =
      [ReportTable.Column("class")]
      + ["recordings", "precision", "recall", "95 % interval", "F1", "AUROC"].map { .init($0, isNumeric: true) }
    let rows = report.perClass.map { entry in
      [
        entry.name, "\(entry.support)", TextTable.number(entry.precision), TextTable.number(entry.recall),
        TextTable.range(entry.recallInterval), TextTable.number(entry.f1), TextTable.number(entry.auroc),
      ]
    }
    var blocks: [ReportBlock] = [.table(ReportTable(columns: columns, rows: rows))]
    if let detection = report.detection { blocks.append(detectionTable(detection)) }
    let levels =
      [("recordings", ScoreSummary(report)), ("single clips", ScoreSummary(assessment.segments))]
      + (assessment.patients.map { [("patients", ScoreSummary($0))] } ?? [])
    blocks.append(
      .text("The same answers by clip, recording and patient (\(assessment.aggregation.rawValue) of the parts)."))
    blocks.append(summaryTable("level", levels))
    return HTMLReport.Section("Class by class", blocks)
  }

  private func detectionTable(_ detection: DetectionReport) -> ReportBlock {
    let scores =
      [
        ("sensitivity", detection.sensitivity), ("specificity", detection.specificity),
        ("mean of both (MAcc)", detection.meanAccuracy),
        ("AUROC of disease against \(detection.healthyClass)", detection.auroc),
      ] + report.challengeScores
    return .table(
      ReportTable(
        caption: "Disease against \(detection.healthyClass)",
        columns: [.init("score"), .init("value", isNumeric: true), .init("95 % interval", isNumeric: true)],
        rows: scores.filter { $0.1.value != nil }.map { name, measure in
          [name, TextTable.number(measure.value), TextTable.range(measure.interval)]
        }))
  }

  private var curves: HTMLReport.Section? {
    let shown = ["roc", "precision-recall"].compactMap(figure)
    return shown.isEmpty ? nil : HTMLReport.Section("Curves", [.figures(shown)])
  }

  private var thresholds: HTMLReport.Section? {
    guard let table = assessment.thresholds else { return nil }
    let columns =
      [ReportTable.Column("rule")]
      + ["threshold", "sensitivity", "specificity", "PPV", "NPV", "F1"].map { .init($0, isNumeric: true) }
    return HTMLReport.Section(
      "Thresholds",
      [
        .text(
          "Each threshold was chosen on \(table.chosenOn), never on the recordings judged here, so what a rule asks for is met about, not exactly."
        ),
        .table(
          ReportTable(
            columns: columns,
            rows: table.rows.map { row in
              [
                row.rule.words, row.threshold.map { TextTable.number($0) } ?? "by fold",
                TextTable.number(row.sensitivity),
                TextTable.number(row.specificity), TextTable.number(row.precision),
                TextTable.number(row.negativePredictiveValue), TextTable.number(row.f1),
              ]
            })),
      ])
  }

  private var calibration: HTMLReport.Section? {
    guard let reliability = figure("reliability") else { return nil }
    let report = assessment.calibration
    var blocks: [ReportBlock] = [.figures([reliability])]
    let columns =
      [ReportTable.Column("calibration")]
      + ["Brier score", "log loss", "expected calibration error"].map { .init($0, isNumeric: true) }
    blocks.append(
      .table(
        ReportTable(
          caption: report.learntFrom.map { "Maps learnt from \($0); smaller is better" } ?? "", columns: columns,
          rows: report.rows.map { row in
            [
              row.method, TextTable.number(row.brierScore), TextTable.number(row.logLoss),
              TextTable.number(row.expectedCalibrationError),
            ]
          })))
    return HTMLReport.Section("How far probabilities can be believed", blocks)
  }

  private var rejection: HTMLReport.Section? {
    guard let report = assessment.rejection else { return nil }
    var blocks: [ReportBlock] = [
      .text(
        "A recording is called unusable where its sound is unlike all training data, or its quality index is below 0.4: \(report.declined) of the recordings here (\(Self.percent(report.declinedShare))) are. What 'predict' also declines, a whole recording that does not look like a heart sound, cannot be told from clips and is not counted. Accuracy on the others is \(TextTable.number(report.accuracyOfJudged))."
      )
    ]
    blocks.append(
      .table(
        ReportTable(
          caption: "Sounds that should be declined; of synthetic noise the outlier score alone decides",
          columns: [.init("sound")] + ["number", "declined", "AUROC"].map { .init($0, isNumeric: true) },
          rows: report.strangers.map {
            [$0.name, "\($0.recordings)", Self.percent($0.declined), TextTable.number($0.auroc)]
          })))
    blocks.append(contentsOf: figure("risk-coverage").map { [.figures([$0])] } ?? [])
    return HTMLReport.Section("Unusable recordings", blocks)
  }

  // MARK: Parts

  private func figure(_ name: String) -> ReportFigure? {
    figures[name].map { ReportFigure(.svg($0.drawing), caption: $0.caption) }
  }

  static func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
}
