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
  ///   - contentDigests: each recording's SHA-256, nil where unknown.
  ///   - key: whether patients are kept whole.
  /// - Returns: group names; a group is named after its first patient or recording in byte order.
  public static func groups<Digest: Comparable>(
    of recordings: [Recording], contentDigests: some RandomAccessCollection<Digest?>, by key: GroupKey
  ) -> [String] {
    precondition(recordings.count == contentDigests.count, "one digest a recording")
    func patient(_ recording: Recording) -> String? {
      key == .recording || recording.patientID.isEmpty ? nil : recording.patientID
    }
    var forest = DisjointSets(count: recordings.count)
    forest.join(sharing: contentDigests)
    forest.join(sharing: recordings.lazy.map(patient))
    // A group's name stands where its root does, until every member has been asked.
    var names = [String](repeating: "", count: recordings.count)
    func name(_ root: Int, _ candidate: String) {
      if names[root].isEmpty || precedesInBytes(candidate, names[root]) { names[root] = candidate }
    }
    for (index, recording) in recordings.enumerated() {
      if let patient = patient(recording) { name(forest.root(of: index), "patient-\(patient)") }
    }
    let isNamed = names.map { !$0.isEmpty }
    for (index, recording) in recordings.enumerated() {
      let root = forest.root(of: index)
      if !isNamed[root] { name(root, recording.id) }
    }
    return recordings.indices.map { names[forest.root(of: $0)] }
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
    forest.join(sharing: groups.lazy.map(Self.known))
    for position in 0..<(keys.lazy.map(\.count).max() ?? 0) {
      forest.join(sharing: keys.lazy.map { position < $0.count ? Self.known($0[position]) : nil })
    }
    var names: [Int: String] = [:]
    let roots = groups.indices.map { forest.root(of: $0) }
    for (root, group) in zip(roots, groups) {
      if let name = names[root], !precedesInBytes(group, name) { continue }
      names[root] = group
    }
    return roots.enumerated().map { names[$1] ?? groups[$0] }
  }

  private static func known(_ key: String) -> String? { key.isEmpty ? nil : key }
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

  /// Joins elements with equal values, by position; nil is equal to nothing.
  mutating func join<Value: Comparable>(sharing values: some RandomAccessCollection<Value?>) {
    func value(_ element: Int) -> Value? { values[values.index(values.startIndex, offsetBy: element)] }
    // Sorted, as a dictionary of as many takes several times the memory.
    let known = values.enumerated().compactMap { element, value in value == nil ? nil : element }.sorted { a, b in
      guard let first = value(a), let second = value(b) else { return false }
      return first < second
    }
    for (a, b) in zip(known, known.dropFirst()) where value(a) == value(b) { join(a, b) }
  }
}
