import Core

/// Everything an audit found, as plain values: for `audit.json`, for pages, and for other programs.
public struct AuditReport: Sendable, Codable, Equatable {
  /// The release that made it.
  public var version: String
  /// How recordings were compared.
  public var settings: AuditSettings
  /// The layout that was recognised, and why.
  public var layout: String
  /// Why that layout.
  public var evidence: String
  /// What was counted.
  public var counts: Counts
  /// Every recording that could be decoded, in the order of paths.
  public var recordings: [AuditedRecording]
  /// Why recordings belong together.
  public var links: [AuditLink]
  /// What the threshold would link at other values.
  public var calibration: [CalibrationRow]
  /// Groups of two and more recordings, the largest first.
  public var groups: [AuditGroup]
  /// Links of sound between recordings with different labels.
  public var labelConflicts: [LabelConflict]
  /// Patients with recordings of more than one class, with those classes.
  public var patientsOfManyLabels: [String: [String]]
  /// What single columns tell of the label.
  public var confounding: [ConfoundingProbe]
  /// What memory alone reaches; nil without two classes and five groups.
  public var leakProbe: LeakProbe?
  /// Files that could not be decoded.
  public var rejected: [AuditRejection]

  /// Counts of an audit.
  public struct Counts: Sendable, Codable, Equatable {
    /// Files found.
    public var found: Int
    /// Files that could not be decoded.
    public var rejected: Int
    /// Recordings with a label.
    public var labelled: Int
    /// Recordings without one.
    public var unlabelled: Int
    /// Groups, those of one recording included.
    public var groups: Int
    /// Groups that hold labelled and unlabelled recordings.
    public var groupsSharedWithUnlabelled: Int
    /// Unlabelled recordings in such groups.
    public var unlabelledInSharedGroups: Int
    /// Pairs of recordings there are.
    public var possiblePairs: Int
    /// Pairs the prefilter proposed.
    public var proposedPairs: Int
    /// Pairs compared at all lags.
    public var comparedPairs: Int
    /// Recordings longer than what is compared of them.
    public var cutShort: Int
    /// Links of each kind.
    public var links: [String: Int]
    /// Recordings with each fault.
    public var issues: [String: Int]
  }
}

/// One recording as the audit sees it.
public struct AuditedRecording: Sendable, Codable, Equatable {
  /// The path relative to the collection's folder.
  public var fileName: String
  /// The class, "" for none.
  public var label: String
  /// The patient, "" for unknown.
  public var patientID: String
  /// The part of the collection or the device, or "".
  public var source: String
  /// The auscultation site, or "".
  public var site: String
  /// The side that the collection's makers put it on, or "".
  public var split: String
  /// SHA-256 of the file's bytes.
  public var sha256: String
  /// The group that a split must keep whole.
  public var groupID: String
  /// What was measured.
  public var quality: RecordingQuality
  /// The signal-quality index, 0 … 1.
  public var signalQualityIndex: Double
  /// How little it looks like a heart sound, 0 … 1.
  public var notHeartSoundScore: Double
  /// Its faults.
  public var issues: [QualityIssue]
  /// The similarity of its nearest copy, 1 for identical bytes; nil where nothing resembles it.
  public var nearestSimilarity: Double?
  /// The paths of its copies.
  public var nearDuplicates: [String]

  /// Abbreviations as words, so that snake case leads back to them.
  private enum CodingKeys: String, CodingKey {
    case fileName, label, source, site, split, sha256, quality, signalQualityIndex, notHeartSoundScore, issues
    case nearestSimilarity, nearDuplicates
    case patientID = "patientId"
    case groupID = "groupId"
  }
}

/// Two copies of one sound with different labels.
public struct LabelConflict: Sendable, Codable, Equatable {
  /// The link between them.
  public var link: AuditLink
  /// The first one's label.
  public var labelA: String
  /// The second one's label.
  public var labelB: String
}

/// A file that could not be decoded.
public struct AuditRejection: Sendable, Codable, Equatable {
  /// The path relative to the collection's folder.
  public var fileName: String
  /// A short reason for programs.
  public var reason: String
  /// What happened and what to do.
  public var detail: String
}

extension AuditReport {
  /// The report as JSON.
  /// - Throws: `EncodingError`.
  public func json() throws -> String { try JSONText.encode(self) }
}
