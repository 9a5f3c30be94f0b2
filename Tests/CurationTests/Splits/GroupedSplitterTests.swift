import Core
import Curation
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct GroupedSplitterTests {
  /// A random collection: groups of mixed sizes, some of several classes.
  private static func collection(seed: Int) -> (labels: [String], groups: [String]) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var (labels, groups): ([String], [String]) = ([], [])
    for group in 0..<(20 + generator.integer(below: 100)) {
      let label = ["a", "a", "a", "b", "b", "c"][generator.integer(below: 6)]
      for _ in 0...generator.integer(below: 6) {
        labels.append(generator.integer(below: 10) == 0 ? "b" : label)
        groups.append("g\(group)")
      }
    }
    return (labels, groups)
  }

  /// Groups stay whole, every recording is assigned, and each class has its share within one group of it.
  @Test(arguments: 0..<20) func laws(seed: Int) throws {
    let (labels, groups) = Self.collection(seed: seed)
    let fractions = SplitFractions(validation: 0.15, test: 0.2)
    let optional: [String?] = labels.enumerated().map { $0 % 9 == 0 ? nil : $1 }
    let splits = try fractions.assign(labels: optional, groups: groups, seed: UInt64(seed))
    let labelled = optional.indices.filter { optional[$0] != nil }
    #expect(optional.indices.allSatisfy { (optional[$0] == nil) == (splits[$0] == .unlabelled) })
    let sides = Dictionary(grouping: labelled) { groups[$0] }
    #expect(sides.values.allSatisfy { Set($0.map { splits[$0] }).count == 1 })
    for label in [nil, "a", "b", "c"] {
      let mine = labelled.filter { label == nil || labels[$0] == label }
      let largest = Dictionary(grouping: mine) { groups[$0] }.values.map(\.count).max() ?? 0
      for (split, share) in fractions.sides {
        let got = mine.count { splits[$0] == split }
        #expect(abs(Double(got) - share * Double(mine.count)) <= Double(largest), "\(label ?? "all") in \(split)")
      }
    }
  }

  @Test(arguments: [false, true]) func theOrderOfItemsDoesNotMatter(isStable: Bool) {
    let (labels, groups) = Self.collection(seed: 77)
    let strata = labels.indices.map { "s\($0 % 2)" }
    let splitter = GroupedSplitter(shares: [0.6, 0.2, 0.2], seed: 5, isStable: isStable)
    let parts = splitter.parts(labels: labels, groups: groups, strata: strata)
    var generator = SeededGenerator(seed: 1)
    let order = Array(labels.indices).shuffled(with: &generator)
    let other = splitter.parts(
      labels: order.map { labels[$0] }, groups: order.map { groups[$0] }, strata: order.map { strata[$0] })
    #expect(other == order.map { parts[$0] })
    #expect(splitter.parts(labels: labels, groups: groups, strata: strata) == parts)
  }

  /// Another seed is another split even where all groups differ, so that repeated folds are worth their time.
  @Test func seedsDiffer() {
    let groups = (0..<20).flatMap { group in [String](repeating: "g\(group)", count: group + 1) }
    let labels = groups.indices.map { _ in "a" }
    let splits = Set(
      (0..<8).map { GroupedSplitter(shares: [1, 1, 1], seed: $0).parts(labels: labels, groups: groups) })
    #expect(splits.count == 8)
  }

  /// A class of as many groups as parts is in all of them; one of fewer is in the largest.
  @Test(arguments: 0..<10) func everyClassIsWhereItCanBe(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var (labels, groups): ([String], [String]) = ([], [])
    for (label, count) in [("many", 40), ("three", 3), ("two", 2), ("one", 1)] {
      for group in 0..<count {
        for _ in 0...generator.integer(below: 8) {
          labels.append(label)
          groups.append("\(label)\(group)")
        }
      }
    }
    let parts = GroupedSplitter(shares: [0.65, 0.15, 0.2], seed: UInt64(seed)).parts(labels: labels, groups: groups)
    func places(_ label: String) -> Set<Int> { Set(labels.indices.filter { labels[$0] == label }.map { parts[$0] }) }
    #expect(places("many") == [0, 1, 2] && places("three") == [0, 1, 2])
    #expect(places("two") == [0, 2] && places("one") == [0])
  }

  /// Six patients of five classes: every part must get somebody, or early stopping and the figure would have nobody to look at.
  @Test(arguments: 0..<20) func fewGroupsLeaveNoPartEmpty(seed: Int) throws {
    for count in 3...8 {
      let labels = (0..<count).flatMap { patient in [String](repeating: "l\(patient % 5)", count: 3) }
      let groups = (0..<count).flatMap { patient in [String](repeating: "g\(patient)", count: 3) }
      let splits = try SplitFractions(validation: 0.15, test: 0.2).assign(
        labels: labels, groups: groups, seed: UInt64(seed))
      #expect(Set(splits) == [.train, .validation, .test])
    }
  }

  /// Sources within classes get their shares, which they do not when nobody asks for it.
  @Test func strataAreEven() {
    let labels = (0..<300).map { $0 % 3 == 0 ? "b" : "a" }
    let strata = (0..<300).map { $0 < 60 ? "rare" : "usual" }
    let parts = GroupedSplitter(shares: [0.8, 0.2], seed: 3)
      .parts(labels: labels, groups: (0..<300).map { "g\($0)" }, strata: strata)
    for (label, wanted) in [("a", 8), ("b", 4)] {
      #expect((0..<300).count { labels[$0] == label && strata[$0] == "rare" && parts[$0] == 1 } == wanted)
    }
  }

  /// More files move nobody, and shares are met on average.
  @Test func aStableSplitStays() {
    let splitter = GroupedSplitter(shares: [0.65, 0.15, 0.2], seed: 9, isStable: true)
    let groups = (0..<4000).map { "patient-\($0)" }
    let labels = groups.map { _ in "a" }
    let parts = splitter.parts(labels: labels, groups: groups)
    let fewer = splitter.parts(labels: Array(labels.prefix(500)), groups: Array(groups.prefix(500)))
    #expect(fewer == Array(parts.prefix(500)))
    for (part, share) in [(0, 0.65), (1, 0.15), (2, 0.2)] {
      // Four standard deviations of a binomial share.
      #expect(abs(Double(parts.count { $0 == part }) / 4000 - share) < 4 * (share * (1 - share) / 4000).squareRoot())
    }
  }

  @Test func manyGroupsTakeLittleTime() {
    // Quadratic time would be more than a minute here.
    let groups = (0..<8000).map { "g\($0 / 2)" }
    let labels = (0..<8000).map { "l\($0 % 7)" }
    let parts = GroupedSplitter(shares: [1, 1, 1, 1, 1], seed: 0).parts(labels: labels, groups: groups)
    #expect((0..<5).allSatisfy { part in abs(parts.count { $0 == part } - 1600) <= 14 })
  }

  @Test func tooFewGroupsAreExplained() {
    #expect {
      try SplitFractions(validation: 0.2, test: 0.2).assign(labels: ["a", "a"], groups: ["g", "g"], seed: 0)
    } throws: {
      ($0 as? CurationError)?.code == .impossibleSplit
    }
    #expect(throws: CurationError.self) {
      try SplitFractions(validation: 0.5, test: 0.5).assign(labels: ["a"], groups: ["g"], seed: 0)
    }
  }
}

/// Folds beside those of scikit-learn's `StratifiedGroupKFold` (tools/golden/splits.py).
@Suite struct SplitGoldenTests {
  private struct Case: Decodable {
    var name: String
    var folds: Int
    var labels: [String]
    var groups: [String]
    var rootMeanSquare: Double
    var largest: Double
  }

  /// The mean over ten seeds of how far classes are from an equal share is no greater than theirs.
  @Test func foldsAreAsEvenAsTheReference() throws {
    let url = try #require(Bundle.module.url(forResource: "splits", withExtension: "json", subdirectory: "Goldens"))
    for test in try JSONText.decode([Case].self, from: Data(contentsOf: url)) {
      let found = (0..<10).map { seed in
        let parts = GroupedSplitter(shares: [Double](repeating: 1, count: test.folds), seed: UInt64(seed))
          .parts(labels: test.labels, groups: test.groups)
        let deviations = Dictionary(grouping: test.labels.indices) { test.labels[$0] }.values.flatMap { members in
          (0..<test.folds).map { fold in
            abs(Double(members.count { parts[$0] == fold }) / Double(members.count) - 1 / Double(test.folds))
          }
        }
        let square = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
        return (square.squareRoot(), deviations.max() ?? 0)
      }
      let (mean, largest) = (found.reduce(0) { $0 + $1.0 } / 10, found.reduce(0) { $0 + $1.1 } / 10)
      #expect(mean <= test.rootMeanSquare + 1e-6, "\(test.name): \(mean)")
      #expect(largest <= test.largest + 1e-6, "\(test.name): \(largest)")
    }
  }
}
