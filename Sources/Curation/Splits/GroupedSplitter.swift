import Core

/// Divides groups between parts so that each part has its share of every class, and no group is divided.
///
/// Groups with the same counts are one type, and only how many groups of a type each part has matters for balance: types
/// are spread by their shares, what is left over goes where it is lacking most, larger groups first, and moves and swaps
/// mend the rest (``ShareBalancer``). Chance decides which groups of a type go where, and between equals. The time is that of
/// sorting the items, n log n.
public struct GroupedSplitter: Sendable {
  /// The wanted share of each part; shares add up to 1.
  public let shares: [Double]
  /// Decides ties, and which of equal groups goes where.
  public let seed: UInt64
  /// Whether a group's part follows from its name and the seed alone.
  ///
  /// Then groups that come later move nobody, but shares are met on average only and classes are not looked at.
  public let isStable: Bool

  /// Makes a splitter.
  /// - Precondition: shares are not negative and at least one is positive.
  public init(shares: [Double], seed: UInt64, isStable: Bool = false) {
    precondition(shares.allSatisfy { $0 >= 0 } && shares.contains { $0 > 0 }, "shares are parts of a whole")
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    self.seed = seed
    self.isStable = isStable
  }

  /// The part of each item, by position; the order of the items does not matter.
  ///
  /// A class with at least as many groups as there are parts is in every part, where groups hold one class each; a class
  /// with fewer is in those with the greatest shares.
  /// - Parameters:
  ///   - labels: each item's class.
  ///   - groups: each item's group.
  ///   - strata: what else each part should have its share of, such as the sources; empty for nothing.
  public func parts(labels: [String], groups: [String], strata: [String] = []) -> [Int] {
    precondition(labels.count == groups.count, "one group an item")
    precondition(strata.isEmpty || strata.count == labels.count, "one stratum an item")
    if isStable {
      let parts = Dictionary(Set(groups).map { ($0, stablePart(of: $0)) }, uniquingKeysWith: { first, _ in first })
      return groups.map { parts[$0] ?? 0 }
    }
    let table = GroupTable(labels: labels, groups: groups, strata: strata)
    var generator = SeededGenerator(seed: seed, id: "groups", step: "split")
    var balancer = ShareBalancer(types: table.types, features: table.features, shares: shares)
    balancer.balance(with: &generator)
    var partOfGroup = [Int](repeating: 0, count: table.groupCount)
    for (type, spread) in zip(table.types, balancer.spread) {
      var members = type.members.shuffled(with: &generator)[...]
      for (part, count) in spread.enumerated() {
        for member in members.prefix(count) { partOfGroup[member] = part }
        members = members.dropFirst(count)
      }
    }
    return table.groupOfItem.map { partOfGroup[$0] }
  }

  /// The part that the name draws: the last parts take the lowest numbers, so that a larger training part takes from none.
  private func stablePart(of group: String) -> Int {
    var generator = SeededGenerator(seed: seed, id: group, step: "stable-split")
    var draw = generator.uniform()
    for part in shares.indices.reversed() where shares[part] > 0 {
      draw -= shares[part]
      if draw < 0 { return part }
    }
    return shares.firstIndex { $0 > 0 } ?? 0
  }
}
