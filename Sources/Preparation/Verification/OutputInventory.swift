public import Core
public import Foundation
import Hashing
public import Manifest

/// Every file of a prepared data set with its size and digest: `files.csv`, by which `auscult verify` finds what changed.
///
/// It lists everything in the folder but itself and what holds its digest: `dataset.json`, and `split.json` of a split.
public struct OutputInventory: Sendable, Equatable {
  /// What `dataset.json` says of the list.
  public struct Summary: Sendable, Codable, Equatable {
    /// The number of files listed.
    public var files: Int
    /// Their lengths in bytes together.
    public var bytes: Int
    /// SHA-256 of `files.csv`.
    public var sha256: String
  }

  /// The name of the list in a prepared folder.
  public static let fileName = "files.csv"
  /// The columns of the list.
  public static let columns = ["path", "size", "sha256"]
  /// The files of a data set that the list leaves out.
  static let unlisted: Set<String> = [fileName, DatasetDescription.fileName, SplitDescription.fileName]

  /// The files, sorted by path in byte order.
  public let files: [OutputFile]

  /// Makes a list of files in any order.
  public init(_ files: [OutputFile]) { self.files = files.sorted { precedesInBytes($0.path, $1.path) } }

  /// Reads a list as ``text`` makes it.
  /// - Throws: `ManifestError` if it cannot be read, or names something that is no file of the data set.
  public init(contentsOf url: URL) throws(ManifestError) {
    self.init(try Self.files(in: CSVTable(contentsOf: url), name: url.path))
  }

  /// The files that a table lists, in its order.
  static func files(in table: CSVTable, name: String) throws(ManifestError) -> [OutputFile] {
    try table.requireHeader(columns, name: name)
    var files: [OutputFile] = []
    for (index, cells) in table.rows.enumerated() {
      guard isInside(cells[0]), let size = Int(cells[1]), size >= 0, isDigest(cells[2]) else {
        throw ManifestError(
          .schema, "row \(index + 2) is no path inside the folder with a size and a SHA-256.", subject: name)
      }
      files.append(OutputFile(path: cells[0], size: size, sha256: cells[2]))
    }
    return files
  }

  /// Whether a path leads to something inside the folder that it is relative to.
  static func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.utf8.contains(0) && !parts.contains { ["", ".", ".."].contains($0) }
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
  }

  /// The list as CSV text.
  public var text: String {
    CSVTable(header: Self.columns, rows: files.map { [$0.path, "\($0.size)", $0.sha256] }).text
  }

  /// What `dataset.json` says of the list.
  public var summary: Summary {
    Summary(
      files: files.count, bytes: files.reduce(0) { $0 &+ $1.size }, sha256: SHA256.hexDigest(of: Data(text.utf8)))
  }
}
