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

  /// The stage of rejections that the recipe asked for; they are listed, but nothing has failed.
  public static let recipeStage = "recipe"

  /// Makes a rejection.
  public init(sourceFile: String, stage: String, reason: String, detail: String) {
    self.sourceFile = sourceFile
    self.stage = stage
    self.reason = reason
    self.detail = detail
  }

  /// `rejected.csv` of some rejections, sorted by file.
  public static func table(_ rejections: [Rejection]) -> CSVTable {
    func key(_ rejection: Rejection) -> String {
      "\(rejection.sourceFile)\u{0}\(rejection.stage)\u{0}\(rejection.reason)\u{0}\(rejection.detail)"
    }
    return CSVTable(
      header: ["source_file", "stage", "reason", "detail"],
      rows: rejections.sorted { precedesInBytes(key($0), key($1)) }
        .map { [$0.sourceFile, $0.stage, $0.reason, $0.detail] })
  }

  /// Reads a `rejected.csv`.
  /// - Throws: `ManifestError`.
  public static func read(_ url: URL) throws(ManifestError) -> [Rejection] {
    let table = try CSVTable(contentsOf: url)
    let positions = ["source_file", "stage", "reason", "detail"].map { table.column(named: $0) }
    func cell(_ row: [String], _ index: Int) -> String { positions[index].map { row[$0] } ?? "" }
    return table.rows.map {
      Rejection(sourceFile: cell($0, 0), stage: cell($0, 1), reason: cell($0, 2), detail: cell($0, 3))
    }
  }
}
