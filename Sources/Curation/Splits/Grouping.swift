import Core

/// What a split must keep whole.
public enum GroupKey: String, Sendable, Codable, CaseIterable {
  /// All recordings of a patient stand on one side; unknown patients fall back to the recording.
  case patient
  /// All clips of a recording stand on one side; a patient may stand on both, which the certificate then says.
  case recording
}

/// Finds which recordings belong together.
public enum Grouping {
  /// The group of each recording, by position: connected components over shared patients and identical bytes.
  /// - Parameters:
  ///   - contentDigests: each recording's SHA-256, "" where unknown.
  ///   - key: whether patients are kept whole.
  /// - Returns: group names; a group is named after its first patient or recording in byte order.
  public static func groups(of recordings: [Recording], contentDigests: [String], by key: GroupKey) -> [String] {
    precondition(recordings.count == contentDigests.count, "one digest a recording")
    var forest = DisjointSets(count: recordings.count)
    forest.join(sharing: contentDigests)
    if key == .patient { forest.join(sharing: recordings.map(\.patientID)) }
    let members = Dictionary(grouping: recordings.indices) { forest.root(of: $0) }
    var names = [String](repeating: "", count: recordings.count)
    for indices in members.values {
      let patients = key == .patient ? indices.map { recordings[$0].patientID }.filter { !$0.isEmpty } : []
      let name =
        patients.min(by: precedesInBytes).map { "patient-\($0)" } ?? indices.map { recordings[$0].id }.min(
          by: precedesInBytes) ?? ""
      for index in indices { names[index] = name }
    }
    return names
  }

  /// Groups made coarser: those that share a key become one, such as those of recordings that share a clip's digest.
  ///
  /// ```swift
  /// let united = Grouping.united(rows.map(\.groupID), sharing: rows.map { [$0.sha256, $0.patientID] })
  /// ```
  /// - Parameters:
  ///   - groups: the group of each item.
  ///   - keys: by item, what must not be on two sides; "" is shared with nobody. Keys of different kinds stand at different
  ///     positions, and are not compared with each other.
  /// - Returns: the group of each item, named after the first in byte order of those that it unites.
  public static func united(_ groups: [String], sharing keys: [[String]]) -> [String] {
    precondition(groups.count == keys.count, "one list of keys an item")
    var forest = DisjointSets(count: groups.count)
    forest.join(sharing: groups)
    for position in 0..<(keys.map(\.count).max() ?? 0) {
      forest.join(sharing: keys.map { position < $0.count ? $0[position] : "" })
    }
    var names: [Int: String] = [:]
    let roots = groups.indices.map { forest.root(of: $0) }
    for (root, group) in zip(roots, groups) {
      if let name = names[root], !precedesInBytes(group, name) { continue }
      names[root] = group
    }
    return roots.enumerated().map { names[$1] ?? groups[$0] }
  }
}

/// Disjoint sets with path halving and union by smallest index, so that the outcome does not depend on the order of joins.
struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    if a != b { parents[max(a, b)] = min(a, b) }
  }

  /// Joins elements with equal values; "" is equal to nothing.
  mutating func join(sharing values: [String]) {
    var first: [String: Int] = [:]
    for (element, value) in values.enumerated() where !value.isEmpty {
      if let other = first[value] { join(element, other) } else { first[value] = element }
    }
  }
}
