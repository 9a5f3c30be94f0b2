import Core
public import Foundation
import Manifest

/// How two prepared data sets differ, by their descriptions and tables.
public struct DatasetComparison: Sendable, Encodable, Equatable {
  /// Things with names that only one side has, or that both have and that differ.
  public struct Changes: Sendable, Encodable, Equatable {
    /// Those that only the second side has, in byte order.
    public var added: [String] = []
    /// Those that only the first side has, in byte order.
    public var removed: [String] = []
    /// Those that differ, in byte order.
    public var changed: [String] = []

    /// Whether both sides are alike.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    init() {}

    /// Compares the values of two dictionaries.
    init<Value: Equatable>(_ first: [String: Value], _ second: [String: Value]) {
      added = second.keys.filter { first[$0] == nil }.sorted(by: precedesInBytes)
      removed = first.keys.filter { second[$0] == nil }.sorted(by: precedesInBytes)
      changed = first.keys.filter { second[$0] != nil && second[$0] != first[$0] }.sorted(by: precedesInBytes)
    }
  }

  /// A recording that stands on another side of the split.
  public struct Move: Sendable, Encodable, Equatable {
    /// The recording's file.
    public var sourceFile: String
    /// Its split in the first data set.
    public var from: String
    /// Its split in the second.
    public var to: String
  }

  /// Keys of the recipe with different values.
  public var recipe: [RecipeDifference]
  /// Auscult and the libraries, by name, with the versions of both sides.
  public var versions: [String: [String]]
  /// Recordings that went in, by path; changed where their bytes differ.
  public var recordings: Changes
  /// Files that were rejected; changed where the reason differs.
  public var rejected: Changes
  /// Classes.
  public var classes: Changes
  /// Recordings that stand on another side of the split.
  public var moved: [Move]
  /// Rows of `manifest.csv` by id.
  public var rows: Changes
  /// Columns in which rows differ, and in how many rows.
  public var columns: [String: Int]
  /// Files by path, by size and digest.
  public var files: Changes

  /// Whether the two are the same data set.
  public var isSame: Bool {
    recipe.isEmpty && versions.isEmpty && recordings.isEmpty && rejected.isEmpty && classes.isEmpty && rows.isEmpty
      && files.isEmpty
  }

  /// Compares the data sets in two folders; `auscult verify` tells whether their lists are true.
  /// - Throws: `PreparationError` or `ManifestError` if one is unfinished or cannot be read.
  public init(_ first: URL, _ second: URL) throws {
    let (a, b) = (try Side(first), try Side(second))
    recipe = a.description.recipe.differences(from: b.description.recipe)
    versions = Self.versions(a.description, b.description)
    recordings = Changes(a.recordings, b.recordings)
    rejected = Changes(a.rejected, b.rejected)
    classes = Changes(a.classes, b.classes)
    moved = a.splits.compactMap { file, split in
      guard let other = b.splits[file], other != split else { return nil }
      return Move(sourceFile: file, from: split.rawValue, to: other.rawValue)
    }
    .sorted { precedesInBytes($0.sourceFile, $1.sourceFile) }
    rows = Changes(a.rows, b.rows)
    columns = rows.changed.reduce(into: [:]) { counts, id in
      guard let row = a.rows[id], let other = b.rows[id] else { return }
      for column in row.columns(differingFrom: other) { counts[column, default: 0] += 1 }
    }
    files = Changes(a.files, b.files)
  }

  private static func versions(_ a: DatasetDescription, _ b: DatasetDescription) -> [String: [String]] {
    var (first, second) = (a.libraries, b.libraries)
    (first["auscult"], second["auscult"]) = (a.auscult, b.auscult)
    return Set(first.keys).union(second.keys).reduce(into: [:]) { versions, name in
      if first[name] != second[name] { versions[name] = [first[name] ?? "absent", second[name] ?? "absent"] }
    }
  }

  /// One of the data sets, as dictionaries.
  private struct Side {
    var description: DatasetDescription
    var rows: [String: ManifestRow]
    var splits: [String: Split]
    var recordings: [String: String]
    var rejected: [String: String]
    var classes: [String: [String: Int]]
    var files: [String: OutputFile]

    init(_ folder: URL) throws {
      description = try DatasetDescription(folder: folder)
      let manifest = try ManifestFile(contentsOf: folder.appendingPathComponent(ManifestFile.fileName)).rows
      let rejectedFile = folder.appendingPathComponent(Rejection.fileName)
      let rejections = try Rejection.read(CSVTable(contentsOf: rejectedFile), name: rejectedFile.path)
      rows = Dictionary(manifest.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      splits = Dictionary(manifest.map { ($0.sourceFile, $0.split) }, uniquingKeysWith: { first, _ in first })
      recordings = DatasetFigures.inputDigests(rows: manifest, rejections: rejections)
      rejected = Dictionary(
        rejections.map { ($0.sourceFile, "\($0.stage): \($0.reason)") }, uniquingKeysWith: { "\($0), \($1)" })
      classes = description.recordings
      let inventory = try OutputInventory(contentsOf: folder.appendingPathComponent(OutputInventory.fileName))
      files = Dictionary(inventory.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
