public import Core
public import Foundation
public import Manifest

/// What a batch's work made of one recording.
public struct BatchResult: Sendable {
  /// The rows of what was written; their files lie in the output folder.
  public var rows: [ManifestRow]
  /// What the user should know of it although the work was done.
  public var notes: [BatchNote]

  /// Makes a result.
  public init(rows: [ManifestRow], notes: [BatchNote] = []) {
    self.rows = rows
    self.notes = notes
  }
}

/// Something that may be wrong with a recording although the work was done.
public struct BatchNote: Sendable, Equatable {
  /// A short name for programs, such as `antiphase`.
  public var kind: String
  /// The recording.
  public var subject: String
  /// What was found and what to do, for people.
  public var message: String

  /// Makes a note.
  public init(kind: String, subject: String, message: String) {
    self.kind = kind
    self.subject = subject
    self.message = message
  }
}

/// Where the work of a batch puts its files; a path must be asked for here before it is written.
public struct BatchOutput: Sendable {
  let folder: URL
  let journal: OutputJournal

  /// The place of an output.
  /// - Throws: `CoreError` `.inputOutput` if the folder's journal cannot be written.
  public func url(for path: String) throws(CoreError) -> URL {
    do { try journal.add(path) } catch {
      throw CoreError(
        .inputOutput, "its journal cannot be written: is the disk full?", subject: folder.path, cause: error)
    }
    return folder.appendingPathComponent(path)
  }
}

/// How a batch ended, as `--json` tells it.
public struct BatchSummary: Sendable, Codable, Equatable {
  /// The subcommand.
  public var command: String
  /// Files found or rows of the list.
  public var found: Int
  /// Files of which something was made.
  public var processed: Int
  /// Files listed in `rejected.csv`.
  public var rejected: Int
  /// Rows of `manifest.csv`.
  public var rows: Int
  /// Rejections by reason.
  public var reasons: [String: Int]
  /// Notes by kind.
  public var notes: [String: Int]
}

/// `COMMAND.json` of a batch: what was asked for, by which versions, with what outcome.
struct BatchDescription<Settings: Encodable & Sendable>: Encodable {
  var auscult = AuscultVersion.current
  var libraries: [String: String]
  var settings: Settings
  var seed: UInt64
  var summary: BatchSummary
  /// Files that no row names.
  var extraFiles: [String]
}

/// The part of ``BatchDescription`` that a later run reads.
struct ExtraFiles: Decodable {
  var extraFiles: [String]

  private enum CodingKeys: String, CodingKey {
    case extraFiles
    case snakeCase = "extra_files"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    extraFiles =
      try values.decodeIfPresent([String].self, forKey: .snakeCase)
      ?? values.decode([String].self, forKey: .extraFiles)
  }
}
