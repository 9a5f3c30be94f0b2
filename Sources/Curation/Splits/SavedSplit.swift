public import Core
public import Foundation
public import Manifest

/// An assignment of files to sides or folds that was saved before or is official: what `--splits FILE` reads.
///
/// A CSV with `file_name` and `split` or `fold`, and optionally `label`, `group` and `repeat`; a manifest of ours is one, too.
public struct SavedSplit: Sendable {
  /// What one row says of a file.
  struct Entry: Sendable {
    var rowNumber: Int
    var split: Split?
    var fold: Int?
    var repetition: Int
    var label: String
    var group: String

    /// Where it puts the file: the fold, or the side, in which repeat.
    var side: [Int?] { [repetition, fold, split.flatMap(Split.allCases.firstIndex)] }
  }

  /// The table's path, for messages.
  public let name: String
  /// The rows by normal file name.
  let entries: [String: [Entry]]
  /// How often the folds are drawn anew, at least 1.
  let repeats: Int

  /// Whether it puts files into folds, rather than only on sides.
  public var hasFolds: Bool { entries.values.joined().contains { $0.fold != nil } }

  static let fileColumns = ["file_name", "filename", "file", "path"]
  static let splitColumns = ["split", "subset", "partition"]
  static let groupColumns = ["group", "group_id"]
  static let splitNames: [String: Split] = [
    "train": .train, "training": .train, "val": .validation, "valid": .validation, "validation": .validation,
    "dev": .validation, "test": .test, "testing": .test, "unlabelled": .unlabelled,
  ]

  /// Reads the table at `url`.
  /// - Throws: `CurationError` `.malformedTable`, naming row and column, also where two rows contradict each other.
  public init(contentsOf url: URL) throws(CurationError) {
    do {
      try self.init(try CSVTable(contentsOf: url), name: url.path)
    } catch let error as ManifestError {
      throw CurationError(.malformedTable, error.message, subject: url.path, cause: error.cause)
    } catch let error as CurationError {
      throw error
    } catch {
      throw CurationError(.malformedTable, "cannot be read.", subject: url.path, cause: error)
    }
  }

  /// Reads a table that messages call `name`; see ``init(contentsOf:)``.
  /// - Throws: `CurationError` `.malformedTable`.
  public init(_ table: CSVTable, name: String) throws(CurationError) {
    func failure(_ message: String) -> CurationError { CurationError(.malformedTable, message, subject: name) }
    func column(_ names: [String]) -> Int? { names.lazy.compactMap { table.column(named: $0) }.first }
    let (split, fold) = (column(Self.splitColumns), column(["fold"]))
    guard let file = column(Self.fileColumns), split != nil || fold != nil else {
      throw failure(
        "needs the columns file_name and split or fold; it has \(table.header.joined(separator: ", ")). Name its columns so."
      )
    }
    let (label, group, repeated) = (column(["label"]), column(Self.groupColumns), column(["repeat"]))
    var entries: [String: [Entry]] = [:]
    for (index, row) in table.rows.enumerated() {
      func cell(_ column: Int?) -> String { column.map { row[$0].trimmingCharacters(in: .whitespaces) } ?? "" }
      let path = Self.normal(row[file])
      var entry = Entry(rowNumber: index + 2, repetition: 1, label: cell(label), group: cell(group))
      guard !path.isEmpty else { throw failure("row \(entry.rowNumber), column \(table.header[file]): is empty.") }
      if !cell(split).isEmpty {
        guard let side = Self.splitNames[cell(split).lowercased()] else {
          throw failure(
            "row \(entry.rowNumber), column split: '\(cell(split))' is none of train, val, test, unlabelled.")
        }
        entry.split = side
      }
      for (column, name) in [(fold, "fold"), (repeated, "repeat")] where !cell(column).isEmpty {
        guard let number = Int(cell(column)), (0...1_000_000).contains(number) else {
          throw failure(
            "row \(entry.rowNumber), column \(name): '\(cell(column))' is not a whole number of at least 0.")
        }
        if name == "fold" { entry.fold = number } else { entry.repetition = max(1, number) }
      }
      if let message = Self.contradiction(entry, path: path, earlier: entries[path] ?? []) { throw failure(message) }
      entries[path, default: []].append(entry)
    }
    self.name = name
    self.entries = entries
    repeats = entries.values.joined().map(\.repetition).max() ?? 1
  }

  /// What is wrong with a row by itself or beside earlier ones of the same file.
  private static func contradiction(_ entry: Entry, path: String, earlier: [Entry]) -> String? {
    if entry.split == nil && entry.fold == nil {
      return
        "row \(entry.rowNumber): '\(path)' has neither a split nor a fold. Give it one; 'unlabelled' leaves it out."
    }
    if let split = entry.split, split != .train, let fold = entry.fold {
      return
        "row \(entry.rowNumber): '\(path)' has the split \(split.rawValue) and the fold \(fold). What is outside of the folds has no fold."
    }
    for other in earlier {
      if (other.repetition == entry.repetition && other.side != entry.side) || other.label != entry.label
        || other.group != entry.group
      {
        return
          "rows \(other.rowNumber) and \(entry.rowNumber) say different things of '\(path)'. Keep the one that is right."
      }
    }
    return nil
  }

  /// A path as tables of all systems spell it, in one form: slashes, no leading `./`, composed characters.
  static func normal(_ path: String) -> String {
    path.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "\\", with: "/").split(separator: "/")
      .filter { $0 != "." }.joined(separator: "/").precomposedStringWithCanonicalMapping
  }
}
