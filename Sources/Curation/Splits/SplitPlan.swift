import Core
public import Manifest

/// Which side each item stands on: once, or once a fold and repeat.
public struct SplitPlan: Sendable, Equatable {
  /// One training with its validation and test.
  public struct Round: Sendable, Equatable {
    /// The repeat, from 1 on; nil where there are no folds.
    public var repetition: Int?
    /// The fold that is the test; nil where there are no folds.
    public var fold: Int?
    /// What the fold holds, such as a source's name; "" where it has none.
    public var title = ""
    /// Each item's side; nil for one that takes no part, as a test outside of all folds does.
    public var sides: [Split?]

    /// What the names of its lists begin with: "" or `fold-2-`, and `repeat-1-fold-2-` where folds are drawn several times.
    public func prefix(amongRepeats repeats: Int) -> String {
      guard let fold else { return "" }
      return (repeats > 1 ? "repeat-\(repetition ?? 1)-" : "") + "fold-\(fold)-"
    }
  }

  /// The sides for `manifest.csv`: those of the only round; with folds `train`, and `test` for what is outside of them.
  public var splits: [Split]
  /// Each repeat's fold of each item, nil outside of the folds; empty where there are none.
  public var folds: [[Int?]]
  /// The trainings this makes possible: one, or repeats times folds.
  public var rounds: [Round]
  /// What a user should know, such as a class that is absent from a side.
  public var notes: [String]

  /// The names of the folds, as far as they have any.
  public var foldTitles: [Int: String] {
    Dictionary(
      rounds.compactMap { round in round.fold.map { ($0, round.title) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Everything between which nothing may be shared, with what the names of its lists begin with: the rounds, and with folds
  /// what trains in them beside what is held out of all of them.
  public var comparisons: [(prefix: String, sides: [Split?])] {
    let rounds = rounds.map { ($0.prefix(amongRepeats: folds.count), $0.sides) }
    let isHeldOut = !isFractions && splits.contains { $0 == .test || $0 == .validation }
    return rounds + (isHeldOut ? [("", splits)] : [])
  }

  /// Whether this is one division into training, validation and test.
  public var isFractions: Bool { folds.isEmpty }

  /// The plan for things that belong to items, such as rows to recordings.
  public func spread(over itemOfThing: [Int]) -> SplitPlan {
    var plan = self
    plan.splits = itemOfThing.map { splits[$0] }
    plan.folds = folds.map { folds in itemOfThing.map { folds[$0] } }
    plan.rounds = rounds.map { round in
      var round = round
      round.sides = itemOfThing.map { round.sides[$0] }
      return round
    }
    return plan
  }

  /// Groups that stand on several sides of a round, in byte order, with their items and the names of the lists.
  public func dividedGroups(_ groups: [String]) -> [(group: String, sides: [String], items: [Int])] {
    var divided: [String: (sides: [String], items: [Int])] = [:]
    for (prefix, every) in comparisons {
      let members = Dictionary(grouping: groups.indices.filter { every[$0].map { $0 != .unlabelled } ?? false }) {
        groups[$0]
      }
      for (group, items) in members where divided[group] == nil {
        // One item of each side is shown first.
        let first = Dictionary(items.map { (every[$0] ?? .train, $0) }, uniquingKeysWith: { first, _ in first })
        let sides = first.keys.sorted()
        if sides.count > 1 { divided[group] = (sides.map { prefix + $0.rawValue }, sides.compactMap { first[$0] }) }
      }
    }
    return divided.map { ($0.key, $0.value.sides, $0.value.items) }.sorted { precedesInBytes($0.group, $1.group) }
  }
}
