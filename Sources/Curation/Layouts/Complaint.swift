/// Something in a collection that does not fit together.
public struct Complaint: Sendable, Codable, Equatable {
  /// The kinds that can occur.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// A table names a file that is not there.
    case rowWithoutFile = "row_without_file"
    /// A file that no table names.
    case fileWithoutRow = "file_without_row"
    /// Name, folder and tables give different labels, or different patients.
    case labelConflict = "label_conflict"
    /// A row that could mean several files.
    case ambiguousRow = "ambiguous_row"
    /// A header says something else than the file holds, or two headers differ.
    case headerMismatch = "header_mismatch"
    /// A file that cannot be opened as sound.
    case unreadable
    /// An annotation that belongs to no recording, or one that is promised and not there.
    case annotation
    /// The same recording lies in two places.
    case copy
    /// A name that follows no rule of the layout.
    case oddName = "odd_name"
    /// Something in the folder that was not looked into.
    case notRead = "not_read"
    /// Labels that differ in case or blanks only, and are classes of their own.
    case similarLabels = "similar_labels"
    /// Copies that augmentation could not alter.
    case unaltered
    /// Recordings that go beyond full scale at the rate of the clips.
    case limited
    /// Recordings with samples that are no numbers.
    case notFinite = "not_finite"
  }
  /// What kind of disagreement.
  public var kind: Kind
  /// The file or row.
  public var subject: String
  /// What was found and what to do.
  public var message: String

  /// Makes a complaint.
  public init(kind: Kind, subject: String, message: String) {
    self.kind = kind
    self.subject = subject
    self.message = message
  }
}

extension Complaint.Kind {
  /// What the kind means, for a heading.
  public var meaning: String {
    switch self {
    case .rowWithoutFile: "rows without a file"
    case .fileWithoutRow: "files without a row or label"
    case .labelConflict: "labels or patients that contradict each other"
    case .ambiguousRow: "rows that could mean several files"
    case .headerMismatch: "headers that contradict the file"
    case .unreadable: "files that cannot be opened as sound"
    case .annotation: "annotations without a recording, or missing ones"
    case .copy: "recordings that lie there twice"
    case .oddName: "names that follow no rule"
    case .notRead: "not looked into"
    case .similarLabels: "labels that look alike"
    case .unaltered: "clips whose copies are the clip itself"
    case .limited: "recordings beyond full scale, which were limited to it"
    case .notFinite: "recordings with samples that are no numbers"
    }
  }
}
