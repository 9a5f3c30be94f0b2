import Core

/// What facts about rows add up to: what stands on more than one side, and how much there is of everything.
///
/// Facts come sorted by ``LeakFact/key``, and one value is in memory at a time, so that the number of rows plays no part.
public struct LeakFindings: Sendable {
  /// The leaks of each kind of ``LeakCheck``, sorted by value, as many as are listed.
  private(set) var leaks: [String: [LeakCheck.Leak]] = [:]
  /// The number of values of each kind that stand on several sides.
  private(set) var shared: [String: Int] = [:]
  /// How many labelled rows have a value of a kind, and how many different ones.
  private(set) var extents: [String: (values: Int, rows: Int)] = [:]
  /// The number of groups and of rows in each list.
  private(set) var groups: [String: Int] = [:]
  private(set) var rows: [String: Int] = [:]
  /// Labelled recordings without a known patient.
  private(set) var withoutPatient = 0

  private let rounds: [LeakCheck.Round]
  private let mostListed: Int
  /// The facts of one value, one a standing and kind of row.
  private var current: [LeakFact] = []

  static let groupKind = 0

  /// Begins with no facts.
  /// - Parameters:
  ///   - rounds: what is compared; their sides are by the numbers of standings.
  ///   - mostListed: so many leaks of a kind are kept.
  public init(rounds: [LeakCheck.Round], mostListed: Int = LeakCertificate.mostListed) {
    (self.rounds, self.mostListed) = (rounds, mostListed)
  }

  /// What rows add up to that are in memory.
  init(of rows: [ManifestRow], rounds: [LeakCheck.Round], mostListed: Int) {
    var numbers: [[Split?]: Int] = [:]
    var standings: [[Split?]] = []
    var facts: [LeakFact] = []
    var tally = LeakTally()
    for (index, row) in rows.enumerated() {
      let sides = rounds.map { $0.sides[index] }
      let standing = numbers[sides] ?? standings.count
      if standing == standings.count {
        numbers[sides] = standing
        standings.append(sides)
      }
      tally.add(row, standing: standing) { facts.append($0) }
    }
    tally.finish { facts.append($0) }
    facts.sort { $0.kind != $1.kind ? $0.kind < $1.kind : precedesInBytes($0.value, $1.value) }
    self.init(
      rounds: rounds.enumerated().map { index, round in
        LeakCheck.Round(prefix: round.prefix, sides: standings.map { $0[index] })
      }, mostListed: mostListed)
    for fact in facts { add(fact) }
    finish()
  }

  /// Adds the next fact.
  public mutating func add(_ fact: LeakFact) {
    if let last = current.first, last.kind != fact.kind || last.value != fact.value { close() }
    if let index = current.firstIndex(where: { $0.isLike(fact) }) {
      current[index].add(fact)
    } else {
      current.append(fact)
    }
  }

  /// Ends the facts.
  public mutating func finish() { close() }

  /// Counts the value whose facts are all here.
  private mutating func close() {
    guard let first = current.first else { return }
    let kind = LeakFact.kinds[first.kind]
    if first.kind == Self.groupKind { countMembers() }
    if !first.value.isEmpty {
      let labelled = current.filter { !$0.isUnlabelled }
      if !labelled.isEmpty {
        let known = extents[kind] ?? (0, 0)
        extents[kind] = (known.values + 1, known.rows + labelled.reduce(0) { $0 + $1.rows })
      }
      if kind == "parent_id", labelled.contains(where: \.lacksPatient) { withoutPatient += 1 }
      if let leak = leak(kind, first.value) {
        shared[kind, default: 0] += 1
        if leaks[kind, default: []].count < mostListed { leaks[kind, default: []].append(leak) }
      }
    }
    current.removeAll(keepingCapacity: true)
  }

  private mutating func countMembers() {
    for round in rounds {
      var lists: [String: Int] = [:]
      for fact in current {
        // The unlabelled pool is the same in all rounds.
        guard let side = round.sides[fact.standing], side != .unlabelled || round.prefix == rounds.first?.prefix else {
          continue
        }
        lists[side == .unlabelled ? side.rawValue : round.prefix + side.rawValue, default: 0] += fact.rows
      }
      for (list, count) in lists {
        groups[list, default: 0] += 1
        rows[list, default: 0] += count
      }
    }
  }

  /// The leak that a value makes in any of the rounds.
  private func leak(_ kind: String, _ value: String) -> LeakCheck.Leak? {
    var leak: LeakCheck.Leak?
    for round in rounds {
      var examples: [Split: [String]] = [:]
      for fact in current {
        guard let side = round.sides[fact.standing], side != .unlabelled else { continue }
        examples[side] = LeakFact.first(examples[side, default: []] + fact.examples)
      }
      // An augmented copy belongs to training and nowhere else; all else belongs to one side, whichever it is.
      if kind == "augmented" ? examples.keys.allSatisfy({ $0 == .train }) : examples.count < 2 { continue }
      let sides = examples.keys.sorted()
      let names = sides.map { round.prefix + $0.rawValue }
      if leak == nil {
        leak = LeakCheck.Leak(kind: kind, value: value, splits: names, rows: sides.flatMap { examples[$0] ?? [] })
      } else {
        leak?.splits += names
      }
    }
    return leak
  }
}
