import Core
import Foundation
import Hashing
public import Manifest

/// What the tables of a data set add up to; `prepare` writes it and `verify` computes it again.
public struct DatasetFigures: Sendable, Equatable {
  /// Where files have gone; found = prepared + unlabelled + rejected.
  public struct Counts: Sendable, Codable, Equatable {
    /// Sound and video files found.
    public var found: Int
    /// Recordings with a label that gave rows.
    public var prepared: Int
    /// Recordings without a label that gave rows.
    public var unlabelled: Int
    /// Files that gave no clip; `rejected.csv` lists them, and single windows that were silent.
    public var rejected: Int
    /// Rows of `manifest.csv`.
    public var rows: Int
  }

  /// The files that a data set was made from.
  public struct Inputs: Sendable, Codable, Equatable {
    /// How many there are.
    public var files: Int
    /// SHA-256 over a line `SHA256  PATH` of each, sorted by path, as `sha256sum` writes them; a file that could not be
    /// read has no digits.
    public var sha256: String
  }

  /// Where each file has gone.
  public var counts: Counts
  /// Recordings by class, then by split, or by fold where they have one.
  public var recordings: [String: [String: Int]]
  /// The files that gave rows or were rejected.
  public var inputs: Inputs

  /// The classes of labelled rows, in byte order.
  public var classes: [String] { recordings.keys.sorted(by: precedesInBytes) }

  init(counts: Counts, recordings: [String: [String: Int]], inputs: Inputs) {
    (self.counts, self.recordings, self.inputs) = (counts, recordings, inputs)
  }

  /// Adds up the rows and rejections of a collection.
  /// - Parameter found: the number of files found; what is accounted for, if nil.
  public init(rows: [ManifestRow], rejections: [Rejection], found: Int? = nil) {
    let recordings = Dictionary(rows.map { ($0.sourceFile, $0) }, uniquingKeysWith: { first, _ in first })
    let labelled = recordings.values.filter { $0.split != .unlabelled }
    // Clips of one recording stand on several sides where a split leaks on purpose.
    var sides: [String: [String: Set<String>]] = [:]
    for row in rows where row.split != .unlabelled {
      sides[row.label, default: [:]][Self.side(row.split, fold: row.fold), default: []].insert(row.sourceFile)
    }
    let rejected = Set(rejections.map(\.sourceFile)).subtracting(recordings.keys)
    counts = Counts(
      found: found ?? recordings.count + rejected.count, prepared: labelled.count,
      unlabelled: recordings.count - labelled.count, rejected: rejected.count, rows: rows.count)
    self.recordings = sides.mapValues { $0.mapValues(\.count) }
    let digests = Self.inputDigests(rows: rows, rejections: rejections)
    let lines = digests.sorted { precedesInBytes($0.key, $1.key) }.map { "\($0.value)  \($0.key)\n" }.joined()
    inputs = Inputs(files: digests.count, sha256: SHA256.hexDigest(of: Data(lines.utf8)))
  }

  /// What a side is called where recordings are counted.
  static func side(_ split: Split, fold: Int?) -> String { fold.map { "fold-\($0)" } ?? split.rawValue }

  /// The digest of each file that gave rows or was rejected.
  static func inputDigests(rows: [ManifestRow], rejections: [Rejection]) -> [String: String] {
    Dictionary(
      rows.map { ($0.sourceFile, $0.sourceSHA256) } + rejections.map { ($0.sourceFile, $0.sourceSHA256) },
      uniquingKeysWith: { first, _ in first })
  }
}
