public import Core
public import Manifest

/// Divides groups between parts so that each part has its share of every class.
///
/// Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011), over groups: again and again the class with the
/// fewest undivided recordings is taken, and its largest group goes to the part that lacks most of that class.
public struct GroupedSplitter: Sendable {
  /// The wanted share of each part; shares add up to 1.
  public let shares: [Double]
  /// Decides ties.
  public let seed: UInt64

  /// Makes a splitter.
  /// - Precondition: shares are not negative and at least one is positive.
  public init(shares: [Double], seed: UInt64) {
    precondition(shares.allSatisfy { $0 >= 0 } && shares.contains { $0 > 0 }, "shares are parts of a whole")
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    self.seed = seed
  }

  /// The part of each item, by position.
  /// - Parameters:
  ///   - labels: each item's class.
  ///   - groups: each item's group; a group is never divided.
  public func parts(labels: [String], groups: [String]) -> [Int] {
    precondition(labels.count == groups.count, "one group an item")
    let all = pool(labels: labels, groups: groups)
    var pool = all
    var lacking = shares.map { share in Dictionary(grouping: labels, by: \.self).mapValues { share * Double($0.count) }
    }
    var lackingInAll = shares.map { $0 * Double(labels.count) }
    var partOfGroup: [String: Int] = [:]
    while !pool.isEmpty {
      let label = rarestLabel(in: pool)
      // The largest group of that class; the pool's order, drawn from the seed, decides between equals.
      let best = pool.indices.max { a, b in
        let (x, y) = (pool[a].counts[label, default: 0], pool[b].counts[label, default: 0])
        return x == y ? a > b : x < y
      }
      guard let best else { break }
      let group = pool.remove(at: best)
      let part = shares.indices.filter { shares[$0] > 0 }.max { a, b in
        let (x, y) = (lacking[a][label, default: 0], lacking[b][label, default: 0])
        return x == y ? lackingInAll[a] < lackingInAll[b] || (lackingInAll[a] == lackingInAll[b] && a > b) : x < y
      }
      guard let part else { break }
      partOfGroup[group.name] = part
      for (label, count) in group.counts { lacking[part][label, default: 0] -= Double(count) }
      // Once a group: the order of a dictionary must not show, not even in the last bit that decides a tie.
      lackingInAll[part] -= Double(group.counts.values.reduce(0, +))
    }
    fillEmptyParts(&partOfGroup, groups: all)
    return groups.map { partOfGroup[$0] ?? 0 }
  }

  /// Gives every wanted part at least one group, where there are as many groups as parts.
  ///
  /// With few groups each class's first one goes to the largest part, which can leave nothing for a small part. It then gets
  /// the group that the part with most groups misses least: one whose classes remain there, and a small one.
  private func fillEmptyParts(_ partOfGroup: inout [String: Int], groups: [Group]) {
    for part in shares.indices where shares[part] > 0 && !partOfGroup.values.contains(part) {
      let members = Dictionary(grouping: groups) { partOfGroup[$0.name] ?? 0 }
      let donor = shares.indices.max { (members[$0]?.count ?? 0, $1) < (members[$1]?.count ?? 0, $0) }
      guard let donor, let candidates = members[donor], candidates.count > 1 else { continue }
      func loss(_ group: Group) -> Int {
        group.counts.keys.count { label in !candidates.contains { $0.name != group.name && $0.counts[label] != nil } }
      }
      let given = candidates.min { a, b in
        (loss(a), a.counts.values.reduce(0, +)) < (loss(b), b.counts.values.reduce(0, +))
      }
      if let given { partOfGroup[given.name] = part }
    }
  }

  private struct Group {
    let name: String
    let counts: [String: Int]
  }

  private func pool(labels: [String], groups: [String]) -> [Group] {
    let members = Dictionary(grouping: labels.indices) { groups[$0] }
    let sorted = members.sorted { precedesInBytes($0.key, $1.key) }
      .map { Group(name: $0.key, counts: Dictionary(grouping: $0.value) { labels[$0] }.mapValues(\.count)) }
    var generator = SeededGenerator(seed: seed, id: "groups", step: "split")
    return sorted.shuffled(with: &generator)
  }

  private func rarestLabel(in pool: [Group]) -> String {
    var remaining: [String: Int] = [:]
    for group in pool { for (label, count) in group.counts { remaining[label, default: 0] += count } }
    return remaining.min { a, b in a.value == b.value ? precedesInBytes(a.key, b.key) : a.value < b.value }?.key ?? ""
  }
}

/// The shares of validation and test; training has the rest.
public struct SplitFractions: Sendable, Codable, Hashable {
  /// The share of recordings for early stopping and thresholds, 0 ≤ share < 1.
  public var validation: Double
  /// The share of recordings for the final figure, 0 ≤ share < 1.
  public var test: Double

  /// Makes fractions.
  public init(validation: Double, test: Double) {
    self.validation = validation
    self.test = test
  }

  /// Assigns each labelled recording to a side; unlabelled ones get `.unlabelled`.
  /// - Throws: `CurationError` `.impossibleSplit` if fractions leave no training part or groups are too few.
  public func assign(labels: [String?], groups: [String], seed: UInt64) throws(CurationError) -> [Split] {
    guard validation >= 0, test >= 0, validation + test < 1 else {
      throw CurationError(
        .impossibleSplit,
        "validation \(validation) and test \(test) leave nothing for training: their sum must be below 1.")
    }
    let labelled = labels.indices.filter { labels[$0] != nil }
    let wanted = 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0)
    let groupCount = Set(labelled.map { groups[$0] }).count
    guard groupCount >= wanted || labelled.isEmpty else {
      throw CurationError(
        .impossibleSplit,
        "\(labelled.count) labelled recordings fall into \(groupCount) group(s), too few for \(wanted) parts that share no group. Add patients, or ask for fewer parts."
      )
    }
    let parts = GroupedSplitter(shares: [1 - validation - test, validation, test], seed: seed)
      .parts(labels: labelled.map { labels[$0] ?? "" }, groups: labelled.map { groups[$0] })
    var result = [Split](repeating: .unlabelled, count: labels.count)
    for (position, index) in labelled.enumerated() { result[index] = [.train, .validation, .test][parts[position]] }
    return result
  }
}
