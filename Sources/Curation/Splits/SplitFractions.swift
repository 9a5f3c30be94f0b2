public import Core
public import Manifest

/// The shares of validation and test; training has the rest.
public struct SplitFractions: Sendable, Codable, Hashable {
  /// The share of recordings for early stopping and thresholds, 0 ≤ share < 1.
  public var validation: Double
  /// The share of recordings for the final figure, 0 ≤ share < 1.
  public var test: Double

  /// Makes fractions.
  public init(validation: Double, test: Double) {
    self.validation = validation
    self.test = test
  }

  /// The sides that get anything, with their shares: training, then test and validation where their share is above 0.
  public var sides: [(split: Split, share: Double)] {
    [(.train, 1 - validation - test), (.test, test), (.validation, validation)].filter { $0.1 > 0 }
  }

  /// Assigns each labelled recording to a side; unlabelled ones get `.unlabelled`.
  /// - Parameters:
  ///   - groups: each recording's group, which is never divided.
  ///   - strata: what else each side should have its share of, such as the sources; empty for nothing.
  ///   - isStable: whether a group's side follows from its name and the seed alone; see ``GroupedSplitter/isStable``.
  /// - Throws: `CurationError` `.badShares` if fractions leave no training part, `.impossibleSplit` if groups are too few.
  public func assign(
    labels: [String?], groups: [String], seed: UInt64, strata: [String] = [], isStable: Bool = false
  ) throws(CurationError) -> [Split] {
    guard validation >= 0, test >= 0, validation + test < 1 else {
      throw CurationError(
        .badShares,
        "validation \(validation) and test \(test) leave nothing for training: their sum must be below 1.")
    }
    let labelled = labels.indices.filter { labels[$0] != nil }
    let groupCount = Set(labelled.map { groups[$0] }).count
    guard groupCount >= sides.count || labelled.isEmpty else {
      throw CurationError(
        .impossibleSplit,
        "\(labelled.count) labelled recordings fall into \(groupCount) group(s), too few for \(sides.count) parts that share no group. Add patients, or ask for fewer parts."
      )
    }
    let parts = GroupedSplitter(shares: sides.map(\.share), seed: seed, isStable: isStable)
      .parts(
        labels: labelled.map { labels[$0] ?? "" }, groups: labelled.map { groups[$0] },
        strata: strata.isEmpty ? [] : labelled.map { strata[$0] })
    var result = [Split](repeating: .unlabelled, count: labels.count)
    for (position, index) in labelled.enumerated() { result[index] = sides[parts[position]].split }
    return result
  }
}
