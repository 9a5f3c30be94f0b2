import Core
import Foundation
import Manifest
import MediaIO
import Reports

/// The self-contained page about an evaluation: figures with intervals, curves, and examples to look at and hear.
struct EvaluationPage {
  private let evaluation: Evaluation
  private let history: CSVTable?

  init(_ evaluation: Evaluation, history: String?) {
    self.evaluation = evaluation
    self.history = history.flatMap { try? CSVTable(Data($0.utf8), name: "history.csv") }
  }

  func html() throws -> String {
    let model = evaluation.model
    let sections = [overview, perClass, curves, try examples(), training].compactMap { $0 }
    return HTMLReport(
      title: "How well this model hears",
      subtitle:
        "\(evaluation.recordings.recordings) recordings in \(evaluation.recordings.groups) groups, split kept whole by \(model.data.groupedBy); model \(model.settings.model.rawValue), \(model.parameters) parameters",
      sections: sections, footer: "Auscult \(AuscultVersion.current). Research use only: not a medical device."
    ).html
  }

  // MARK: Sections

  private var overview: HTMLReport.Section {
    let report = evaluation.recordings
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    func interval(_ interval: Interval?, _ form: (Double) -> String) -> String? {
      interval.map { "95 %: \(form($0.lower)) – \(form($0.upper))" }
    }
    var figures = [
      KeyFigure(
        "Balanced accuracy", percent(report.balancedAccuracy),
        interval: interval(report.balancedAccuracyInterval, percent),
        caption: "chance: \(percent(1 / Double(max(1, report.classes.count))))"),
      KeyFigure(
        "Accuracy", percent(report.accuracy), interval: interval(report.accuracyInterval, percent),
        caption: "always the commonest class: \(percent(report.majorityAccuracy))"),
    ]
    if let auroc = report.auroc {
      figures.append(
        KeyFigure("AUROC", number(auroc), interval: interval(report.aurocInterval, number), caption: "chance: 0.500"))
    }
    figures.append(KeyFigure("Macro F1", number(report.macroF1), interval: interval(report.macroF1Interval, number)))
    var blocks: [ReportBlock] = [.keyFigures(figures)]
    blocks += evaluation.warnings.map { .note(ReportNote(.problem, title: "Read these figures with care", text: $0)) }
    if let bound = report.accuracyInterval, bound.lower <= report.majorityAccuracy {
      blocks.append(
        .note(
          ReportNote(
            .warning, title: "Accuracy is not clearly above the majority rate",
            text:
              "Its interval reaches down to \(percent(bound.lower)), and naming the commonest class every time gives \(percent(report.majorityAccuracy)). Balanced accuracy and AUROC say more here."
          )))
    }
    blocks.append(
      .figures([ReportFigure(.svg(ConfusionMatrixChart(classes: report.classes, counts: report.confusionMatrix).svg()))]
      ))
    return HTMLReport.Section("Recordings", blocks)
  }

  private var perClass: HTMLReport.Section {
    let columns =
      [ReportTable.Column("class")]
      + ["recordings", "precision", "recall", "95 % interval", "F1", "AUROC"].map { .init($0, isNumeric: true) }
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    let rows = evaluation.recordings.perClass.map { entry in
      [
        entry.name, "\(entry.support)", number(entry.precision), number(entry.recall),
        entry.recallInterval.map { "\(number($0.lower)) – \(number($0.upper))" } ?? "–", number(entry.f1),
        number(entry.auroc),
      ]
    }
    func line(_ name: String, _ report: ClassificationReport) -> [String] {
      [
        name, "\(report.recordings)", number(report.accuracy), number(report.majorityAccuracy),
        number(report.balancedAccuracy), number(report.auroc),
      ]
    }
    let levels =
      [line("recordings", evaluation.recordings), line("single clips", evaluation.clips)]
      + (evaluation.patients.map { [line("patients", $0)] } ?? [])
    return HTMLReport.Section(
      "Class by class",
      [
        .table(ReportTable(columns: columns, rows: rows)),
        .table(
          ReportTable(
            caption: "The same probabilities, averaged over clips, recordings or patients",
            columns: [.init("level")]
              + ["number", "accuracy", "majority rate", "balanced accuracy", "AUROC"].map { .init($0, isNumeric: true) },
            rows: levels)),
      ])
  }

  private var curves: HTMLReport.Section? {
    let classes = evaluation.recordings.classes
    var receiver: [LineChart.Line] = []
    var precision: [LineChart.Line] = []
    // Of two classes one curve says all: the second class's is its mirror.
    for index in classes.indices where classes.count > 2 || index == 0 {
      let positives = evaluation.scores.map { $0.label == classes[index] }
      guard let ranking = ScoreRanking(positives: positives, scores: evaluation.scores.map { $0.probabilities[index] }),
        let area = ranking.auroc(), let averagePrecision = ranking.averagePrecision()
      else { continue }
      receiver.append(
        LineChart.Line(
          String(format: "%@ (%.3f)", classes[index], area),
          ranking.rocCurve.map { .init(x: $0.falsePositiveRate, y: $0.truePositiveRate) }))
      precision.append(
        LineChart.Line(
          String(format: "%@ (%.3f)", classes[index], averagePrecision),
          ranking.precisionRecallCurve.map { .init(x: $0.recall, y: $0.precision) }))
    }
    guard !receiver.isEmpty else { return nil }
    return HTMLReport.Section(
      "Curves",
      [
        .figures([
          ReportFigure(.svg(LineChart.roc(receiver).svg()), caption: "Each class against the rest; areas in brackets."),
          ReportFigure(.svg(LineChart.precisionRecall(precision).svg()), caption: "Average precision in brackets."),
        ])
      ])
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

  // MARK: Examples

  private func examples() throws -> HTMLReport.Section? {
    let classes = evaluation.recordings.classes
    let judged = evaluation.scores.map { score in
      (score: score, predicted: Calibration.mostProbable(score.probabilities))
    }
    func byConfidence(_ a: (score: RecordingScores, predicted: Int), _ b: (score: RecordingScores, predicted: Int))
      -> Bool
    {
      let (x, y) = (a.score.probabilities[a.predicted], b.score.probabilities[b.predicted])
      return x == y ? precedesInBytes(a.score.id, b.score.id) : x > y
    }
    let wrong = judged.filter { classes[$0.predicted] != $0.score.label }.sorted(by: byConfidence).prefix(6)
    let right = classes.compactMap { name in
      judged.filter { $0.score.label == name && classes[$0.predicted] == name }.sorted(by: byConfidence).first
    }
    func gallery(_ items: [(score: RecordingScores, predicted: Int)]) -> [ReportFigure] {
      items.flatMap {
        figures(of: $0.score, predicted: classes[$0.predicted], confidence: $0.score.probabilities[$0.predicted])
      }
    }
    let (mistakes, successes) = (gallery(Array(wrong)), gallery(right))
    guard !mistakes.isEmpty || !successes.isEmpty else { return nil }
    var blocks: [ReportBlock] = []
    if !mistakes.isEmpty { blocks += [.text("The mistakes it was surest of."), .gallery(mistakes)] }
    if !successes.isEmpty {
      blocks += [.text("The recording of each class that it was surest of and right about."), .gallery(successes)]
    }
    return HTMLReport.Section("Examples to look at and hear", blocks)
  }

  /// The picture and sound of the clip that speaks most for what was predicted.
  private func figures(of score: RecordingScores, predicted: String, confidence: Double) -> [ReportFigure] {
    let row = evaluation.rows[score.clips[score.clips.count / 2]]
    let what =
      "\(row.sourceFile): \(score.label), heard as \(predicted) (\(String(format: "%.0f", 100 * confidence)) %)"
    let sound = playable(row)
    if !row.spectrogram.isEmpty,
      let picture = try? Data(contentsOf: evaluation.folder.appendingPathComponent(row.spectrogram))
    {
      return [ReportFigure(.png(picture, description: "Spectrogram of \(what)"), caption: what, sound: sound)]
    }
    return sound.map { [ReportFigure(.audio($0, mediaType: "audio/wav"), caption: what)] } ?? []
  }

  /// The clip at 8 kHz: browsers refuse rates below 3 kHz.
  private func playable(_ row: ManifestRow) -> Data? {
    guard let decoded = try? AudioDecoder.decode(evaluation.folder.appendingPathComponent(row.fileName)),
      let resampler = try? Resampler(from: decoded.audio.sampleRate, to: max(8000, decoded.audio.sampleRate))
    else { return nil }
    let samples = resampler.resample(decoded.audio.samples)
    let peak = samples.reduce(Float(1e-6)) { max($0, abs($1)) }
    return try? WaveFile.data(AudioBuffer(samples: samples.map { $0 / peak * 0.9 }, sampleRate: resampler.outputRate))
      .data
  }
}
