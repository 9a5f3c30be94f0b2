import Core
import Foundation
public import Manifest

/// What a batch's work made of one recording.
public struct BatchResult: Sendable, Codable, WorkProduct {
  /// The rows of what was written; their files lie in the output folder.
  public var rows: [ManifestRow]
  /// What the user should know of it although the work was done.
  public var notes: [BatchNote]

  /// Makes a result.
  public init(rows: [ManifestRow], notes: [BatchNote] = []) {
    self.rows = rows
    self.notes = notes
  }

  /// How much of the recording the rows show, from the first sample to the last.
  var audioDuration: Seconds {
    let begin = rows.map(\.start).min() ?? 0
    return (rows.map { $0.start + $0.duration }.max() ?? 0) - begin
  }
}

/// Something that may be wrong with a recording although the work was done.
public struct BatchNote: Sendable, Codable, Equatable {
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

/// What a batch has come to.
public struct BatchOutcome: Sendable {
  /// The numbers.
  public private(set) var summary: BatchSummary
  /// What the user should know of recordings, in order of their ids; none where nothing was done.
  public internal(set) var notes: [BatchNote] = []
  /// The files of which nothing was made.
  public internal(set) var rejections: [Rejection]
  /// Whether all was done before, so that nothing was touched.
  public let isUnchanged: Bool

  init(command: String, found: Int, rejections: [Rejection]) {
    summary = BatchSummary(
      command: command, found: found, processed: 0, rejected: 0, rows: 0, reasons: [:], notes: [:])
    self.rejections = rejections
    isUnchanged = false
  }

  /// Reads what an earlier run has come to.
  /// - Throws: `PreparationError` `.output` where it cannot be read.
  init(finished folder: OutputFolder) throws {
    do {
      let data = try Data(contentsOf: folder.url.appendingPathComponent(folder.description))
      summary = try JSONDecoder().decode(FinishedBatch.self, from: data).summary
      rejections = try Rejection.read(folder.url.appendingPathComponent(RunTables.rejected))
    } catch {
      throw PreparationError(
        .output, "cannot be read. Delete it to have everything done again.", subject: folder.url.path, cause: error)
    }
    isUnchanged = true
  }

  mutating func summarise(rows: Int) {
    summary.processed = summary.found - rejections.count
    summary.rejected = rejections.count
    summary.rows = rows
    summary.reasons = Dictionary(rejections.map { ($0.reason, 1) }, uniquingKeysWith: +)
    summary.notes = Dictionary(notes.map { ($0.kind, 1) }, uniquingKeysWith: +)
  }
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
struct ExtraFiles: Decodable { var extraFiles: [String] }

/// The part of ``BatchDescription`` that tells how a batch ended.
private struct FinishedBatch: Decodable { var summary: BatchSummary }
