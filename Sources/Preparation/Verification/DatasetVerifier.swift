public import Core
public import Foundation
import Manifest

/// Checks a prepared data set against itself: bytes, tables, counts and leaks. It changes nothing.
public struct DatasetVerifier: Sendable {
  /// The prepared folder.
  public let folder: URL
  /// The folder that was prepared, if its recordings are to be compared, too.
  public let recordings: URL?
  /// How many files are read at once.
  public let workers: Int

  /// Makes a verifier.
  public init(folder: URL, recordings: URL? = nil, workers: Int) {
    self.folder = folder
    self.recordings = recordings
    self.workers = max(1, workers)
  }

  /// Looks at everything, whatever is found on the way.
  /// - Parameter progress: is told how many of how many files have been read.
  /// - Throws: `PreparationError` `.noInput` if the folder holds nothing that `auscult prepare` writes.
  public func verify(
    progress: (_ finished: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(PreparationError) -> Verification {
    let tables = try PreparedTables(folder: folder)
    let listed = tables.inventory?.files ?? []
    let sources =
      recordings == nil ? [] : tables.inputDigests.filter { !$0.key.isEmpty }.sorted { precedesInBytes($0.key, $1.key) }
    let total = listed.count + sources.count
    var found = tables.deviations
    found += FolderCheck(folder: folder).unexpectedFiles(beside: tables.inventory)
    orderedParallelForEach(listed, workers: workers) {
      FolderCheck(folder: folder).deviation(of: $0)
    } consume: {
      found += $1.map { [$0] } ?? []
      progress($0 + 1, total)
    }
    if let recordings {
      orderedParallelForEach(sources, workers: workers) { source in
        FolderCheck(folder: recordings).deviation(ofRecording: source.key, digest: source.value)
      } consume: {
        found += $1.map { [$0] } ?? []
        progress(listed.count + $0 + 1, total)
      }
    }
    found += ContentsCheck(tables).deviations
    return Verification(
      files: total, rows: tables.manifest?.rows.count ?? 0, leaky: tables.split?.leaky ?? false,
      deviations: found)
  }
}
