import Core
public import Curation
public import Manifest

/// What `split.json` says of a split; it is written last, so a folder that has it is complete.
public struct SplitDescription: Sendable, Codable, Equatable {
  /// The version of the suite that made it.
  public var auscult = AuscultVersion.current
  /// What was kept whole.
  public var by: SplitKey
  /// `fractions`, `folds`, `leave_one_source_out` or `saved`.
  public var division: String
  /// The wanted share of validation.
  public var validation: Double
  /// The wanted share of test, or of what is outside of all folds.
  public var test: Double
  /// What each list should have its share of.
  public var stratify: [StratumKey]
  /// Whether a group's side follows from its name and the seed alone.
  public var stable: Bool
  /// The seed.
  public var seed: UInt64
  /// Whether figures of this split are too good, as something stands on both sides.
  public var leaky: Bool
  /// The number of folds, 0 for none.
  public var folds: Int
  /// How often folds were drawn.
  public var repeats: Int
  /// What folds hold, such as a source's name, where they have one.
  public var foldTitles: [String: String]
  /// Where rows have gone.
  public var counts: Counts
  /// The recordings of each class in each list.
  public var balance: SplitBalance
  /// What was checked for leaks, with what result.
  public var certificate: LeakCertificate
  /// What a user should know.
  public var notes: [String]
  /// Files beside the rows' own that this split wrote.
  public var extraFiles: [String]
  /// The files that the folder consists of; each one is listed in `files.csv`.
  public var outputs: OutputInventory.Summary

  /// Where rows have gone.
  public struct Counts: Sendable, Codable, Equatable {
    /// Rows of `manifest.csv`.
    public var rows: Int
    /// Labelled recordings.
    public var recordings: Int
    /// Their groups.
    public var groups: Int
    /// Groups that were united with others, as they share a patient, a recording or bytes.
    public var united: Int
    /// Recordings without a label.
    public var unlabelled: Int
    /// Rows that are in no list; `rejected.csv` says why.
    public var rejected: Int

    /// Counts `rows`, of which `recordings` names the recording of each.
    init(_ rows: [ManifestRow], recordings: [String], united: Int, rejected: Int) {
      let labelled = rows.indices.filter { rows[$0].split != .unlabelled }
      let unlabelled = rows.indices.filter { rows[$0].split == .unlabelled }
      self.rows = rows.count
      self.recordings = Set(labelled.map { recordings[$0] }).count
      groups = Set(labelled.map { rows[$0].groupID }).count
      self.united = united
      self.unlabelled = Set(unlabelled.map { recordings[$0] }).count
      self.rejected = rejected
    }
  }

  /// The file's name.
  public static let fileName = ManifestFile.splitDescriptionName
}
