import Core
import Manifest

/// How many copies each clip of the training split gets.
struct CopyCounts {
  let step: Recipe.AugmentStep
  let seed: UInt64

  /// The number of copies by row, for rows of the training split.
  ///
  /// Every clip gets the copies that are asked for. Where a class stays below the target, or below its share of the largest
  /// class, its clips get further ones in turn, those first whose turn a keyed draw has set.
  func counts(of rows: [ManifestRow]) -> [String: Int] {
    let classes = Dictionary(grouping: rows, by: \.label).mapValues { $0.map(\.id) }
    let usual = min(step.copies, step.mostCopies)
    let largest = (classes.values.map(\.count).max() ?? 0) * (1 + usual)
    let wanted = max(step.target, Int((step.balance * Double(largest)).rounded()))
    var counts: [String: Int] = [:]
    for ids in classes.values {
      let missing = min(max(0, wanted - ids.count * (1 + usual)), ids.count * (step.mostCopies - usual))
      let (each, rest) = (missing / ids.count, missing % ids.count)
      for (turn, id) in inTurn(ids).enumerated() { counts[id] = usual + each + (turn < rest ? 1 : 0) }
    }
    return counts
  }

  /// The ids in an order that depends on each of them and the seed alone.
  private func inTurn(_ ids: [String]) -> [String] {
    let keyed = ids.map { id -> (key: UInt64, id: String) in
      var generator = SeededGenerator(seed: seed, id: id, step: "augment turn")
      return (generator.next(), id)
    }
    return keyed.sorted { $0.key < $1.key || $0.key == $1.key && precedesInBytes($0.id, $1.id) }.map(\.id)
  }
}
