import Core

/// Looks for anything that two splits share: groups, patients, recordings, source bytes, augmented test material.
public enum LeakCheck {
  /// Something that stands on more than one side.
  public struct Leak: Sendable, Codable, Equatable {
    /// What is shared: `group_id`, `patient_id`, `parent_id`, `source_sha256`, `sha256` or `augmented`.
    public var kind: String
    /// The shared value.
    public var value: String
    /// The splits it stands in.
    public var splits: [String]
    /// Up to three row ids on each side, as examples.
    public var rows: [String]
  }

  /// What is compared, in order.
  public static let kinds = ["group_id", "patient_id", "parent_id", "source_sha256", "sha256", "augmented"]

  /// All leaks between training, validation and test rows, sorted by kind and value.
  ///
  /// Unlabelled rows belong to no side. Augmented rows outside the training split are leaks of kind `augmented`.
  /// The same `sha256` twice in one split is no leak.
  public static func leaks(in rows: [ManifestRow]) -> [Leak] {
    let sided = rows.filter { $0.split != .unlabelled }
    let keys: [(String, (ManifestRow) -> String)] = [
      ("group_id", \.groupID), ("patient_id", \.patientID), ("parent_id", \.parentID),
      ("source_sha256", \.sourceSHA256), ("sha256", \.sha256),
    ]
    var leaks: [Leak] = []
    for (kind, key) in keys {
      let shared = Dictionary(grouping: sided.filter { !key($0).isEmpty }, by: key)
      for (value, members) in shared.sorted(by: { precedesInBytes($0.key, $1.key) }) {
        let splits = Set(members.map(\.split)).sorted()
        guard splits.count > 1 else { continue }
        let examples = splits.flatMap { split in members.filter { $0.split == split }.prefix(3).map(\.id) }
        leaks.append(Leak(kind: kind, value: value, splits: splits.map(\.rawValue), rows: examples))
      }
    }
    let misplaced = sided.filter { $0.kind == .augmented && $0.split != .train }
    leaks += misplaced.map { Leak(kind: "augmented", value: $0.id, splits: [$0.split.rawValue], rows: [$0.id]) }
    return leaks
  }
}
