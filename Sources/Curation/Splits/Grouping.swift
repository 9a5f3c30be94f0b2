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
    func link(_ value: (Int) -> String) {
      var first: [String: Int] = [:]
      for index in recordings.indices where !value(index).isEmpty {
        if let other = first[value(index)] { forest.join(index, other) } else { first[value(index)] = index }
      }
    }
    link { contentDigests[$0] }
    if key == .patient { link { recordings[$0].patientID } }
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
}
