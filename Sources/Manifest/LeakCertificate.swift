/// The statement in `dataset.json` of what was checked for leaks, with what result, over which files.
public struct LeakCertificate: Sendable, Codable, Equatable {
  /// What was compared.
  public var checked: [String]
  /// How each kind was compared, over how much, with what result; near-copies and sources, too.
  public var checks: [Check]
  /// What the split kept whole: `group`, `patient`, `source`, or for a leaky one `recording` or `segment`.
  public var groupedBy: String
  /// Whether something stands on more than one side: figures of such a split are too good.
  public var leaky: Bool
  /// The number of groups on each side.
  public var groups: [String: Int]
  /// The number of rows on each side.
  public var rows: [String: Int]
  /// Recordings on a side whose patient is unknown: that nobody stands on both sides cannot be said of them.
  public var withoutPatient: Int
  /// The first leaks of each kind; empty unless leakage was asked for. ``leakCount`` counts them all.
  public var leaks: [LeakCheck.Leak]
  /// SHA-256 of `manifest.csv` and each split's list, so that a later edit is noticed.
  public var files: [String: String]

  /// One thing that was compared between the sides.
  public struct Check: Sendable, Codable, Equatable {
    /// What: a kind of ``LeakCheck``, `source` or `near_copy`.
    public var kind: String
    /// How, in plain words.
    public var how: String
    /// The number of rows of which it is known.
    public var rows: Int
    /// The number of different values.
    public var values: Int
    /// The number of values that stand on more than one side.
    public var shared: Int
    /// What follows.
    public var result: Outcome
  }

  /// What follows from a check.
  public enum Outcome: String, Sendable, Codable {
    /// Nothing is shared.
    case clean
    /// Something is shared that must not be.
    case leaks
    /// Something is shared that may be: sources, unless they were to be kept apart.
    case shared
    /// Nothing is known of it, so nothing was compared.
    case unknown
    /// Nobody has looked.
    case notChecked = "not_checked"
  }

  /// What an audit found of near-copies under other names.
  public struct NearCopies: Sendable, Equatable {
    /// How they were looked for, in plain words.
    public var how: String
    /// The number of near-copies that were found, all of which share a group.
    public var found: Int
    /// Those that stand on more than one side.
    public var shared: Int

    /// States an audit's result.
    public init(how: String, found: Int, shared: Int) {
      self.how = how
      self.found = found
      self.shared = shared
    }
  }

  /// Whether nothing is shared between the sides.
  public var isClean: Bool { !leaky }

  /// The number of all leaks, those that are not listed, too.
  public var leakCount: Int {
    checks.isEmpty ? leaks.count : checks.filter { $0.result == .leaks }.reduce(0) { $0 + $1.shared }
  }

  /// The most leaks of a kind that are listed: a split that leaks on purpose shares almost everything.
  public static let mostListed = 25

  /// Checks `rows` and states the result.
  /// - Parameters:
  ///   - rounds: the trainings that folds make, each checked for itself; nil for those that the rows' splits and folds make.
  ///   - nearCopies: what an audit found, if there was one.
  public init(
    rows: [ManifestRow], rounds: [LeakCheck.Round]? = nil, groupedBy: String, files: [String: String],
    nearCopies: NearCopies? = nil
  ) {
    let findings = LeakFindings(of: rows, rounds: rounds ?? LeakCheck.rounds(of: rows), mostListed: Self.mostListed)
    self.init(findings, groupedBy: groupedBy, files: files, nearCopies: nearCopies)
  }

  /// States what was found.
  /// - Parameter nearCopies: what an audit found, if there was one.
  public init(_ findings: LeakFindings, groupedBy: String, files: [String: String], nearCopies: NearCopies? = nil) {
    checked = LeakCheck.kinds
    self.groupedBy = groupedBy
    self.files = files
    leaks = LeakCheck.kinds.flatMap { findings.leaks[$0] ?? [] }
    checks = LeakFact.kinds.map { Self.check($0, findings) } + [Self.nearCopyCheck(nearCopies)]
    leaky = checks.contains { $0.result == .leaks }
    (withoutPatient, groups, rows) = (findings.withoutPatient, findings.groups, findings.rows)
  }

  private static func check(_ kind: String, _ findings: LeakFindings) -> Check {
    let extent = findings.extents[kind] ?? (0, 0)
    let shared = findings.shared[kind] ?? 0
    let isKnown = extent.rows > 0 || kind == "augmented"
    // Sources on both sides are usual, so they are stated rather than refused.
    let result: Outcome = shared > 0 ? kind == "source" ? .shared : .leaks : isKnown ? .clean : .unknown
    return Check(
      kind: kind, how: explanations[kind] ?? "", rows: extent.rows, values: extent.values, shared: shared,
      result: result)
  }

  private static func nearCopyCheck(_ audit: NearCopies?) -> Check {
    Check(
      kind: "near_copy", how: audit?.how ?? "Nobody has listened for the same sound under other names.", rows: 0,
      values: audit?.found ?? 0, shared: audit?.shared ?? 0,
      result: audit.map { $0.shared > 0 ? .leaks : .clean } ?? .notChecked)
  }

  private static let explanations = [
    "group_id": "The groups of the rows on each side were compared with those on the others.",
    "patient_id": "The patients, where known, were compared between the sides.",
    "parent_id": "The recordings that clips were cut from were compared between the sides.",
    "source_sha256": "The bytes of the recordings were compared between the sides, by SHA-256.",
    "sha256": "The bytes of the clips were compared between the sides, by SHA-256.",
    "augmented": "Augmented copies were looked for outside of training.",
    "source":
      "Collections or devices on more than one side are no leak, but a classifier may know them by their sound.",
  ]
}

extension LeakCertificate {
  /// Reads a certificate; one of an older version says less, and is no less of one.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    checked = try values.decode([String].self, forKey: .checked)
    groupedBy = try values.decode(String.self, forKey: .groupedBy)
    groups = try values.decode([String: Int].self, forKey: .groups)
    rows = try values.decode([String: Int].self, forKey: .rows)
    withoutPatient = try values.decode(Int.self, forKey: .withoutPatient)
    leaks = try values.decode([LeakCheck.Leak].self, forKey: .leaks)
    files = try values.decode([String: String].self, forKey: .files)
    leaky = try values.decodeIfPresent(Bool.self, forKey: .leaky) ?? !leaks.isEmpty
    checks = try values.decodeIfPresent([Check].self, forKey: .checks) ?? []
  }
}
