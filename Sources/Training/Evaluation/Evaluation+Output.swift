import Core
public import Foundation
import Manifest

extension Evaluation {
  /// The figures as aligned text: recordings first, then clips and patients in a line each.
  public var text: String {
    var text =
      "Split kept whole by \(model.data.groupedBy); \(recordings.recordings) recordings in \(recordings.groups) groups.\n\n"
    text += recordings.text
    func line(_ name: String, _ report: ClassificationReport) -> String {
      let auroc = report.auroc.map { String(format: ", AUROC %.3f", $0) } ?? ""
      return String(
        format: "%@: %d, accuracy %.3f (majority %.3f), balanced accuracy %.3f%@\n", name, report.recordings,
        report.accuracy, report.majorityAccuracy, report.balancedAccuracy, auroc)
    }
    text += "\n" + line("Single clips", clips)
    if let patients { text += line("Patients", patients) }
    return text
  }

  /// `metrics.json`: the scores of recordings at the top, `segments` and `patients` as objects of the same form.
  /// - Throws: `EncodingError`.
  public func metricsJSON(pretty: Bool = true) throws -> String {
    try JSONText.encode(Metrics(evaluation: self), isPretty: pretty)
  }

  /// Writes `metrics.json`, `predictions.csv`, `report.txt` and `report.html` into `folder`.
  /// - Parameter history: the text of the model's `history.csv`, for the learning curves.
  /// - Throws: `CoreError`, `PictureError` or `EncodingError`.
  public func write(to folder: URL, history: String?) throws {
    try AtomicFile.write(try metricsJSON(), to: folder.appendingPathComponent("metrics.json"))
    try AtomicFile.write(predictions.text, to: folder.appendingPathComponent("predictions.csv"))
    try AtomicFile.write(text, to: folder.appendingPathComponent("report.txt"))
    try AtomicFile.write(
      try EvaluationPage(self, history: history).html(), to: folder.appendingPathComponent("report.html"))
  }

  /// One row a recording: what it is, what the model says, and one probability a class.
  var predictions: CSVTable {
    let classes = recordings.classes
    return CSVTable(
      header: ["file_name", "label", "predicted", "group_id", "fold"] + classes.map { "probability_\($0)" },
      rows: scores.map { score in
        let row = rows[score.clips[0]]
        return [
          row.sourceFile.isEmpty ? row.fileName : row.sourceFile, score.label,
          classes[Calibration.mostProbable(score.probabilities)],
          score.groupID, row.fold.map(String.init) ?? "",
        ] + score.probabilities.map { "\($0)" }
      })
  }

  private struct Metrics: Encodable {
    let evaluation: Evaluation

    enum Keys: String, CodingKey {
      case segments, patients, warnings
      case groupedBy = "grouped_by"
      case model
    }

    func encode(to encoder: any Encoder) throws {
      try evaluation.recordings.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(evaluation.clips, forKey: .segments)
      try container.encode(evaluation.patients, forKey: .patients)
      try container.encode(evaluation.warnings, forKey: .warnings)
      try container.encode(evaluation.model.data.groupedBy, forKey: .groupedBy)
      try container.encode(evaluation.model.settings.model, forKey: .model)
    }
  }
}
