import Core
import Foundation
import Manifest

extension Assessment: Encodable {
  private enum Keys: String, CodingKey {
    case aggregation, segments, patients, baselines, breakdowns, calibration, thresholds, rejection
  }

  /// Writes the scores of recordings at the top, all else beside them; what is unknown is `null`.
  public func encode(to encoder: any Encoder) throws {
    try recordings.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(aggregation, forKey: .aggregation)
    try container.encode(segments, forKey: .segments)
    try container.encode(patients, forKey: .patients)
    try container.encode(baselines, forKey: .baselines)
    try container.encode(breakdowns, forKey: .breakdowns)
    try container.encode(calibration, forKey: .calibration)
    try container.encode(thresholds, forKey: .thresholds)
    try container.encode(rejection, forKey: .rejection)
  }
}

extension Assessment {
  /// The figures as aligned text: recordings, floors, parts, thresholds, then clips and patients in a line each.
  var text: String {
    var parts = [recordings.text.trimmingCharacters(in: .newlines)]
    if !baselines.isEmpty {
      parts.append(
        Self.summaryTable(
          "floor", [("this model", ScoreSummary(recordings))] + baselines.map { ($0.baseline.words, $0.scores) }))
    }
    for breakdown in breakdowns {
      parts.append(Self.summaryTable(breakdown.column, breakdown.parts.map { ($0.name, $0.scores) }))
    }
    if let thresholds { parts.append(Self.thresholdTable(thresholds)) }
    let levels =
      [("single clips", ScoreSummary(segments))] + (patients.map { [("patients", ScoreSummary($0))] } ?? [])
    parts.append(Self.summaryTable("level", [("recordings", ScoreSummary(recordings))] + levels))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func summaryTable(_ title: String, _ rows: [(name: String, scores: ScoreSummary)]) -> String {
    let header = [title, "number", "accuracy", "majority", "balanced", "AUROC", "sensitivity", "specificity"]
    return TextTable.text(
      [header]
        + rows.map { name, scores in
          [
            name, "\(scores.recordings)", TextTable.number(scores.accuracy.value),
            TextTable.number(scores.majorityAccuracy), TextTable.number(scores.balancedAccuracy.value),
            TextTable.number(scores.auroc), TextTable.number(scores.sensitivity.value),
            TextTable.number(scores.specificity.value),
          ]
        })
  }

  private static func thresholdTable(_ table: ThresholdTable) -> String {
    let header = ["threshold chosen on \(table.chosenOn)", "threshold", "sensitivity", "specificity", "PPV", "NPV"]
    return TextTable.text(
      [header]
        + table.rows.map { row in
          [
            row.rule.words, TextTable.number(row.threshold), TextTable.number(row.sensitivity),
            TextTable.number(row.specificity), TextTable.number(row.precision),
            TextTable.number(row.negativePredictiveValue),
          ]
        })
  }

  /// What was said of each recording.
  public var predictions: PredictionTable { PredictionTable(levels.recordings, classes: classes) }

  /// `predictions.csv` with one row a recording, and its like for clips and patients.
  var predictionFiles: [String: String] {
    var files = [
      "predictions.csv": predictions.table.text,
      "predictions-segments.csv": PredictionTable(levels.segments, classes: classes).table.text,
    ]
    if !levels.patients.isEmpty {
      files["predictions-patients.csv"] = PredictionTable(levels.patients, classes: classes).table.text
    }
    return files
  }
}
