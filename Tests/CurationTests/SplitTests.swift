import Core
import Curation
import Foundation
import Manifest
import Testing

private func recording(_ path: String, label: String? = "normal", patient: String = "") -> Recording {
  Recording(path: path, url: URL(fileURLWithPath: "/" + path), label: label, patientID: patient)
}

@Suite struct GroupingTests {
  @Test func componentsJoinPatientsAndBytes() {
    let recordings = [
      recording("a.wav", patient: "1"), recording("b.wav", patient: "1"), recording("c.wav"),
      recording("d.wav", patient: "2"),
    ]
    let groups = Grouping.groups(of: recordings, contentDigests: ["x", "y", "y", "z"], by: .patient)
    #expect(groups == ["patient-1", "patient-1", "patient-1", "patient-2"])
    let byRecording = Grouping.groups(of: recordings, contentDigests: ["x", "y", "y", "z"], by: .recording)
    #expect(Set(byRecording).count == 3)
    #expect(byRecording[1] == byRecording[2])
  }

  @Test func sameStemsHaveDifferentIDs() {
    #expect(recording("x/a.wav").id != recording("x/a.m4a").id)
    #expect(recording("x/ä (1)\n.wav").id.wholeMatch(of: /[A-Za-z0-9_.-]+-[0-9a-f]{12}/) != nil)
  }
}

@Suite struct GroupedSplitterTests {
  /// Random collections: groups stay whole, every recording is assigned, and shares are met within the largest group.
  @Test(arguments: 0..<20) func laws(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let count = 60 + generator.integer(below: 300)
    let groups = (0..<count).map { _ in "g\(generator.integer(below: count / 3))" }
    let labels: [String?] = (0..<count).map { _ in [nil, "a", "a", "a", "b", "b", "c"][generator.integer(below: 7)] }
    let splits = try SplitFractions(validation: 0.15, test: 0.2).assign(
      labels: labels, groups: groups, seed: UInt64(seed))
    let sides = Dictionary(grouping: labels.indices.filter { labels[$0] != nil }) { groups[$0] }
    #expect(sides.values.allSatisfy { Set($0.map { splits[$0] }).count == 1 })
    #expect(labels.indices.allSatisfy { (labels[$0] == nil) == (splits[$0] == .unlabelled) })
    let labelled = labels.count { $0 != nil }
    let largest = sides.values.map(\.count).max() ?? 0
    for (split, share) in [(Split.train, 0.65), (.validation, 0.15), (.test, 0.2)] {
      let wanted = share * Double(labelled)
      #expect(abs(Double(splits.count { $0 == split }) - wanted) <= Double(largest) + 3)
    }
    for label in ["a", "b", "c"] {
      let ofLabel = labels.indices.filter { labels[$0] == label }
      let inTest = ofLabel.count { splits[$0] == .test }
      #expect(abs(Double(inTest) - 0.2 * Double(ofLabel.count)) <= Double(largest) + 3)
    }
  }

  @Test func theOrderOfItemsDoesNotMatter() {
    let labels = (0..<50).map { "l\($0 % 3)" }
    let groups = (0..<50).map { "g\($0 / 2)" }
    let splitter = GroupedSplitter(shares: [0.6, 0.2, 0.2], seed: 5)
    let parts = splitter.parts(labels: labels, groups: groups)
    let reversed = splitter.parts(labels: labels.reversed(), groups: groups.reversed())
    #expect(parts == reversed.reversed())
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
