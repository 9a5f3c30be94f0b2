import Core
import Foundation

extension ClassificationReport {
  /// The report as aligned plain text for a terminal: summary scores, classes, confusion matrix.
  public var text: String {
    let title = "\(recordings.counted("recording")) of \(groups.counted("group")), \(classes.count) classes"
    return [title, summary, classTable, matrixTable].joined(separator: "\n\n") + "\n"
  }

  private var summary: String {
    TextTable.text(
      [
        ["", "value", "95 % interval"],
        ["accuracy", TextTable.number(accuracy), TextTable.range(accuracyInterval)],
        ["always the commonest class", TextTable.number(majorityAccuracy), ""],
        ["balanced accuracy", TextTable.number(balancedAccuracy), TextTable.range(balancedAccuracyInterval)],
        ["macro F1", TextTable.number(macroF1), TextTable.range(macroF1Interval)],
        ["Matthews correlation", TextTable.number(matthewsCorrelation), TextTable.range(matthewsCorrelationInterval)],
        ["AUROC", TextTable.number(auroc), TextTable.range(aurocInterval)],
        ["AUPRC", TextTable.number(auprc), TextTable.range(auprcInterval)],
      ] + detectionRows + [
        ["Brier score", TextTable.number(brierScore), ""],
        ["log loss", TextTable.number(logLoss), ""],
        ["expected calibration error", TextTable.number(expectedCalibrationError), ""],
      ])
  }

  /// Screening scores, where a class is healthy, and those of the challenge that the recordings belong to.
  private var detectionRows: [[String]] {
    guard let detection else { return [] }
    let scores =
      [
        ("sensitivity (not \(detection.healthyClass))", detection.sensitivity),
        ("specificity (\(detection.healthyClass))", detection.specificity),
        ("mean of both (MAcc)", detection.meanAccuracy),
      ] + challengeScores
    return scores.map { [$0, TextTable.number($1.value), TextTable.range($1.interval)] }
  }

  /// The official scores of the challenge that the recordings belong to: of others they would say nothing.
  var challengeScores: [(name: String, measure: Measure)] {
    guard let detection else { return [] }
    switch challenge {
    case .cinc2016: return [("CinC 2016 MAcc, with quality and \"unsure\"", detection.meanAccuracy2016)]
    case .circor2022:
      return [
        ("CirCor 2022 weighted accuracy", detection.weightedAccuracy2022),
        ("CirCor 2022 cost a patient", detection.cost2022),
      ]
    case nil: return []
    }
  }

  private var classTable: String {
    let rows = perClass.map { entry in
      [
        entry.name, "\(entry.support)", TextTable.number(entry.precision), TextTable.number(entry.recall),
        TextTable.range(entry.recallInterval), TextTable.number(entry.f1), TextTable.number(entry.auroc),
      ]
    }
    return TextTable.text([["class", "recordings", "precision", "recall", "95 % interval", "F1", "AUROC"]] + rows)
  }

  private var matrixTable: String {
    let rows = zip(classes, confusionMatrix).map { name, row in [name] + row.map(String.init) }
    return TextTable.text([["truth \\ predicted"] + classes] + rows)
  }
}
