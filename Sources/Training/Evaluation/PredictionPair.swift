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

  /// Matches recordings by `file_name`, and where a file stands several times (repeats), by `fold`, too.
  /// - Throws: `TrainingError` `.badData` if classes or labels differ, a recording stands twice, or none is common.
  public init(_ a: PredictionTable, _ b: PredictionTable, names: (first: String, second: String)) throws(TrainingError)
  {
    guard Set(a.classes) == Set(b.classes) else {
      throw TrainingError(
        .badData,
        "the classes differ: \(a.classes.joined(separator: ", ")) there, \(b.classes.joined(separator: ", ")) here. Compare models of the same classes.",
        subject: names.second)
    }
    let isRepeated = [a, b].contains { Set($0.items.map(\.fileName)).count < $0.items.count }
    func key(_ item: ScoredItem) -> String { item.fileName + (isRepeated ? "\u{0}\(item.fold)" : "") }
    var found: [String: ScoredItem] = [:]
    for (table, name) in [(a, names.first), (b, names.second)] {
      found = [:]
      for item in table.items {
        guard found.updateValue(item, forKey: key(item)) == nil else {
          throw TrainingError(
            .badData, "has two rows for '\(item.fileName)' in the same fold. Give each recording one row.",
            subject: name)
        }
      }
    }
    let order = a.classes.compactMap { b.classes.firstIndex(of: $0) }
    var (first, second): ([ScoredItem], [ScoredItem]) = ([], [])
    for item in a.items {
      guard var other = found[key(item)] else { continue }
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
    unmatched = a.items.count + b.items.count - 2 * first.count
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
