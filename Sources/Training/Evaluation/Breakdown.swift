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
  /// The parts: sources in byte order of their names, bands of quality from the best on.
  public let parts: [Part]

  /// Divides recordings by where they come from.
  /// - Returns: nil if all are one part.
  static func sources(of items: [ScoredItem], classes: [String], seed: UInt64) -> Breakdown? {
    let members = Dictionary(grouping: items) { $0.source.isEmpty ? "unknown" : $0.source }
    return Breakdown(
      "source", members.sorted { precedesInBytes($0.key, $1.key) }.map { ($0.key, $0.value) }, classes: classes,
      seed: seed)
  }

  /// Divides recordings by three bands of their quality index.
  /// - Returns: nil if all are one part.
  static func quality(of items: [ScoredItem], classes: [String], seed: UInt64) -> Breakdown? {
    let members = Dictionary(grouping: items, by: QualityBand.init)
    return Breakdown(
      "quality", QualityBand.allCases.compactMap { band in members[band].map { (band.rawValue, $0) } },
      classes: classes, seed: seed)
  }

  private init?(
    _ column: String, _ members: [(name: String, items: [ScoredItem])], classes: [String], seed: UInt64
  ) {
    guard members.count > 1 else { return nil }
    self.column = column
    parts = members.map { name, items in
      Part(name: name, scores: ScoreSummary(.init(items, classes: classes, resamples: 500, seed: seed)))
    }
  }

  private enum QualityBand: String, CaseIterable {
    case good = "good (0.7 and more)"
    case middling = "middling (0.4 to 0.7)"
    case low = "low (below 0.4)"
    case unknown

    init(_ item: ScoredItem) {
      guard let quality = item.quality else {
        self = .unknown
        return
      }
      self = quality < Breakdown.lowQuality ? .low : quality < 0.7 ? .middling : .good
    }
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
