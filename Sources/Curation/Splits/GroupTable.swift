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
    /// The numbers of the features that an item has.
    func numbers(of item: Int) -> [Int] {
      [0, 1 + labelOfItem[item]] + (strata.isEmpty ? [] : [1 + labelCount + cellOfItem[item]])
    }
    // By a group's counts as one list of numbers: feature, count, feature, count, ….
    var members: [[Int]: [Int]] = [:]
    // One group at a time: there may be millions, and they are of a few types.
    var rest = labels.indices.sorted { groupOfItem[$0] < groupOfItem[$1] }[...]
    while let group = rest.first.map({ groupOfItem[$0] }) {
      let items = rest.prefix { groupOfItem[$0] == group }
      rest = rest.dropFirst(items.count)
      var counts: [Int: Int] = [:]
      for item in items { for feature in numbers(of: item) { counts[feature, default: 0] += 1 } }
      for (feature, count) in counts { features[feature].total += count }
      members[counts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }, default: []].append(group)
    }
    self.features = features
    self.groupCount = groupCount
    self.groupOfItem = groupOfItem
    types = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, members in
      GroupType(counts: stride(from: 0, to: key.count, by: 2).map { (key[$0], key[$0 + 1]) }, members: members)
    }
  }

  /// The number of each name in byte order, and how many different ones there are.
  private static func numbered(_ names: [String]) -> (numbers: [Int], count: Int) {
    let distinct = Set(names).sorted(by: precedesInBytes)
    let numbers = Dictionary(distinct.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return (names.map { numbers[$0] ?? 0 }, distinct.count)
  }
}
