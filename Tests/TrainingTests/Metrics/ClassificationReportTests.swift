import Core
import Foundation
import Testing
import Training

@Suite struct ClassificationReportTests {
  private func sample(seed: UInt64 = 5) -> ClassificationReport {
    var generator = SeededGenerator(seed: 12)
    let truth = (0..<90).map { _ in generator.integer(below: 3) }
    let probabilities = truth.map { label in
      let weights = (0..<3).map { exp(generator.normal() + ($0 == label ? 1.5 : 0)) }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    return ClassificationReport(
      truth: truth, probabilities: probabilities, classes: ["artifact", "murmur", "normal"],
      groups: truth.indices.map { "p\($0 / 3)" }, resamples: 200, seed: seed)
  }

  @Test func everyIntervalHoldsItsValue() throws {
    let report = sample()
    let pairs = [
      (report.accuracy, report.accuracyInterval), (report.balancedAccuracy, report.balancedAccuracyInterval),
      (report.macroF1, report.macroF1Interval), (report.matthewsCorrelation, report.matthewsCorrelationInterval),
      (try #require(report.auroc), report.aurocInterval), (try #require(report.auprc), report.auprcInterval),
    ]
    for (value, interval) in pairs + report.perClass.map({ ($0.recall, $0.recallInterval) }) {
      let interval = try #require(interval)
      #expect(interval.lower < value && value < interval.upper)
      #expect(interval.upper - interval.lower < 0.6)
    }
  }

  @Test func aSeedFixesTheReport() {
    #expect(sample() == sample())
    #expect(sample(seed: 6).accuracyInterval != sample().accuracyInterval)
  }

  @Test func perfectPredictionsAreNotCertain() throws {
    let truth = [0, 1, 0, 1, 0, 1]
    let report = ClassificationReport(
      truth: truth, probabilities: truth.map { $0 == 0 ? [0.9, 0.1] : [0.2, 0.8] }, classes: ["a", "b"],
      groups: ["p", "p", "q", "q", "r", "r"], seed: 1)
    let wilson = try #require(Interval.wilson(successes: 3, trials: 3))
    #expect(report.accuracyInterval == wilson && wilson.lower < 0.5)
    #expect(report.perClass[0].recallInterval == wilson)
  }

  @Test func jsonHasTheContractedKeysAndSurvives() throws {
    let report = sample()
    let data = try report.json()
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: data) == report)
    #expect(try data == sample().json())
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let contracted = [
      "recordings", "classes", "accuracy", "balanced_accuracy", "macro_f1", "auroc", "majority_accuracy",
      "confusion_matrix", "per_class", "accuracy_interval", "balanced_accuracy_interval", "macro_f1_interval",
      "auroc_interval", "groups", "auprc", "brier_score", "log_loss", "expected_calibration_error",
    ]
    for key in contracted { #expect(object[key] != nil, "\(key)") }
    let text = String(decoding: data, as: UTF8.self)
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
    #expect(keys == keys.sorted())
  }

  @Test func undefinedScoresAreNullAndDashes() throws {
    let report = ClassificationReport(
      truth: [0, 0], probabilities: [[.nan, 0.5], [0.9, 0.1]], classes: ["a", "b"], groups: ["p", "p"], seed: 1)
    let text = String(decoding: try report.json(), as: UTF8.self)
    #expect(text.contains("\"auroc\" : null") && text.contains("\"brier_score\" : null"))
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: report.json()) == report)
    #expect(report.text.contains("AUROC                           –"))
    let nothing = ClassificationReport(truth: [], probabilities: [], classes: ["a", "b"], groups: [], seed: 1)
    #expect(nothing.recordings == 0 && nothing.accuracy == 0 && nothing.accuracyInterval == nil)
    #expect(try nothing.json().isEmpty == false)
  }

  @Test func theTextIsAligned() {
    let truth = [0, 0, 1, 1, 1]
    let report = ClassificationReport(
      truth: truth, probabilities: [[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7], [0.1, 0.9]],
      classes: ["murmur", "normal"], groups: ["a", "a", "b", "b", "c"], resamples: 100, seed: 3)
    let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "5 recordings of 3 groups, 2 classes")
    #expect(lines[3].hasPrefix("accuracy                    0.800"))
    #expect(
      lines.suffix(4) == [
        "truth \\ predicted  murmur  normal",
        "murmur                  1       1",
        "normal                  0       3",
        "",
      ])
  }
}
