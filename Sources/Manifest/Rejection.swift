import Core

/// Why a file found is not in the manifest.
public struct Rejection: Sendable, Equatable {
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
    CSVTable(
      header: ["source_file", "stage", "reason", "detail"],
      rows: rejections.sorted { precedesInBytes($0.sourceFile, $1.sourceFile) }
        .map { [$0.sourceFile, $0.stage, $0.reason, $0.detail] })
  }
}
