import CommandLineKit
import Core
import Foundation
import Training

/// `auscult-train predict`: label and probabilities for any sound or video file.
struct PredictCommand: Command {
  static let model = Argument("MODEL", .folder, help: "the folder that 'auscult-train train' wrote")
  static let files = Argument(repeated: "FILE", .file, help: "sound or video files")

  static let threshold = Option(
    "threshold", .choice(of: ThresholdRule.self),
    help: "take the side of a threshold that training has chosen on its validation recordings")
  static let judgeAll = Option(
    flag: "judge-all", help: "answer for recordings that should not be judged, too; the reason is still told")

  static let specification = CommandSpec(
    name: "predict", abstract: "Classify recordings",
    discussion: """
      Each file is prepared as the training data was, and the probabilities of its windows are averaged: they are those that \
      'evaluate' scores, and thresholds are of them. Where training has learnt from validation recordings how far they can be \
      believed, calibrated ones are told, too; which class is the most probable is the same in both. What does not look like a heart sound, or sounds unlike all training data, is called unusable, which is \
      an answer like others. With \
      --json, one object a line: file, label, reason, probabilities, calibrated, quality, strangeness, windows, seconds. A file that cannot \
      be decoded or is too short or silent is reported and makes the exit status 1.

      Research use only: an answer is no diagnosis.
      """,
    arguments: [model, files], options: [threshold, judgeAll],
    examples: [.init("auscult-train predict model visit.m4a phone.mp4 --json", "classify two recordings, for a script")]
  )

  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus {
    let model = try ModelFolder(contentsOf: arguments[Self.model])
    let rule = try DecisionRule(modelFolder: arguments[Self.model])
    if rule == nil {
      console.warn(
        "there is no \(DecisionRule.fileName) beside the model, as training writes it where it has validation recordings: answers are not calibrated, and what sounds unlike all training data is not called unusable."
      )
    }
    let classifier = try RecordingClassifier(
      model: model, rule: rule,
      settings: .init(judgesAll: arguments[Self.judgeAll], threshold: arguments[Self.threshold]),
      threads: arguments.workers)
    var failures = 0
    for file in arguments[Self.files] {
      do {
        let prediction = try classifier.classify(file)
        if console.isJSON { try console.printJSON(prediction) } else { console.print(Self.line(prediction)) }
      } catch let failure as any ReportableFailure {
        failures += 1
        if console.isJSON {
          try console.printJSON(["file": file.relativePath, "error": failure.message])
        } else {
          console.warn(failure.description)
        }
      }
    }
    return failures > 0 ? .finishedWithRejections : .done
  }

  private static func line(_ prediction: Prediction) -> String {
    let calibrated = prediction.calibrated.map { "; calibrated \(shares($0))" } ?? ""
    let reason = prediction.reason.map { "; \($0)" } ?? ""
    return
      "\(prediction.file): \(prediction.label) (\(shares(prediction.probabilities))\(calibrated); quality \(String(format: "%.2f", prediction.quality))\(reason))"
  }

  private static func shares(_ probabilities: [String: Double]) -> String {
    let sorted = probabilities.sorted {
      $0.value == $1.value ? precedesInBytes($0.key, $1.key) : $0.value > $1.value
    }
    return sorted.map { "\($0.key) \(String(format: "%.1f", 100 * $0.value)) %" }.joined(separator: ", ")
  }
}
