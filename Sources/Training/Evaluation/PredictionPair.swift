public import Core
public import Foundation

/// Two tables of predictions brought together: the recordings that both have judged.
public struct PredictionPair: Sendable {
  /// The classes, in the order of the first table.
  public let classes: [String]
  /// What the first says of the common recordings, in its order.
  public let first: [ScoredItem]
  /// What the second says of the same recordings.
  public let second: [ScoredItem]
  /// Recordings that only one of the tables has.
  public let unmatched: Int

  /// Matches recordings by `file_name`; of one that was judged in several repeats, the mean of its probabilities counts.
  /// - Throws: `TrainingError` `.badData` if classes or labels differ, a recording stands twice in a fold, or none is common.
  public init(_ a: PredictionTable, _ b: PredictionTable, names: (first: String, second: String)) throws(TrainingError)
  {
    guard Set(a.classes) == Set(b.classes) else {
      throw TrainingError(
        .badData,
        "the classes differ: \(a.classes.joined(separator: ", ")) there, \(b.classes.joined(separator: ", ")) here. Compare models of the same classes.",
        subject: names.second)
    }
    let (all, others) = (try Self.recordings(a, name: names.first), try Self.recordings(b, name: names.second))
    let found = Dictionary(uniqueKeysWithValues: others.map { ($0.fileName, $0) })
    let order = a.classes.compactMap { b.classes.firstIndex(of: $0) }
    var (first, second): ([ScoredItem], [ScoredItem]) = ([], [])
    for item in all {
      guard var other = found[item.fileName] else { continue }
      guard other.label == item.label else {
        throw TrainingError(
          .badData,
          "'\(item.fileName)' is \(other.label) here and \(item.label) in \(names.first). Mend the wrong one.",
          subject: names.second)
      }
      other.probabilities = order.map { other.probabilities[$0] }
      first.append(item)
      second.append(other)
    }
    guard !first.isEmpty else {
      throw TrainingError(
        .badData,
        "has no recording in common with \(names.first): '\(b.items.first?.fileName ?? "")' here, '\(a.items.first?.fileName ?? "")' there. Compare predictions for the same recordings.",
        subject: names.second)
    }
    classes = a.classes
    self.first = first
    self.second = second
    unmatched = all.count + others.count - 2 * first.count
  }

  /// One item a file, in the order of their first rows.
  private static func recordings(_ table: PredictionTable, name: String) throws(TrainingError) -> [ScoredItem] {
    var places: [String: Int] = [:]
    var repeats: [[ScoredItem]] = []
    for item in table.items {
      guard let place = places[item.fileName] else {
        places[item.fileName] = repeats.count
        repeats.append([item])
        continue
      }
      let before = repeats[place]
      guard before.allSatisfy({ $0.fold != item.fold }) else {
        throw TrainingError(
          .badData, "has two rows for '\(item.fileName)' in the same fold. Give each recording one row.", subject: name)
      }
      guard before[0].label == item.label else {
        throw TrainingError(
          .badData,
          "'\(item.fileName)' is \(before[0].label) in fold \(before[0].fold) and \(item.label) in fold \(item.fold). Mend the wrong one.",
          subject: name)
      }
      repeats[place].append(item)
    }
    return repeats.map { items in
      var whole = items[0]
      whole.probabilities = Aggregation.mean(items.map(\.probabilities), healthy: nil)
      return whole
    }
  }

  /// The comparison; groups are those of the first table.
  public func comparison(seed: UInt64) -> PairedComparison {
    PairedComparison(
      truth: first.map { classes.firstIndex(of: $0.label) ?? 0 }, first: first.map(\.probabilities),
      second: second.map(\.probabilities), classes: classes, groups: first.map(\.groupID), seed: seed)
  }
}

extension PredictionTable {
  /// Reads `predictions.csv` from the folder that 'evaluate' or 'cross-validate' wrote, or a table itself.
  /// - Throws: `TrainingError` `.badData`; `ManifestError`.
  public init(at path: URL) throws {
    let isFolder = (try? path.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    try self.init(contentsOf: isFolder ? path.appendingPathComponent("predictions.csv") : path)
  }
}
