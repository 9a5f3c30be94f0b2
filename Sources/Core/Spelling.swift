/// Finds what somebody who mistyped a word may have meant.
public enum Spelling {
  /// The candidate nearest to `word`, or nil when none is near enough to be a likely slip.
  ///
  /// Of candidates that begin with two letters or more as the word, the shortest. Else a slip every three characters is
  /// allowed, at least one; of equals, one with the right first letter wins, which people seldom mistype, then the first.
  public static func closest(to word: String, among candidates: [String]) -> String? {
    // A long word is no slip of a short name, and the comparison is quadratic.
    guard !word.isEmpty, word.utf8.count <= 64 else { return nil }
    let lowercase = word.lowercased()
    let longer = word.count >= 2 ? candidates.filter { $0.lowercased().hasPrefix(lowercase) } : []
    if let shortest = longer.min(by: { $0.count < $1.count }) { return shortest }
    var best: (name: String, cost: Int)?
    for name in candidates {
      let distance = distance(lowercase, name.lowercased())
      let cost = 2 * distance + (name.lowercased().first == lowercase.first ? 0 : 1)
      if distance <= max(1, min(word.count, name.count) / 3), cost < best?.cost ?? .max { best = (name, cost) }
    }
    return best?.name
  }

  /// The Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, and swaps of
  /// neighbours count one each.
  public static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
