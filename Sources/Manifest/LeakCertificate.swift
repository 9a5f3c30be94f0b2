/// The statement in `dataset.json` of what was checked for leaks, with what result, over which files.
public struct LeakCertificate: Sendable, Codable, Equatable {
  /// What was compared.
  public var checked: [String]
  /// What the split kept whole: `patient` or `recording`.
  public var groupedBy: String
  /// The number of groups on each side.
  public var groups: [String: Int]
  /// The number of rows on each side.
  public var rows: [String: Int]
  /// Recordings on a side whose patient is unknown: that nobody stands on both sides cannot be said of them.
  public var withoutPatient: Int
  /// The leaks that were found; empty unless leakage was asked for.
  public var leaks: [LeakCheck.Leak]
  /// SHA-256 of `manifest.csv` and each split's list, so that a later edit is noticed.
  public var files: [String: String]

  /// Whether nothing is shared between the sides.
  public var isClean: Bool { leaks.isEmpty }

  /// Checks `rows` and states the result.
  public init(rows: [ManifestRow], groupedBy: String, files: [String: String]) {
    checked = LeakCheck.kinds
    self.groupedBy = groupedBy
    self.files = files
    leaks = LeakCheck.leaks(in: rows)
    withoutPatient = Set(rows.filter { $0.split != .unlabelled && $0.patientID.isEmpty }.map(\.parentID)).count
    let sides = Dictionary(grouping: rows, by: \.split.rawValue)
    groups = sides.mapValues { Set($0.map(\.groupID)).count }
    self.rows = sides.mapValues(\.count)
  }
}
