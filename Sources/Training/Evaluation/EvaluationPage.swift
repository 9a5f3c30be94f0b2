import Core
import Foundation
import Manifest
import Reports

/// The self-contained page about an evaluation: figures with intervals, curves, and examples to look at and hear.
struct EvaluationPage {
  private let evaluation: Evaluation
  private let figures: AssessmentFigures
  private let history: CSVTable?

  init(_ evaluation: Evaluation, figures: AssessmentFigures, history: String?) {
    self.evaluation = evaluation
    self.figures = figures
    self.history = history.flatMap { try? CSVTable(Data($0.utf8), name: "history.csv") }
  }

  func html() -> String {
    let (model, report) = (evaluation.model, evaluation.assessment.recordings)
    let page = AssessmentPage(assessment: evaluation.assessment, figures: figures)
    let examples = ExampleGallery(
      assessment: evaluation.assessment, rows: evaluation.rows, folder: evaluation.folder)
    let rest: [HTMLReport.Section?] = [examples.section(), training]
    return HTMLReport(
      title: "How well this model hears",
      subtitle:
        "\(report.recordings) recordings in \(report.groups) groups, split kept whole by \(model.data.groupedBy); model \(model.settings.model.rawValue), \(model.parameters) parameters",
      sections: [overview(page)] + page.sections + rest.compactMap { $0 },
      footer: "Auscult \(AuscultVersion.current). Research use only: not a medical device."
    ).html
  }

  private func overview(_ page: AssessmentPage) -> HTMLReport.Section {
    var blocks: [ReportBlock] = [page.keyFigures]
    blocks += evaluation.warnings.map { .note(ReportNote(.problem, title: "Read these figures with care", text: $0)) }
    if let note = page.majorityNote { blocks.append(note) }
    if let confusion = figures["confusion-matrix"] { blocks.append(.figures([ReportFigure(.svg(confusion.drawing))])) }
    return HTMLReport.Section("Recordings", blocks)
  }

  private var training: HTMLReport.Section? {
    guard let history else { return nil }
    func values(_ column: String) -> [Double] {
      guard let position = history.column(named: column) else { return [] }
      return history.rows.compactMap { Double($0[position]) }
    }
    let best = evaluation.model.data.bestEpoch
    return HTMLReport.Section(
      "How it was trained",
      [
        .figures([
          ReportFigure(
            .svg(
              LineChart.history("Loss", training: values("train_loss"), validation: values("val_loss"), bestEpoch: best)
                .svg())),
          ReportFigure(
            .svg(
              LineChart.history(
                "Accuracy", training: values("train_accuracy"), validation: values("val_accuracy"), bestEpoch: best,
                format: .percent
              ).svg())),
        ])
      ])
  }
}
