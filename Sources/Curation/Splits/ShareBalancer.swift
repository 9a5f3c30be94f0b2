import Core

/// Spreads types of groups over parts so that each part comes near its share of every feature.
///
/// The cost of a spread is Σ ((count − wanted) / total)² over features and parts: a share of a rare class counts as much as
/// one of a common class. A class that is absent from a part costs more than any imbalance, most in the largest part, and an
/// empty part more than that.
struct ShareBalancer {
  /// How many groups of each type each part has.
  private(set) var spread: [[Int]]

  private let types: [GroupTable.GroupType]
  private let features: [GroupTable.Feature]
  private let shares: [Double]
  /// The parts that get anything.
  private let parts: [Int]
  /// What it costs that a class is absent from a part.
  private let absence: [Double]
  /// How many items of each feature each part has: `counts[feature * shares.count + part]`.
  private var counts: [Int]

  /// The most pairs of groups that one look for swaps compares: beyond it there are so many different groups that moves
  /// alone come near enough.
  private static let swapLimit = 500_000
  /// The most rounds of moves and swaps; few are ever needed.
  private static let roundLimit = 50
  /// Gains below this are rounding.
  private static let least = 1e-9

  /// Makes a balancer with nothing spread yet.
  init(types: [GroupTable.GroupType], features: [GroupTable.Feature], shares: [Double]) {
    self.types = types
    self.features = features
    self.shares = shares
    parts = shares.indices.filter { shares[$0] > 0 }
    // Doubled from share to share: a class of two groups is in the two largest parts.
    let distinct = Set(shares).sorted()
    absence = shares.map { share in 64 * Double(1 << min(distinct.firstIndex(of: share) ?? 0, 12)) }
    spread = types.map { _ in [Int](repeating: 0, count: shares.count) }
    counts = [Int](repeating: 0, count: features.count * shares.count)
  }

  /// Spreads all groups; `generator` decides between equals.
  mutating func balance(with generator: inout SeededGenerator) {
    var left: [Int] = []
    for (index, type) in types.enumerated() {
      for part in parts { add(Int(Double(type.members.count) * shares[part]), of: index, to: part) }
      left += [Int](repeating: index, count: type.members.count - spread[index].reduce(0, +))
    }
    // Larger groups first, but in no strict order: else groups that are all different would be spread alike with any seed.
    let order = left.shuffled(with: &generator).enumerated().sorted { a, b in
      let (x, y) = (types[a.element].size.leadingZeroBitCount, types[b.element].size.leadingZeroBitCount)
      return (x, a.offset) < (y, b.offset)
    }
    for (_, type) in order {
      let start = generator.integer(below: parts.count)
      let turned = parts[start...] + parts[..<start]
      let part = turned.min { imbalance(gainedWith: type, in: $0) < imbalance(gainedWith: type, in: $1) }
      add(1, of: type, to: part ?? 0)
    }
    for _ in 0..<Self.roundLimit {
      let moved = move(in: types.indices.map { $0 }.shuffled(with: &generator))
      if !swap() && !moved { break }
    }
  }

  private mutating func add(_ number: Int, of type: Int, to part: Int) {
    spread[type][part] += number
    for (feature, count) in types[type].counts { counts[feature * shares.count + part] += number * count }
  }

  /// The change in cost when a part gets a group, absent classes left aside.
  private func imbalance(gainedWith type: Int, in part: Int) -> Double {
    types[type].counts.reduce(0) { $0 + change($1.feature, part, by: $1.count, countsAbsence: false) }
  }

  /// The change in cost when a part has `count` more items of a feature.
  private func change(_ feature: Int, _ part: Int, by count: Int, countsAbsence: Bool = true) -> Double {
    let total = Double(features[feature].total)
    let had = counts[feature * shares.count + part]
    let step = Double(count) / total
    var cost = step * (2 * (Double(had) / total - shares[part]) + step)
    let needed = features[feature].need
    if countsAbsence && needed > 0 {
      if had == 0 && count > 0 { cost -= needed * absence[part] }
      if had > 0 && had + count == 0 { cost += needed * absence[part] }
    }
    return cost
  }

  /// Moves single groups while that helps.
  private mutating func move(in order: [Int]) -> Bool {
    var isBetter = false
    for type in order {
      for source in parts where spread[type][source] > 0 {
        let away = types[type].counts.reduce(0) { $0 + change($1.feature, source, by: -$1.count) }
        var best: (part: Int, cost: Double)?
        for target in parts where target != source {
          let cost = away + types[type].counts.reduce(0) { $0 + change($1.feature, target, by: $1.count) }
          if cost < best?.cost ?? -Self.least { best = (target, cost) }
        }
        if let best {
          add(-1, of: type, to: source)
          add(1, of: type, to: best.part)
          isBetter = true
        }
      }
    }
    return isBetter
  }

  /// Exchanges a group of one part for one of another while that helps.
  private mutating func swap() -> Bool {
    let places = spread.reduce(0) { $0 + $1.count { $0 > 0 } }
    guard places * places / 2 <= Self.swapLimit else { return false }
    var isBetter = false
    for first in types.indices {
      for second in types.indices where second > first {
        let differences = differences(first, second)
        for a in parts where spread[first][a] > 0 {
          for b in parts where a != b && spread[first][a] > 0 && spread[second][b] > 0 {
            let cost = differences.reduce(0) { sum, difference in
              sum + change(difference.feature, a, by: difference.count)
                + change(difference.feature, b, by: -difference.count)
            }
            guard cost < -Self.least else { continue }
            add(-1, of: first, to: a)
            add(1, of: second, to: a)
            add(-1, of: second, to: b)
            add(1, of: first, to: b)
            isBetter = true
          }
        }
      }
    }
    return isBetter
  }

  /// What a part has more when it gives a group of `first` for one of `second`.
  private func differences(_ first: Int, _ second: Int) -> [(feature: Int, count: Int)] {
    var counts: [Int: Int] = [:]
    for (feature, count) in types[second].counts { counts[feature, default: 0] += count }
    for (feature, count) in types[first].counts { counts[feature, default: 0] -= count }
    return counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
