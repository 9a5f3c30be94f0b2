import Core
public import Foundation
import Manifest

extension Evaluation {
  /// The figures as aligned text.
  public var text: String {
    let report = assessment.recordings
    return
      "Split kept whole by \(model.data.groupedBy); \(report.recordings) recordings in \(report.groups) groups.\n\n"
      + assessment.text
  }

  /// `metrics.json`: the scores of recordings at the top, `segments` and `patients` as objects of the same form.
  /// - Throws: `EncodingError`.
  public func metricsJSON(pretty: Bool = true) throws -> String {
    try JSONText.encode(Metrics(evaluation: self), isPretty: pretty)
  }

  /// Writes `metrics.json`, `predictions.csv`, those of clips and patients, `report.txt`, `report.html` and its figures.
  ///
  /// Everything is computed before the first file is written.
  /// - Parameter history: the text of the model's `history.csv`, for the learning curves.
  /// - Throws: `CoreError`, `PictureError` or `EncodingError`.
  public func write(to folder: URL, history: String?) throws {
    let figures = AssessmentFigures(assessment)
    var files = assessment.predictionFiles
    files["metrics.json"] = try metricsJSON()
    files["report.txt"] = text
    files["report.html"] = EvaluationPage(self, figures: figures, history: history).html()
    for (name, text) in files.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      try AtomicFile.write(text, to: folder.appendingPathComponent(name))
    }
    try figures.write(to: folder.appendingPathComponent("figures"))
  }

  private struct Metrics: Encodable {
    let evaluation: Evaluation

    enum Keys: String, CodingKey {
      case warnings, model
      case groupedBy = "grouped_by"
    }

    func encode(to encoder: any Encoder) throws {
      try evaluation.assessment.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(evaluation.warnings, forKey: .warnings)
      try container.encode(evaluation.model.data.groupedBy, forKey: .groupedBy)
      try container.encode(evaluation.model.settings.model, forKey: .model)
    }
  }
}
