import Core

/// The scores of parts of the recordings, such as each source's: a figure for all may hide that one part is at chance.
public struct Breakdown: Sendable, Equatable, Codable {
  /// One part.
  public struct Part: Sendable, Equatable, Codable {
    /// The part's name.
    public let name: String
    /// Its scores.
    public let scores: ScoreSummary
  }

  /// What divides the recordings: `source` or `quality`.
  public let column: String
  /// The parts, in byte order of their names.
  public let parts: [Part]

  /// Divides recordings by a property.
  /// - Returns: nil if all are one part.
  init?(
    _ column: String, of items: [ScoredItem], classes: [String], seed: UInt64, name: (ScoredItem) -> String
  ) {
    let members = Dictionary(grouping: items, by: name)
    guard members.count > 1 else { return nil }
    self.column = column
    parts = members.sorted { precedesInBytes($0.key, $1.key) }.map { name, items in
      Part(name: name, scores: ScoreSummary(.init(items, classes: classes, resamples: 500, seed: seed)))
    }
  }

  /// The quality index in three bands.
  static func qualityBand(_ item: ScoredItem) -> String {
    guard let quality = item.quality else { return "unknown" }
    return quality < lowQuality ? "low (below 0.4)" : quality < 0.7 ? "middling (0.4 to 0.7)" : "good (0.7 and more)"
  }

  /// Recordings of a lower quality index count as noisy.
  static let lowQuality = 0.4
}

extension ClassificationReport {
  /// Scores items by their most probable classes.
  init(
    _ items: [ScoredItem], classes: [String], context: ScoringContext = ScoringContext(), resamples: Int = 1000,
    seed: UInt64
  ) {
    let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    self.init(
      truth: items.map { positions[$0.label] ?? 0 }, probabilities: items.map(\.probabilities), classes: classes,
      groups: items.map(\.groupID), context: context, resamples: resamples, seed: seed)
  }
}
