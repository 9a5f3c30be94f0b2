import Core
import Curation
import Manifest
import Testing

private func item(_ label: String?, _ group: String, source: String = "") -> SplitItem {
  SplitItem(label: label, group: group, source: source)
}

@Suite struct SplitPlanTests {
  /// 90 recordings of 45 patients in three sources, and five without a label.
  private static let items =
    (0..<90).map { item($0 % 6 < 2 ? "b" : "a", "g\($0 / 2)", source: "s\($0 / 2 % 3)") }
    + (0..<5).map { item(nil, "u\($0)") }

  private func groups(_ items: [SplitItem], _ round: SplitPlan.Round, _ side: Split) -> Set<String> {
    Set(items.indices.filter { round.sides[$0] == side }.map { items[$0].group })
  }

  @Test func foldsAreDisjointAndCoverEverything() throws {
    let request = SplitRequest(division: .folds(5, repeats: 3), validation: 0.15, test: 0, seed: 4)
    let plan = try SplitPlanner(request).plan(Self.items)
    #expect(plan.rounds.count == 15 && plan.folds.count == 3 && plan.notes.isEmpty)
    #expect(Set(plan.folds.map { $0.map { $0 ?? 0 } }).count == 3, "repeats differ")
    #expect(
      plan.splits.prefix(90).allSatisfy { $0 == .train } && plan.splits.suffix(5).allSatisfy { $0 == .unlabelled })
    for repetition in 1...3 {
      let rounds = plan.rounds.filter { $0.repetition == repetition }
      let tests = rounds.map { groups(Self.items, $0, .test) }
      #expect(tests.reduce(0) { $0 + $1.count } == 45 && tests.reduce(into: Set()) { $0.formUnion($1) }.count == 45)
    }
    for round in plan.rounds {
      let sides = [Split.train, .validation, .test].map { groups(Self.items, round, $0) }
      #expect(sides.allSatisfy { !$0.isEmpty } && sides[0].isDisjoint(with: sides[1].union(sides[2])))
      #expect(sides[1].isDisjoint(with: sides[2]) && abs(sides[1].count - 7) <= 1)
    }
  }

  @Test func aTestOutsideOfTheFoldsStaysOutside() throws {
    let request = SplitRequest(division: .folds(4, repeats: 1), validation: 0, test: 0.2, seed: 1)
    let plan = try SplitPlanner(request).plan(Self.items)
    let outside = plan.splits.indices.filter { plan.splits[$0] == .test }
    #expect(outside.count == 18)
    #expect(
      outside.allSatisfy { index in plan.folds[0][index] == nil && plan.rounds.allSatisfy { $0.sides[index] == nil } })
  }

  @Test func oneFoldASource() throws {
    let plan = try SplitPlanner(SplitRequest(division: .leaveOneSourceOut, validation: 0.1, test: 0, seed: 0))
      .plan(Self.items)
    #expect(plan.foldTitles == [1: "s0", 2: "s1", 3: "s2"])
    for round in plan.rounds {
      let tested = Set(Self.items.indices.filter { round.sides[$0] == .test }.map { Self.items[$0].source })
      let taught = Set(Self.items.indices.filter { round.sides[$0] == .train }.map { Self.items[$0].source })
      #expect(tested == [round.title] && !taught.contains(round.title))
    }
  }

  @Test func sourcesThatShareAPatientAreOneFold() throws {
    let request = SplitRequest(division: .leaveOneSourceOut, validation: 0, test: 0, seed: 0)
    let items = [item("a", "1", source: "x"), item("b", "1", source: "y"), item("a", "2", source: "z")]
    let plan = try SplitPlanner(request).plan(items)
    #expect(plan.foldTitles == [1: "x + y", 2: "z"] && plan.notes.contains { $0.contains("x, y share groups") })
    #expect {
      try SplitPlanner(request).plan(Array(items.prefix(2)))
    } throws: {
      ($0 as? CurationError)?.message.contains("such as 1") == true
    }
    #expect(throws: CurationError.self) { try SplitPlanner(request).plan([item("a", "1", source: "x")]) }
    #expect(throws: CurationError.self) { try SplitPlanner(request).plan(items + [item("a", "4")]) }
  }

  @Test func absentClassesAreNamed() throws {
    let items = (0..<30).map { item("a", "g\($0)") } + [item("rare", "r"), item("rare", "r")]
    let plan = try SplitPlanner(SplitRequest(validation: 0.15, test: 0.2, seed: 0)).plan(items)
    #expect(plan.notes == ["class 'rare' has 1 group(s) and is absent from val, test."])
    let folds = try SplitPlanner(SplitRequest(division: .folds(3, repeats: 1), validation: 0, test: 0, seed: 0)).plan(
      items)
    #expect(folds.notes.count == 1 && folds.notes[0].contains("fold-"))
  }

  @Test func whatCannotBeIsRefused() {
    for request in [
      SplitRequest(division: .folds(46, repeats: 1), validation: 0, test: 0, seed: 0),
      SplitRequest(division: .folds(2, repeats: 1), validation: 0.5, test: 0, seed: 0),
      SplitRequest(validation: 0.5, test: 0.5, seed: 0),
    ] {
      #expect(throws: CurationError.self) { try SplitPlanner(request).plan(Self.items) }
    }
  }
}
