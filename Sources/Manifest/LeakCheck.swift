import Core

/// Looks for anything that two splits share: groups, patients, recordings, source bytes, augmented test material.
public enum LeakCheck {
  /// Something that stands on more than one side.
  public struct Leak: Sendable, Codable, Equatable {
    /// What is shared: `group_id`, `patient_id`, `parent_id`, `source_sha256`, `sha256` or `augmented`.
    public var kind: String
    /// The shared value.
    public var value: String
    /// The splits it stands in; of folds the lists, such as `fold-2-train`.
    public var splits: [String]
    /// Up to three row ids on each side, as examples.
    public var rows: [String]
  }

  /// One training with its validation and test.
  public struct Round: Sendable {
    /// What the names of its lists begin with, such as `fold-2-`; "" where it is the only one.
    public var prefix: String
    /// The side of each row; nil for a row that takes no part.
    public var sides: [Split?]

    /// Makes a round.
    public init(prefix: String = "", sides: [Split?]) {
      self.prefix = prefix
      self.sides = sides
    }
  }

  /// Where a row stands by its own columns.
  public struct Standing: Sendable, Hashable {
    /// The side.
    public var split: Split
    /// The fold, if it has one.
    public var fold: Int?

    /// Where a row stands.
    public init(_ row: ManifestRow) { (split, fold) = (row.split, row.fold) }
  }

  /// The rounds that the splits and folds of rows make: each fold is the test once, and what is held out of all folds is
  /// compared with what trains in them.
  public static func rounds(of rows: [ManifestRow]) -> [Round] { rounds(of: rows.map(Standing.init)) }

  /// The rounds that standings make; see ``rounds(of:)-rows``.
  public static func rounds(of standings: [Standing]) -> [Round] {
    let folds = Set(standings.filter { $0.split != .unlabelled }.compactMap(\.fold)).sorted()
    let whole = Round(sides: standings.map(\.split))
    if folds.isEmpty { return [whole] }
    let rounds = folds.map { fold in
      Round(
        prefix: "fold-\(fold)-",
        sides: standings.map { row -> Split? in
          if row.split == .unlabelled { return .unlabelled }
          if let mine = row.fold { return mine == fold ? .test : .train }
          return row.split == .train ? .train : nil
        })
    }
    return rounds + (standings.contains { $0.split == .test || $0.split == .validation } ? [whole] : [])
  }

  /// What is compared, in order.
  public static let kinds = ["group_id", "patient_id", "parent_id", "source_sha256", "sha256", "augmented"]

  /// All leaks between training, validation and test rows, sorted by kind and value.
  ///
  /// Unlabelled rows belong to no side. Augmented rows outside the training split are leaks of kind `augmented`.
  /// The same `sha256` twice in one split is no leak.
  public static func leaks(in rows: [ManifestRow]) -> [Leak] {
    leaks(in: rows, rounds: [Round(sides: rows.map(\.split))])
  }

  /// All leaks within any of some rounds; what leaks in several of them is one leak.
  public static func leaks(in rows: [ManifestRow], rounds: [Round]) -> [Leak] {
    let found = LeakFindings(of: rows, rounds: rounds, mostListed: .max).leaks
    return kinds.flatMap { found[$0] ?? [] }
  }

  /// The ids of the rows that have a part in some leaks.
  public static func rows(of leaks: [Leak], in rows: [ManifestRow]) -> Set<String> {
    let values = Dictionary(grouping: leaks, by: \.kind).mapValues { Set($0.map(\.value)) }
    return Set(
      rows.filter { row in row.split != .unlabelled && values.contains { $1.contains(value($0, of: row)) } }.map(\.id))
  }

  /// What must not be shared, or "" where nothing is known.
  static func value(_ kind: String, of row: ManifestRow) -> String {
    switch kind {
    case "group_id": row.groupID
    case "patient_id": row.patientID
    case "parent_id": row.parentID
    case "source_sha256": row.sourceSHA256
    case "sha256": row.sha256
    case "source": row.source
    default: row.kind == .augmented ? row.id : ""
    }
  }
}
