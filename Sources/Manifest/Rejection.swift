public import Core
public import Foundation

/// Why a file found is not in the manifest.
public struct Rejection: Sendable, Codable, Equatable {
  /// The file, relative to the folder that was prepared.
  public var sourceFile: String
  /// Where it failed: `scan`, `decode`, `quality`, `segment`, `label` ….
  public var stage: String
  /// A short reason for programs, such as `too_short`.
  public var reason: String
  /// What happened and what to do, for people.
  public var detail: String
  /// SHA-256 of the file, hexadecimal; "" where it could not be read.
  public var sourceSHA256: String

  /// The stage of rejections that the recipe asked for; they are listed, but nothing has failed.
  public static let recipeStage = "recipe"
  /// The stage of rows that a split leaves out; their recordings may have other rows.
  public static let splitStage = "split"

  /// Whether a split has left out a row, rather than a preparation a recording.
  public var isOfSplit: Bool { stage == Self.splitStage }

  /// Makes a rejection.
  public init(sourceFile: String, stage: String, reason: String, detail: String, sourceSHA256: String = "") {
    self.sourceFile = sourceFile
    self.stage = stage
    self.reason = reason
    self.detail = detail
    self.sourceSHA256 = sourceSHA256
  }

  /// The name of the table in an output folder.
  public static let fileName = "rejected.csv"

  /// The columns of the table.
  public static let columns = ["source_file", "stage", "reason", "detail", "source_sha256"]

  /// The cells of this row, in the order of ``columns``.
  public var cells: [String] { [sourceFile, stage, reason, detail, sourceSHA256] }

  /// The rows of the table are sorted by the bytes of this: by file, stage, reason and detail.
  public var sortKey: String { "\(sourceFile)\u{0}\(stage)\u{0}\(reason)\u{0}\(detail)" }

  /// `rejected.csv` of some rejections, sorted by file.
  public static func table(_ rejections: [Rejection]) -> CSVTable {
    CSVTable(
      header: columns, rows: rejections.sorted { precedesInBytes($0.sortKey, $1.sortKey) }.map(\.cells))
  }

  /// Reads a `rejected.csv`.
  /// - Throws: `ManifestError`.
  public static func read(_ url: URL) throws(ManifestError) -> [Rejection] {
    try read(try CSVTable(contentsOf: url), name: url.path)
  }

  /// Reads the table that ``table(_:)`` makes.
  /// - Throws: `ManifestError` `.schema` if the columns are others.
  public static func read(_ table: CSVTable, name: String) throws(ManifestError) -> [Rejection] {
    try table.requireHeader(columns, name: name)
    return table.rows.map {
      Rejection(sourceFile: $0[0], stage: $0[1], reason: $0[2], detail: $0[3], sourceSHA256: $0[4])
    }
  }
}
