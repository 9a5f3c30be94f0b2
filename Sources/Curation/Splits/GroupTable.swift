import Core

/// The items of a split as numbers: groups, and types of groups with the same counts.
///
/// Everything is numbered in the byte order of its name, so that the order of the items does not show.
struct GroupTable {
  /// Something each part should have its share of: everything, a class, or a class in a stratum.
  struct Feature {
    /// The number of items that have it.
    var total: Int
    /// How bad it is for a part to have nothing of it: 0 for a stratum, 1 for a class, more for everything.
    var need: Double
  }

  /// Groups with the same counts.
  struct GroupType {
    /// How many items of each feature such a group has, by ascending number of the feature.
    var counts: [(feature: Int, count: Int)]
    /// The groups, by ascending number.
    var members: [Int]
    /// The number of items of such a group.
    var size: Int { counts.first?.count ?? 0 }
  }

  /// The features; the first is everything.
  let features: [Feature]
  /// The types, ordered by their counts.
  let types: [GroupType]
  /// The number of groups.
  let groupCount: Int
  /// The group of each item.
  let groupOfItem: [Int]

  /// Numbers items; `strata` is empty, or has one for each item.
  init(labels: [String], groups: [String], strata: [String]) {
    let (labelOfItem, labelCount) = Self.numbered(labels)
    let (groupOfItem, groupCount) = Self.numbered(groups)
    // A stratum counts within a class: "\0" stands in no name that a table can hold beside a label.
    let (cellOfItem, cellCount) =
      strata.isEmpty ? ([], 0) : Self.numbered(labels.indices.map { labels[$0] + "\u{0}" + strata[$0] })
    var features = [Feature](
      repeating: Feature(total: 0, need: 0), count: 1 + labelCount + cellCount)
    features[0].need = 1024
    for label in 0..<labelCount { features[1 + label].need = 1 }
    var counts = [[Int: Int]](repeating: [:], count: groupCount)
    for item in labels.indices {
      var mine = [0, 1 + labelOfItem[item]]
      if !strata.isEmpty { mine.append(1 + labelCount + cellOfItem[item]) }
      for feature in mine {
        features[feature].total += 1
        counts[groupOfItem[item]][feature, default: 0] += 1
      }
    }
    self.features = features
    self.groupCount = groupCount
    self.groupOfItem = groupOfItem
    // A group's counts as one list of numbers: feature, count, feature, count, ….
    let keys = counts.map { group in group.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } }
    types = Dictionary(grouping: keys.indices) { keys[$0] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { key, members in
        GroupType(
          counts: stride(from: 0, to: key.count, by: 2).map { (key[$0], key[$0 + 1]) }, members: members.sorted())
      }
  }

  /// The number of each name in byte order, and how many different ones there are.
  private static func numbered(_ names: [String]) -> (numbers: [Int], count: Int) {
    let distinct = Set(names).sorted(by: precedesInBytes)
    let numbers = Dictionary(distinct.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return (names.map { numbers[$0] ?? 0 }, distinct.count)
  }
}
