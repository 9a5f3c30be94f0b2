import Core

/// Recordings that belong together, directly or through others: a connected component of links.
public struct AuditGroup: Sendable, Codable, Hashable {
  /// The group's name: its first patient or recording in byte order.
  public var id: String
  /// The paths of its members.
  public var members: [String]
  /// How many members each class has; unlabelled ones are not counted.
  public var labels: [String: Int]
  /// The patients in it.
  public var patients: [String]
  /// How many links of each kind hold it together.
  public var links: [String: Int]
  /// How many members have no label, where others have one: a pool for pseudo-labels that shares subjects.
  public var unlabelled: Int
  /// Why it is worth a look: it holds most of a class or much of the collection; nil otherwise.
  public var warning: String?
  /// Of a group with a warning, the weakest links without which it would fall apart (of a maximum spanning tree).
  public var weakestLinks: [AuditLink]
  /// Of a group held by sound, clusters in which every member is a copy of every other (complete link), two and more.
  public var completeLinkClusters: [[String]]
}

/// Makes groups of links.
struct AuditGrouping {
  let recordings: [Recording]
  let links: [AuditLink]
  /// The name of each recording's group, by position.
  private(set) var names: [String]
  private let members: [[Int]]

  init(recordings: [Recording], links: [AuditLink]) {
    self.recordings = recordings
    self.links = links
    var forest = DisjointSets(count: recordings.count)
    for link in links { forest.join(link.positions.a, link.positions.b) }
    names = [String](repeating: "", count: recordings.count)
    let components = Dictionary(grouping: recordings.indices) { forest.root(of: $0) }
    members = components.sorted { $0.key < $1.key }.map(\.value)
    for indices in members {
      let patients = indices.map { recordings[$0].patientID }.filter { !$0.isEmpty }
      let first = patients.min(by: precedesInBytes).map { "patient-\($0)" }
      let name = first ?? indices.map { recordings[$0].id }.min(by: precedesInBytes) ?? ""
      for index in indices { names[index] = name }
    }
  }

  /// The groups of two and more, the largest first.
  func groups() -> [AuditGroup] {
    let classSizes = Dictionary(recordings.compactMap { $0.label.map { ($0, 1) } }, uniquingKeysWith: +)
    let byGroup = Dictionary(grouping: links) { names[$0.positions.a] }
    return members.filter { $0.count > 1 }.map { indices in
      let name = names[indices[0]]
      let own = byGroup[name] ?? []
      let labels = Dictionary(indices.compactMap { recordings[$0].label.map { ($0, 1) } }, uniquingKeysWith: +)
      let labelled = labels.values.reduce(0, +)
      let warning = warning(size: indices.count, labels: labels, classSizes: classSizes)
      return AuditGroup(
        id: name, members: indices.map { recordings[$0].path }, labels: labels,
        patients: Set(indices.map { recordings[$0].patientID }.filter { !$0.isEmpty }).sorted(by: precedesInBytes),
        links: Dictionary(own.map { ($0.kind.rawValue, 1) }, uniquingKeysWith: +),
        unlabelled: labelled > 0 ? indices.count - labelled : 0, warning: warning,
        weakestLinks: warning == nil ? [] : weakestLinks(own), completeLinkClusters: clusters(own))
    }.sorted {
      $0.members.count != $1.members.count ? $0.members.count > $1.members.count : precedesInBytes($0.id, $1.id)
    }
  }

  /// A group that swallows half a class, or a fifth of the collection, leaves too little to divide.
  private func warning(size: Int, labels: [String: Int], classSizes: [String: Int]) -> String? {
    guard size >= 5 else { return nil }
    let swallowed = labels.filter { $0.value >= 5 && 2 * $0.value >= classSizes[$0.key, default: 0] }
      .keys.sorted(by: precedesInBytes)
    if !swallowed.isEmpty {
      let parts = swallowed.map { "\(labels[$0, default: 0]) of \(classSizes[$0, default: 0]) '\($0)'" }
      return "holds \(parts.joined(separator: ", "))"
    }
    return 5 * size >= recordings.count ? "holds \(size) of \(recordings.count) recordings" : nil
  }

  /// The weakest ten links of a maximum spanning tree: taking one away divides the group.
  private func weakestLinks(_ own: [AuditLink]) -> [AuditLink] {
    var forest = DisjointSets(count: recordings.count)
    var tree: [AuditLink] = []
    // Patients are known; sounds are as sure as they are similar.
    func strength(_ link: AuditLink) -> Double { link.similarity ?? 2 }
    let order = own.indices.sorted { (strength(own[$1]), $0) < (strength(own[$0]), $1) }
    for index in order {
      let (a, b) = own[index].positions
      guard forest.root(of: a) != forest.root(of: b) else { continue }
      forest.join(a, b)
      tree.append(own[index])
    }
    return tree.filter { $0.kind == .nearCopy }.suffix(10).reversed()
  }

  /// Complete-link clusters: links in descending similarity join two clusters if every pair across them is linked.
  private func clusters(_ own: [AuditLink]) -> [[String]] {
    let acoustic = own.filter(\.isAcoustic)
    guard !acoustic.isEmpty else { return [] }
    var clusterOf: [Int: Int] = [:]
    var clusters: [Int: [Int]] = [:]
    var linked: Set<[Int]> = []
    for link in acoustic {
      let (a, b) = link.positions
      linked.insert([min(a, b), max(a, b)])
      for index in [a, b] { (clusterOf[index], clusters[index]) = (index, [index]) }
    }
    let order = acoustic.indices.sorted {
      (acoustic[$1].similarity ?? 0, $0) < (acoustic[$0].similarity ?? 0, $1)
    }
    for index in order {
      let (x, y) = acoustic[index].positions
      guard let a = clusterOf[x], let b = clusterOf[y], a != b, let first = clusters[a], let second = clusters[b],
        first.allSatisfy({ p in second.allSatisfy { q in linked.contains([min(p, q), max(p, q)]) } })
      else { continue }
      let (kept, gone) = (min(a, b), max(a, b))
      for member in clusters[gone] ?? [] { clusterOf[member] = kept }
      clusters[kept] = (first + second).sorted()
      clusters[gone] = nil
    }
    return clusters.sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }
      .map { $0.map { recordings[$0].path } }
  }
}
