import Core
import Foundation
import Hashing
public import Manifest
import MediaIO

/// Runs one piece of work over many recordings: `manifest.csv`, `rejected.csv` and `COMMAND.json` come of themselves.
///
/// The result is the same for any number of workers, and after any number of killed attempts.
public struct Batch<Settings: Encodable & Sendable>: Sendable {
  /// A pure function of an input that writes to places it asks the output for.
  ///
  /// A `MediaError` about the file, or a `PreparationError` `.unusable`, rejects it; any other error ends the batch.
  public typealias Work = @Sendable (BatchInput, BatchOutput) throws -> BatchResult

  /// Where results go.
  public let folder: OutputFolder
  /// What was asked for; it goes into the description and must hold no absolute path.
  public let settings: Settings
  /// The seed of random choices, if the work makes any.
  public let seed: UInt64
  /// How many recordings are worked on at once; the result does not depend on it.
  public let workers: Int

  /// Makes a batch.
  public init(folder: OutputFolder, settings: Settings, seed: UInt64, workers: Int) {
    self.folder = folder
    self.settings = settings
    self.seed = seed
    self.workers = max(1, workers)
  }

  /// Works through `inputs`; files appear one by one, the tables when all is done, and the description last.
  ///
  /// Results of an earlier run of the same command are replaced: what the new one does not have is removed.
  /// - Parameters:
  ///   - progress: is told what became of each recording.
  ///   - work: what is done with each.
  ///   - finish: makes what needs all rows, such as a sheet; returns the relative paths of the files it wrote.
  /// - Returns: the outcome, and the notes and rejections in order of the inputs.
  /// - Throws: `PreparationError` `.output` or `.nothingPrepared`, `CoreError`, and what ends the work.
  public func run(
    _ inputs: BatchInputs, progress: (ItemReport) -> Void = { _ in }, work: @escaping Work,
    finish: (_ rows: [ManifestRow], _ output: BatchOutput) throws -> [String] = { _, _ in [] }
  ) throws -> (summary: BatchSummary, notes: [BatchNote], rejections: [Rejection]) {
    let earlier = try folder.open()
    let journal = try OutputJournal(folder, earlier: earlier)
    let output = BatchOutput(folder: folder.url, journal: journal)
    var (rows, notes, rejections): ([ManifestRow], [BatchNote], [Rejection]) = ([], [], inputs.rejections)
    for rejection in rejections { progress(ItemReport(rejection)) }
    try orderedParallelForEach(inputs.inputs, workers: workers, transform: { Self.outcome(of: $0, output, work) }) {
      index, outcome in
      switch outcome {
      case .made(let result):
        rows += result.rows
        notes += result.notes
        progress(ItemReport(inputs.inputs[index].path, rows: result.rows))
      case .rejected(let rejection):
        rejections.append(rejection)
        progress(ItemReport(rejection))
      case .stopped(let failure): throw failure
      }
    }
    let manifest = ManifestFile(rows: rows)
    let extra = try finish(manifest.rows, output)
    let summary = BatchSummary(
      command: folder.command, found: inputs.found, processed: inputs.found - rejections.count,
      rejected: rejections.count,
      rows: rows.count, reasons: Dictionary(rejections.map { ($0.reason, 1) }, uniquingKeysWith: +),
      notes: Dictionary(notes.map { ($0.kind, 1) }, uniquingKeysWith: +))
    try AtomicFile.write(manifest.text, to: folder.url.appendingPathComponent("manifest.csv"))
    try AtomicFile.write(Rejection.table(rejections).text, to: folder.url.appendingPathComponent("rejected.csv"))
    try folder.remove(earlier, keeping: rows, and: extra)
    try writeDescription(summary, extra)
    journal.end()
    if rows.isEmpty {
      throw PreparationError(
        .nothingPrepared,
        "none of the \(inputs.found) files could be used; rejected.csv says why. The first: \(rejections[0].sourceFile) \(rejections[0].detail)",
        subject: folder.url.path)
    }
    return (summary, notes, rejections)
  }

  private func writeDescription(_ summary: BatchSummary, _ extra: [String]) throws {
    let description = BatchDescription(
      libraries: MediaLibraries.versions, settings: settings, seed: seed, summary: summary, extraFiles: extra)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(description), as: UTF8.self) + "\n"
    try AtomicFile.write(text, to: folder.url.appendingPathComponent(folder.description))
  }

  private enum Outcome: Sendable {
    case made(BatchResult)
    case rejected(Rejection)
    /// The output cannot be written: the run cannot go on.
    case stopped(any ReportableFailure)
  }

  private static func outcome(of input: BatchInput, _ output: BatchOutput, _ work: Work) -> Outcome {
    var input = input
    input.row.sourceFile = input.path
    // A file that cannot be read has no digest; decoding will say why.
    input.row.sourceSHA256 = (try? SHA256.hexDigest(ofFile: input.url)) ?? ""
    func rejected(_ stage: String, _ reason: String, _ detail: String) -> Outcome {
      .rejected(
        Rejection(
          sourceFile: input.path, stage: stage, reason: reason, detail: detail, sourceSHA256: input.row.sourceSHA256))
    }
    do {
      return .made(try work(input, output))
    } catch let error as PreparationError {
      guard case .unusable(let stage, let reason) = error.code else { return .stopped(error) }
      return rejected(stage, reason, error.message)
    } catch let error as MediaError {
      switch error.code {
      case .unreadable, .notAudio, .damaged, .overLimit, .missingCodec:
        return rejected("decode", "\(error.code)", error.message)
      case .cannotWrite, .outOfMemory: return .stopped(error)
      }
    } catch let error as any ReportableFailure {
      return .stopped(error)
    } catch {
      return .stopped(PreparationError(.output, "an output could not be written.", subject: input.path, cause: error))
    }
  }
}
