import Core
public import Foundation
import Hashing
public import Manifest
import MediaIO

/// Loads the clips of manifest rows as features.
public struct ClipLoader: Sendable {
  private let folder: URL
  private let features: LogMelFeatures
  private let workers: Int

  /// Makes a loader of clips that lie below `folder`.
  public init(folder: URL, features: LogMelFeatures, workers: Int) {
    self.folder = folder
    self.features = features
    self.workers = workers
  }

  /// The features of each row's clip, in order; checks each file against the row's checksum where it has one.
  /// - Throws: `TrainingError` `.badData`, naming the row, if a clip is missing, altered, or of another rate or length.
  public func load(_ rows: [ManifestRow]) throws -> [[Float]] {
    var result: [[Float]] = []
    result.reserveCapacity(rows.count)
    // Rows are taken in stretches, so that an extractor is made once for many clips.
    let stretches = stride(from: 0, to: rows.count, by: 64).map { Array(rows[$0..<min($0 + 64, rows.count)]) }
    try orderedParallelForEach(stretches, workers: workers) { stretch -> Result<[[Float]], any Error> in
      let extractor = LogMelFeatures.Extractor(features)
      return Result { try stretch.map { try load($0, extractor) } }
    } consume: { _, loaded in
      result += try loaded.get()
    }
    return result
  }

  private func load(_ row: ManifestRow, _ extractor: LogMelFeatures.Extractor) throws -> [Float] {
    let url = folder.appendingPathComponent(row.fileName)
    func failure(_ message: String, cause: (any Error)? = nil) -> TrainingError {
      TrainingError(.badData, "row \(row.id): \(message)", subject: url.path, cause: cause)
    }
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw failure("the clip cannot be read. Run 'auscult prepare' again.", cause: error)
    }
    if !row.sha256.isEmpty && SHA256.hexDigest(of: data) != row.sha256 {
      throw failure("the clip is not the one that was prepared (its SHA-256 differs). Run 'auscult prepare' again.")
    }
    let decoded: DecodedRecording
    do { decoded = try AudioDecoder.decode(data, name: row.fileName) } catch {
      throw failure("the clip cannot be decoded.", cause: error)
    }
    guard decoded.audio.sampleRate == features.sampleRate else {
      throw failure(
        "the clip is at \(decoded.audio.sampleRate) Hz, the model wants \(features.sampleRate) Hz. Prepare with \"resample\": {\"rate\": \(features.sampleRate)}."
      )
    }
    // Cutting it silently would judge a part of the clip only.
    guard decoded.audio.samples.count == features.sampleCount else {
      throw failure(
        "the clip has \(decoded.audio.samples.count) samples, the model wants \(features.sampleCount). Prepare with \"segment\": {\"length\": \(Double(features.sampleCount) / Double(features.sampleRate))}."
      )
    }
    return extractor(decoded.audio.samples)
  }
}
