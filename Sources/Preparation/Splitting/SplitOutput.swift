import Core
import Curation
import Foundation
import Hashing
import HeartSound
import Manifest

/// Writes a data set that was divided anew into a folder of its own.
///
/// Every file that a row names is linked into the folder (copied where it lies on another file system), so that paths stay
/// right and the folder needs nothing else. Clips of a prepared folder lie by their new side: a tool that goes by folders must
/// not see the old ones.
public struct SplitOutput {
  private let folder: OutputFolder
  private let split: DatasetSplit
  private let input: SplitInput

  /// Makes an output into `folder`, which is `OutputFolder.batch(…, command: "split")`.
  public init(_ split: DatasetSplit, of input: SplitInput, to folder: OutputFolder) {
    self.folder = folder
    self.split = split
    self.input = input
  }

  /// Writes everything, `split.json` last.
  /// - Returns: what `split.json` says.
  /// - Throws: `PreparationError` `.output`, `CoreError`.
  public func write() throws -> SplitDescription {
    let session = try RunSession(try RunClaim(folder))
    // Until the new lists stand, no trainer takes the folder for a finished data set.
    try? FileManager.default.removeItem(at: folder.url.appendingPathComponent(DatasetDescription.fileName))
    let ending = try RunEnding(session, work: RunSession.unrepeatable)
    let output = BatchOutput(session: session, id: RunSession.ownID)
    let rows = try bringFiles(to: output)
    let tables = SplitTables(split, rows: rows)
    let rejections = input.rejected + split.rejections + input.missing
    var texts = tables.lists
    let digests = texts.mapValues { SHA256.hexDigest(of: Data($0.utf8)) }
    let certificate = LeakCertificate(
      rows: rows, rounds: split.comparisons, groupedBy: split.settings.key.rawValue, files: digests)
    texts["splits.csv"] = tables.splits
    texts[RunTables.rejected] = Rejection.table(rejections).text
    if let complaints = input.complaints { texts[RunTables.complaints] = complaints.text }
    for (name, text) in texts.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      if Interruption.isRequested { throw PreparationError.interrupted }
      try output.write(Data(text.utf8), to: name)
    }
    // `auscult verify` compares the folder with it.
    let outputs = try ending.writeInventory(with: try output.files(), to: output)
    var names = Set(texts.keys).union([OutputInventory.fileName])
    if let description = tables.description(input, certificate: certificate, outputs: outputs) {
      try output.write(Data(try description.json().utf8), to: DatasetDescription.fileName)
      names.insert(DatasetDescription.fileName)
    }
    let description = tables.description(
      certificate: certificate, rejected: rejections.count(where: \.isOfSplit),
      extraFiles: names.sorted(by: precedesInBytes),
      outputs: outputs)
    try ending.finish(own: try output.files(), description: try JSONText.encode(description))
    return description
  }

  // MARK: Files

  /// Brings the rows' files into the folder; returns the rows with their new paths.
  private func bringFiles(to output: BatchOutput) throws -> [ManifestRow] {
    var done: [String: String] = [:]
    func place(_ path: String, _ row: ManifestRow) throws -> String {
      guard !path.isEmpty else { return "" }
      let target = input.description == nil ? path : Self.path(path, of: row)
      if done.updateValue(path, forKey: target) == nil {
        try Self.link(input.folder.appendingPathComponent(path), to: try output.url(for: target))
      }
      return target
    }
    return try split.rows.map { row in
      if Interruption.isRequested { throw PreparationError.interrupted }
      var row = row
      // The states of its heart lie beside a clip, where it has some.
      let states = StateAnnotations.path(beside: row.fileName)
      if FileManager.default.fileExists(atPath: input.folder.appendingPathComponent(states).path) {
        _ = try place(states, row)
      }
      row.fileName = try place(row.fileName, row)
      row.spectrogram = try place(row.spectrogram, row)
      row.features = try place(row.features, row)
      return row
    }
  }

  /// The path by the new side: in `clips/train/normal/a.wav` it replaces `train`.
  private static func path(_ path: String, of row: ManifestRow) -> String {
    var parts = path.split(separator: "/").map(String.init)
    guard parts.count > 2, ["clips", "spectrograms"].contains(parts[0]),
      Split(rawValue: parts[1]) != nil || parts[1].wholeMatch(of: /fold-[0-9]+/) != nil
    else { return path }
    parts[1] = row.fold.map { "fold-\($0)" } ?? row.split.rawValue
    return parts.joined(separator: "/")
  }

  /// Links a file, or copies it where it cannot be linked.
  ///
  /// A link is the very file of the input, so nothing of it is changed here, not even its permissions.
  private static func link(_ source: URL, to target: URL) throws {
    let source = source.resolvingSymlinksInPath()
    try AtomicFile.makeFolder(target.deletingLastPathComponent())
    try? FileManager.default.removeItem(at: target)
    if (try? FileManager.default.linkItem(at: source, to: target)) != nil { return }
    let partial = try PartialFile(for: target)
    do { try FileManager.default.copyItem(at: source, to: partial.temporary) } catch {
      throw PreparationError(
        .output, "could not be linked or copied: is the disk full?", subject: target.path, cause: error)
    }
    try partial.publish()
  }
}
