import Core
import Foundation
import Manifest
import Pictures
import Reports

/// The drawings of an assessment, each with the numbers it shows.
struct AssessmentFigures {
  /// One drawing.
  struct Figure {
    /// The name of its files.
    var name: String
    /// The drawing.
    var drawing: SVG
    /// What to see in it.
    var caption: String
    /// The numbers.
    var table: CSVTable
  }

  /// The drawings, in the order of the page.
  private(set) var figures: [Figure] = []

  init(_ assessment: Assessment) {
    figures = [
      Self.confusion(assessment.recordings), Self.receiver(assessment), Self.precisionRecall(assessment),
      Self.reliability(assessment.calibration), Self.floors(assessment), Self.riskCoverage(assessment),
    ].compactMap { $0 }
  }

  /// The drawing of a name.
  subscript(name: String) -> Figure? { figures.first { $0.name == name } }

  /// Writes each drawing as SVG and PNG, and its numbers as CSV.
  /// - Throws: `CoreError` or `PictureError`.
  func write(to folder: URL) throws {
    for figure in figures {
      let base = folder.appendingPathComponent(figure.name)
      try AtomicFile.write(figure.drawing.document, to: base.appendingPathExtension("svg"))
      try AtomicFile.write(try figure.drawing.picture.png(), to: base.appendingPathExtension("png"))
      try AtomicFile.write(figure.table.text, to: base.appendingPathExtension("csv"))
    }
  }

  private static func confusion(_ report: ClassificationReport) -> Figure {
    Figure(
      name: "confusion-matrix",
      drawing: ConfusionMatrixChart(classes: report.classes, counts: report.confusionMatrix).svg(), caption: "",
      table: CSVTable(
        header: ["true_class"] + report.classes.map { "predicted_\($0)" },
        rows: zip(report.classes, report.confusionMatrix).map { [$0] + $1.map(String.init) }))
  }

  /// Of two classes one curve says all, that of disease; of more, each class has its own.
  private static func rankings(_ assessment: Assessment) -> [(name: String, ranking: ScoreRanking)] {
    let (classes, items) = (assessment.classes, assessment.levels.recordings)
    let healthy = HealthyClass.position(in: classes)
    let shown = classes.indices.filter { classes.count > 2 || $0 == (healthy == 0 ? 1 : 0) }
    return shown.compactMap { index in
      ScoreRanking(
        positives: items.map { $0.label == classes[index] }, scores: items.map { $0.probabilities[index] }
      ).map { (classes[index], $0) }
    }
  }

  private static func receiver(_ assessment: Assessment) -> Figure? {
    let curves = rankings(assessment).compactMap { name, ranking in
      ranking.auroc().map { (name: name, area: $0, points: ranking.rocCurve) }
    }
    guard !curves.isEmpty else { return nil }
    return Figure(
      name: "roc",
      drawing: LineChart.roc(
        curves.map { curve in
          LineChart.Line(
            String(format: "%@ (%.3f)", curve.name, curve.area),
            curve.points.map { .init(x: $0.falsePositiveRate, y: $0.truePositiveRate) })
        }
      ).svg(), caption: "Each class against the rest; areas in brackets.",
      table: CSVTable(
        header: ["class", "threshold", "false_positive_rate", "true_positive_rate"],
        rows: curves.flatMap { curve in
          curve.points.map {
            [
              curve.name, $0.threshold.isFinite ? "\($0.threshold)" : "", "\($0.falsePositiveRate)",
              "\($0.truePositiveRate)",
            ]
          }
        }))
  }

  private static func precisionRecall(_ assessment: Assessment) -> Figure? {
    let curves = rankings(assessment).compactMap { name, ranking in
      ranking.averagePrecision().map { (name: name, area: $0, points: ranking.precisionRecallCurve) }
    }
    guard !curves.isEmpty else { return nil }
    let items = assessment.levels.recordings
    let prevalence = curves.count == 1 ? Double(items.count { $0.label == curves[0].name }) / Double(items.count) : nil
    return Figure(
      name: "precision-recall",
      drawing: LineChart.precisionRecall(
        curves.map { curve in
          LineChart.Line(
            String(format: "%@ (%.3f)", curve.name, curve.area),
            curve.points.map { .init(x: $0.recall, y: $0.precision) })
        }, prevalence: prevalence
      ).svg(), caption: "Average precision in brackets.",
      table: CSVTable(
        header: ["class", "recall", "precision"],
        rows: curves.flatMap { curve in curve.points.map { [curve.name, "\($0.recall)", "\($0.precision)"] } }))
  }

  private static func reliability(_ report: CalibrationReport) -> Figure? {
    guard let plain = report.rows.first, !plain.reliability.isEmpty else { return nil }
    let bins = plain.reliability.map {
      ReliabilityChart.Bin(
        lower: $0.lower, upper: $0.upper, count: $0.count, confidence: $0.confidence, accuracy: $0.accuracy)
    }
    return Figure(
      name: "reliability", drawing: ReliabilityChart(bins: bins).svg(),
      caption: "Where the bars stand below the diagonal, the model is surer than it is right.",
      table: CSVTable(
        header: ["method", "lower", "upper", "count", "confidence", "accuracy"],
        rows: report.rows.flatMap { row in
          row.reliability.map {
            [row.method, "\($0.lower)", "\($0.upper)", "\($0.count)", "\($0.confidence)", "\($0.accuracy)"]
          }
        }))
  }

  private static func floors(_ assessment: Assessment) -> Figure? {
    guard !assessment.baselines.isEmpty else { return nil }
    let rows =
      [("this model", ScoreSummary(assessment.recordings))]
      + assessment.baselines.map { ($0.baseline.rawValue.replacingOccurrences(of: "_", with: " "), $0.scores) }
    return Figure(
      name: "floors",
      drawing: BarChart(
        title: "This model and what needs no ear", categories: rows.map(\.0),
        axis: Axis("", range: 0...1),
        series: [
          .init("balanced accuracy", rows.map { $0.1.balancedAccuracy.value ?? .nan }),
          .init("AUROC", rows.map { $0.1.auroc.value ?? .nan }),
        ]
      ).svg(), caption: "What does not stand clearly above the other bars has learnt the recording, not the heart.",
      table: CSVTable(
        header: ["answers", "accuracy", "balanced_accuracy", "auroc"],
        rows: rows.map { name, scores in
          [name] + [scores.accuracy, scores.balancedAccuracy, scores.auroc].map { $0.value.map { "\($0)" } ?? "" }
        }))
  }

  private static func riskCoverage(_ assessment: Assessment) -> Figure? {
    guard let rejection = assessment.rejection, !rejection.curves.isEmpty else { return nil }
    return Figure(
      name: "risk-coverage",
      drawing: LineChart(
        title: "Error where doubtful recordings are left unjudged",
        xAxis: Axis("Share of recordings that are judged", range: 0...1), yAxis: Axis("Share of wrong answers"),
        lines: rejection.curves.map { curve in
          LineChart.Line(curve.score, curve.points.reversed().map { .init(x: $0.coverage, y: $0.risk) })
        }
      ).svg(), caption: "A line that does not fall to the left tells doubt from certainty no better than chance.",
      table: CSVTable(
        header: ["score", "coverage", "risk"],
        rows: rejection.curves.flatMap { curve in
          curve.points.map { [curve.score, "\($0.coverage)", "\($0.risk)"] }
        }))
  }
}
