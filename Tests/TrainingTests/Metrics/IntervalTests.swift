import Core
import Foundation
import Testing

@testable import Training

@Suite struct IntervalTests {
  @Test func wilsonAgreesWithSciPy() throws {
    for item in try MetricsGolden.load().wilson {
      let interval = try #require(Interval.wilson(successes: Double(item.successes), trials: item.trials))
      #expect(agree(interval.lower, item.lower) && agree(interval.upper, item.upper), "\(item)")
    }
    #expect(Interval.wilson(successes: 0, trials: 0) == nil)
  }

  @Test func quantilesAgreeWithNumPy() throws {
    let golden = try MetricsGolden.load().quantiles
    let sorted = golden.values.sorted()
    #expect(agree(GroupBootstrap.quantile(0.025, ofSorted: sorted), golden.lower))
    #expect(agree(GroupBootstrap.quantile(0.975, ofSorted: sorted), golden.upper))
    #expect(GroupBootstrap.quantile(0.5, ofSorted: [4]) == 4)
  }

  @Test func intervalsAreTwoNumbersInJSON() throws {
    let data = try JSONEncoder().encode(Interval(lower: 0.25, upper: 0.5))
    #expect(String(decoding: data, as: UTF8.self) == "[0.25,0.5]")
    #expect(try JSONDecoder().decode(Interval.self, from: data) == Interval(lower: 0.25, upper: 0.5))
  }
}

@Suite struct GroupBootstrapTests {
  private func mean(_ values: [Double]) -> ([Int]) -> Double? {
    { weights in
      let count = weights.reduce(0, +)
      return count == 0 ? nil : zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(count)
    }
  }

  @Test func theMeanOfIndependentItemsHasItsNormalInterval() throws {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<400).map { _ in generator.normal() }
    let average = values.reduce(0, +) / 400
    let deviation = (values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 400).squareRoot()
    let bootstrap = GroupBootstrap(groups: values.indices.map { "\($0)" }, resamples: 2000, seed: 1)
    let interval = try #require(bootstrap.interval(of: mean(values)))
    let half = 1.96 * deviation / 20
    #expect(abs(interval.lower - (average - half)) < 0.15 * half)
    #expect(abs(interval.upper - (average + half)) < 0.15 * half)
  }

  @Test func copiesInAGroupAddNoCertainty() throws {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<50).map { _ in generator.normal() }
    let groups = values.indices.map { "patient \($0)" }
    let single = try #require(GroupBootstrap(groups: groups, seed: 1).interval(of: mean(values)))
    let copied = (0..<8).flatMap { _ in values }
    let copies = try #require(
      GroupBootstrap(groups: (0..<8).flatMap { _ in groups }, seed: 1).interval(of: mean(copied)))
    #expect(agree(single.lower, copies.lower) && agree(single.upper, copies.upper))
  }

  @Test func theOrderOfRecordingsPlaysNoPart() throws {
    let values = (0..<20).map(Double.init)
    let groups = values.indices.map { "g\($0 % 6)" }
    let forwards = GroupBootstrap(groups: groups, seed: 7).interval(of: mean(values))
    let backwards = GroupBootstrap(groups: groups.reversed(), seed: 7).interval(of: mean(values.reversed()))
    #expect(forwards == backwards && forwards != nil)
    #expect(GroupBootstrap(groups: groups, seed: 8).interval(of: mean(values)) != forwards)
  }

  @Test func oneGroupOrUndefinedMetricsHaveNone() {
    #expect(GroupBootstrap(groups: ["a", "a"], seed: 1).interval(of: mean([1, 2])) == nil)
    #expect(GroupBootstrap(groups: [], seed: 1).interval(of: mean([])) == nil)
    let bootstrap = GroupBootstrap(groups: ["a", "b", "c"], seed: 1)
    #expect(bootstrap.interval { _ in nil } == nil)
    #expect(bootstrap.interval { _ in .nan } == nil)
    // All draws come to the same, as where one group alone counts: that says nothing of chance.
    #expect(bootstrap.interval { $0[0] == 0 ? nil : 2 / 3 } == nil)
  }
}
