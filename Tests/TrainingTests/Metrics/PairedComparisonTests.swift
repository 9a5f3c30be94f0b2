import Core
import Foundation
import Testing

@testable import Training

@Suite struct PairedTestsTests {
  @Test func mcNemarIsTheExactBinomialTest() throws {
    for item in try EvaluationGolden.load().mcnemar {
      let truth = [Int](repeating: 0, count: item.first + item.second + 3)
      let first = truth.indices.map { $0 < item.first ? 0 : $0 < item.first + item.second ? 1 : $0 % 2 }
      let second = truth.indices.map { $0 < item.first ? 1 : $0 < item.first + item.second ? 0 : $0 % 2 }
      let test = McNemarTest(truth: truth, first: first, second: second)
      #expect(test.onlyFirst == item.first && test.onlySecond == item.second)
      #expect(agree(test.probability, item.pValue))
    }
    #expect(McNemarTest(truth: [], first: [], second: []).probability == 1)
  }

  @Test func deLongAgreesWithNumPy() throws {
    for item in try EvaluationGolden.load().delong {
      let test = try #require(DeLongTest(positives: item.positives, first: item.first, second: item.second))
      #expect(agree(test.difference, item.difference) && agree(test.standardError, item.standardError))
      #expect(agree(test.probability, item.pValue))
      #expect(DeLongTest(positives: item.positives, first: item.first, second: item.first)?.probability == nil)
    }
    #expect(DeLongTest(positives: [true, false, false], first: [1, 2, 3], second: [1, 2, 3]) == nil)
  }
}

@Suite struct ThresholdRuleTests {
  @Test func thresholdsAreThoseOfScikitLearnsCurve() throws {
    for item in try EvaluationGolden.load().thresholds {
      func threshold(_ rule: ThresholdRule) -> Double? {
        rule.threshold(positives: item.positives, scores: item.scores)
      }
      #expect(threshold(.half) == 0.5)
      #expect(threshold(.youden) == item.youden)
      #expect(threshold(.f1) == item.f1)
      #expect(threshold(.sensitivity90) == item.sensitivity90)
      #expect(threshold(.sensitivity95) == item.sensitivity95)
      #expect(threshold(.specificity90) == item.specificity90)
    }
    #expect(ThresholdRule.youden.threshold(positives: [true], scores: [0.3]) == nil)
    #expect(ThresholdRule.youden.threshold(positives: [true, false], scores: [.nan, 0]) == nil)
  }

  @Test func theTableScoresOthersThresholds() throws {
    let table = ThresholdTable(
      positives: [true, true, false, false], scores: [0.9, 0.4, 0.6, 0.1], groups: ["a", "b", "c", "d"],
      thresholds: [(.half, [0.5, 0.5, 0.5, 0.5]), (.youden, [0.3, 0.3, 0.7, 0.7])], chosenOn: "validation",
      resamples: 20, seed: 1)
    #expect(table.rows[0].threshold == 0.5 && table.rows[1].threshold == nil)
    #expect(table.rows[0].sensitivity.value == 0.5 && table.rows[0].specificity.value == 0.5)
    #expect(table.rows[1].counts == BinaryCounts(truePositives: 2, trueNegatives: 2))
  }
}

@Suite struct PairedComparisonTests {
  private func sample() -> (truth: [Int], good: [[Double]], bad: [[Double]], groups: [String]) {
    var generator = SeededGenerator(seed: 8)
    let truth = (0..<120).map { _ in generator.integer(below: 2) }
    func rows(_ strength: Double) -> [[Double]] {
      truth.map { label in
        let p = 1 / (1 + exp(-generator.normal() - (label == 1 ? strength : -strength)))
        return [1 - p, p]
      }
    }
    return (truth, rows(2), rows(0.2), truth.indices.map { "g\($0 / 2)" })
  }

  @Test func aBetterModelIsFoundAndItselfIsNot() throws {
    let (truth, good, bad, groups) = sample()
    let comparison = PairedComparison(
      truth: truth, first: bad, second: good, classes: ["abnormal", "normal"], groups: groups, resamples: 300, seed: 1)
    #expect(comparison.recordings == 120 && comparison.groups == 60)
    for item in comparison.differences {
      let interval = try #require(item.difference.interval)
      let value = try #require(item.difference.value)
      #expect(interval.lower < value && value < interval.upper)
      #expect(item.metric == "brier_score" ? interval.upper < 0 : interval.lower > 0, "\(item)")
      #expect(try #require(item.probability) < 0.02)
    }
    #expect(comparison.mcnemar.probability < 1e-3 && comparison.mcnemar.onlySecond > comparison.mcnemar.onlyFirst)
    let delong = try #require(comparison.delong)
    #expect(agree(delong.difference, comparison.differences[4].difference.value))
    let same = PairedComparison(
      truth: truth, first: good, second: good, classes: ["abnormal", "normal"], groups: groups, resamples: 50, seed: 1)
    #expect(same.differences.allSatisfy { $0.difference.value == 0 && $0.probability == 1 })
    #expect(same.mcnemar.probability == 1)
  }

  @Test func swappingTheModelsSwapsTheSign() throws {
    let (truth, good, bad, groups) = sample()
    let forwards = PairedComparison(
      truth: truth, first: bad, second: good, classes: ["x", "y"], groups: groups, resamples: 100, seed: 3)
    let backwards = PairedComparison(
      truth: truth, first: good, second: bad, classes: ["x", "y"], groups: groups, resamples: 100, seed: 3)
    for (a, b) in zip(forwards.differences, backwards.differences) {
      #expect(agree(a.difference.value, b.difference.value.map(-)) && a.probability == b.probability)
      #expect(agree(a.difference.interval?.lower, b.difference.interval.map { -$0.upper }))
    }
  }
}
