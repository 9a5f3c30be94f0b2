import Core
import Foundation
import Hashing
public import Manifest

/// Runs one piece of work over many recordings: `manifest.csv`, `rejected.csv` and `COMMAND.json` come of themselves.
///
/// The result is the same for any number of workers, and after any number of killed attempts; what is up to date is kept.
public struct Batch<Settings: Encodable & Sendable>: Sendable {
  /// A pure function of an input that writes to places it asks the output for.
  ///
  /// A `MediaError` about the file, or a `PreparationError` `.unusable`, rejects it; any other error ends the batch.
  public typealias Work = @Sendable (BatchInput, BatchOutput) throws -> BatchResult
  /// Makes what needs all rows, such as a sheet, in places it asks the output for.
  public typealias Finish = (_ rows: [ManifestRow], _ output: BatchOutput) throws -> Void

  /// Where results go.
  public let folder: OutputFolder
  /// What was asked for; it goes into the description and must hold no absolute path.
  public let settings: Settings
  /// The seed of random choices, if the work makes any.
  public let seed: UInt64
  /// How many recordings are worked on at once; the result does not depend on it.
  public let workers: Int
  /// What one recording may take.
  public let limits: WorkLimits

  /// Makes a batch.
  public init(folder: OutputFolder, settings: Settings, seed: UInt64, workers: Int, limits: WorkLimits = .init()) {
    self.folder = folder
    self.settings = settings
    self.seed = seed
    self.workers = max(1, workers)
    self.limits = limits
  }

  /// An input with what its product depends on.
  private struct Item: Sendable {
    var input: BatchInput
    var key: WorkKey
    /// The state in which the file has the content that the key was made of.
    var status: FileStatus?
  }

  /// Works through `inputs`; files appear one by one, the tables when all is done, and the description last.
  ///
  /// Results of an earlier run of the same command are kept where nothing that they depend on has changed, and replaced
  /// otherwise; what the new run does not have is removed.
  /// - Parameters:
  ///   - progress: is told how far the work is, and `nil` when all was done before and nothing was touched.
  ///   - work: what is done with each.
  ///   - finish: makes what needs all rows.
  /// - Returns: the outcome, and the notes and rejections in order of the ids.
  /// - Throws: `PreparationError` `.output`, `.interrupted` or `.nothingPrepared`, `CoreError`, and what ends the work.
  public func run(
    _ inputs: BatchInputs, progress: (RunProgress) -> Void = { _ in }, work: @escaping Work, finish: Finish? = nil
  ) throws -> BatchOutcome {
    let claim = try RunClaim(folder)
    let settingsText = try JSONText.encode(settings, isPretty: false)
    let items = try items(inputs.inputs, settings: settingsText, claim)
    let digest = Self.digest(
      items, rejections: inputs.rejections, settings: settingsText + (finish == nil ? "" : " and more"), folder: folder)
    if claim.isFinished(digest) { return try BatchOutcome(finished: folder) }
    let session = try RunSession(claim)
    let runner = WorkRunner<Item, BatchResult>(
      session: session, workers: workers, limits: limits, key: \.key, name: \.input.path,
      content: { item in
        item.key.digest.map { _ in
          InputContent(file: item.input.url, sha256: item.input.row.sourceSHA256, status: item.status)
        }
      },
      perform: { try work($0.input, $1) })
    try runner.run(items, progress: progress)

    var outcome = BatchOutcome(command: folder.command, found: inputs.found, rejections: inputs.rejections)
    let ending = try RunEnding(session, work: digest)
    let output = BatchOutput(session: session, id: RunSession.ownID)
    // An item's rows may have any ids.
    let lines = ExternalSorter(in: folder.state)
    var rows: [ManifestRow] = []
    for item in items {
      switch try runner.outcome(of: item, from: ending) {
      case .made(let result):
        for row in result.rows {
          try lines.add(row.id, CSVTable.line(row.cells))
          if finish != nil { rows.append(row) }
        }
        outcome.notes += result.notes
      case .rejected(var rejection):
        rejection.sourceSHA256 = item.input.row.sourceSHA256
        outcome.rejections.append(rejection)
      }
    }
    try writeManifest(lines, to: output)
    outcome.summarise(rows: lines.count)
    try finish?(ManifestFile(rows: rows).rows, output)
    let extra = try output.files().map(\.path).filter { $0 != ManifestFile.fileName }
    try output.write(Data(Rejection.table(outcome.rejections).text.utf8), to: RunTables.rejected)
    try ending.finish(own: try output.files(), description: try description(outcome.summary, extra))
    return outcome
  }

  private func writeManifest(_ lines: ExternalSorter, to output: BatchOutput) throws {
    let manifest = try TableWriter(ManifestFile.fileName, header: ManifestRow.columns.map(\.name), output: output)
    let sorted = try lines.sorted()
    while let line = try sorted.next() { try manifest.append(line: String(decoding: line.value, as: UTF8.self)) }
    try manifest.finish()
  }

  private func description(_ summary: BatchSummary, _ extra: [String]) throws -> String {
    let description = BatchDescription(
      libraries: LibraryVersions.all, settings: settings, seed: seed, summary: summary, extraFiles: extra)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(description), as: UTF8.self) + "\n"
  }

  // MARK: Keys

  /// The inputs in order of their ids, each with its content's digest and its key.
  private func items(_ inputs: [BatchInput], settings: String, _ claim: RunClaim) throws -> [Item] {
    let index = try ContentIndex(claim)
    let contents = try index.contents(of: inputs, workers: workers) { ($0.path, $0.url) }
    try index.compact(keeping: inputs.lazy.map(\.path))
    let common = "\(folder.command)\u{0}\(Algorithms.versions)\u{0}\(settings)\u{0}\(seed)"
    var items = zip(inputs, contents).map { input, content -> Item in
      var input = input
      input.row.sourceFile = input.path
      // A file that cannot be read has no digest; decoding will say why.
      input.row.sourceSHA256 = content.digits
      let digest = content.sha256.map { _ in
        SHA256.hexDigest(of: Data("\(common)\u{0}\(input.outputName)\u{0}\(CSVTable.line(input.row.cells))".utf8))
      }
      return Item(input: input, key: WorkKey(id: input.row.id, digest: digest), status: content.status)
    }
    items.sort { precedesInBytes($0.key.id, $1.key.id) }
    return items
  }

  private static func digest(
    _ items: [Item], rejections: [Rejection], settings: String, folder: OutputFolder
  ) -> String {
    let lines = items.map { "\($0.key.id)\u{0}\($0.key.digest ?? "-")" }
    let text =
      (["\(AuscultVersion.current) \(folder.command) \(settings)"] + lines).joined(separator: "\n")
      + Rejection.table(rejections).text
    // Of a file that could not be read nobody knows whether it can be now.
    return items.contains { $0.key.digest == nil } ? RunSession.unrepeatable : SHA256.hexDigest(of: Data(text.utf8))
  }
}
