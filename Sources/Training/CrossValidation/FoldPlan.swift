import Core
public import Curation
public import Foundation
import Hashing
public import Manifest
public import Preparation

/// Which rows train, stop and are judged in each fold of a cross-validation.
public struct FoldPlan: Sendable {
  /// One training with its validation and test.
  public struct Fold: Sendable {
    /// A name for files and messages, such as `fold-2` or `repeat-1-fold-2`.
    public let name: String
    /// The repeat, from 1 on.
    public let repetition: Int
    /// The number of the fold in its repeat.
    public let number: Int
    /// What it holds, such as a source's name; "" where it has none.
    public let title: String
    /// The side of each row; nil for one that takes no part.
    let sides: [Split?]
  }

  /// How to divide.
  public struct Settings: Sendable {
    /// Into what.
    public var division: SplitRequest.Division
    /// The share of rows that is cut out of each fold's training part for stopping and thresholds; 0 for none.
    public var validation: Double
    /// What each fold should have its share of besides the classes.
    public var strata: [StratumKey]
    /// What is kept whole.
    public var key: SplitKey
    /// A table that says which recording is in which fold, in place of the division.
    public var table: URL?
    /// Whether the data set's own column `fold`, where it has one, stands in for the division.
    public var followsColumn: Bool
    /// Whether what belongs together may be divided.
    public var allowsLeakage: Bool
    /// The seed of folds and validation.
    public var seed: UInt64

    /// Makes settings.
    public init(
      division: SplitRequest.Division = .folds(5, repeats: 1), validation: Double = 0.15, strata: [StratumKey] = [],
      key: SplitKey = .group, table: URL? = nil, followsColumn: Bool = true, allowsLeakage: Bool = false,
      seed: UInt64 = 0
    ) {
      self.division = division
      self.validation = validation
      self.strata = strata
      self.key = key
      self.table = table
      self.followsColumn = followsColumn
      self.allowsLeakage = allowsLeakage
      self.seed = seed
    }
  }

  /// The prepared folder.
  public let folder: URL
  /// What `dataset.json` says.
  public let description: DatasetDescription
  /// The labelled rows in order of their ids.
  public let rows: [ManifestRow]
  /// The folds, repeat by repeat.
  public let folds: [Fold]
  /// What a reader of the figures must know.
  public let notes: [String]
  /// What stands on several sides of a fold; empty unless leakage was allowed.
  public let leaks: [LeakCheck.Leak]
  /// What was kept whole, in a word.
  public let groupedBy: String

  /// Divides a prepared folder.
  ///
  /// Folds follow the table that was named, else the data set's own column `fold` if they may, else they are drawn.
  /// - Throws: `TrainingError` `.leak` where the manifest was edited, `.badData` where files are missing or nothing can be
  ///   judged; `CurationError` where groups or sources do not allow it; `ManifestError`; `PreparationError`.
  public init(folder: URL, settings: Settings, workers: Int) throws {
    let description = try DatasetDescription(folder: folder)
    let manifest = folder.appendingPathComponent(ManifestFile.fileName)
    let digest = try SHA256.hexDigest(ofFile: manifest)
    guard settings.allowsLeakage || digest == description.certificate.files[ManifestFile.fileName] else {
      throw TrainingError(
        .leak,
        "has changed since its leak certificate was written. Run 'auscult prepare' again, or give --allow-leakage to use it as it is.",
        subject: manifest.path)
    }
    let input = try SplitInput(folder, output: folder, workers: workers)
    if let first = input.missing.first {
      throw TrainingError(
        .badData,
        "\(input.missing.count) of its files are missing: \(first.detail) Run 'auscult prepare' again.",
        subject: manifest.path)
    }
    let saved =
      try settings.table.map { try SavedSplit(contentsOf: $0) }
      ?? (settings.followsColumn ? try Self.ownFolds(of: folder) : nil)
    let split = try DatasetSplit(
      input,
      settings: .init(
        request: SplitRequest(
          division: settings.division, validation: settings.validation, test: 0, strata: settings.strata,
          seed: settings.seed),
        key: settings.key, saved: saved, allowsLeakage: settings.allowsLeakage))
    guard !split.plan.folds.isEmpty else {
      throw TrainingError(
        .badData, "assigns no folds. Give a table with a column 'fold', or ask for --folds.",
        subject: (settings.table ?? manifest).path)
    }
    self.folder = folder
    self.description = description
    // Rows without a label take no part.
    let labelled = split.rows.indices.filter { !split.rows[$0].label.isEmpty }
    rows = labelled.map { split.rows[$0] }
    folds = zip(split.plan.rounds, split.rounds).map { round, sides in
      Fold(
        name: String(round.prefix(amongRepeats: split.plan.folds.count).dropLast()), repetition: round.repetition ?? 1,
        number: round.fold ?? 1, title: round.title, sides: labelled.map { sides.sides[$0] })
    }
    notes = split.plan.notes
    leaks = LeakCheck.leaks(in: split.rows, rounds: Array(split.rounds))
    groupedBy = settings.division == .leaveOneSourceOut ? "source" : settings.key.rawValue
    try checkClasses()
  }

  /// The folds that a data set was divided into, by `splits.csv`, which knows repeats, else by its manifest; nil without any.
  private static func ownFolds(of folder: URL) throws -> SavedSplit? {
    let table = folder.appendingPathComponent("splits.csv")
    let saved = try SavedSplit(
      contentsOf: FileManager.default.fileExists(atPath: table.path)
        ? table : folder.appendingPathComponent(ManifestFile.fileName))
    return saved.hasFolds ? saved : nil
  }

  /// A fold must have two classes to learn, and something to judge.
  private func checkClasses() throws(TrainingError) {
    for fold in folds {
      let training = Set(rows(of: fold, .train).map(\.label))
      guard training.count > 1, !rows(of: fold, .test).isEmpty else {
        throw TrainingError(
          .badData,
          "\(fold.name) has \(training.count) class(es) to train on and \(rows(of: fold, .test).count) rows to judge; at least two classes and one row are needed. Ask for fewer folds, or add patients.",
          subject: folder.path)
      }
    }
  }

  /// The classes of all rows, in byte order.
  public var classes: [String] { Set(rows.map(\.label)).sorted(by: precedesInBytes) }

  /// The rows of one side of a fold, with that side.
  func rows(of fold: Fold, _ side: Split) -> [ManifestRow] {
    zip(rows, fold.sides).compactMap { row, mine in
      guard mine == side else { return nil }
      var row = row
      row.split = side
      return row
    }
  }

  /// A digest of which row is on which side of a fold, and of the rows' bytes.
  func digest(of fold: Fold) -> String {
    let lines = zip(rows, fold.sides).map { "\($0.id)\u{0}\($0.sha256)\u{0}\($0.label)\u{0}\($1?.rawValue ?? "")\n" }
    return SHA256.hexDigest(of: Data(lines.joined().utf8))
  }
}

extension PreparedData {
  /// One fold of a plan as a data set of its own.
  init(_ plan: FoldPlan, fold: FoldPlan.Fold) {
    folder = plan.folder
    description = plan.description
    train = plan.rows(of: fold, .train)
    validation = plan.rows(of: fold, .validation)
    acceptedLeaks = plan.leaks
  }
}
