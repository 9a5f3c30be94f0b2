import Core
import Foundation
import Hashing
import Manifest

extension RecordingAlignment {
  /// The reference and scalers of a batch's recordings: those that an earlier run into `folder` fitted, where no recording has
  /// changed since, so that none is read to find that nothing is to be done; else they are fitted now.
  /// - Parameter progress: is told how many recordings were read.
  /// - Throws: as ``init(fitting:settings:workers:progress:)``; `PreparationError` `.output`, `CoreError` `.busy`.
  public static func kept(
    in folder: OutputFolder, fitting inputs: BatchInputs, settings: AlignmentSettings, workers: Int,
    progress: (_ read: Int) -> Void = { _ in }
  ) throws -> RecordingAlignment {
    let claim = try RunClaim(folder)
    let contents = try ContentIndex(claim).contents(of: inputs.inputs, workers: max(1, workers)) { ($0.path, $0.url) }
    let lines = zip(inputs.inputs, contents).map { "\($1.sha256?.hexadecimal ?? "-") \(CSVTable.line($0.row.cells))" }
      .joined()
    let key = SHA256.hexDigest(
      of: Data("\(Algorithms.versions)\n\(try JSONText.encode(settings, isPretty: false))\n\(lines)".utf8))
    let (record, model) = (
      folder.state.appendingPathComponent("fitted"), folder.state.appendingPathComponent("fitted.npz")
    )
    if let kept = try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: record)), kept.key == key,
      let alignment = try? RecordingAlignment(kept.description, fitted: model),
      SHA256.hexDigest(of: alignment.modelData) == kept.description.alignmentSHA256
    {
      return alignment
    }
    let alignment = try RecordingAlignment(fitting: inputs, settings: settings, workers: workers, progress: progress)
    // What could not be read may be readable the next time.
    if !alignment.modelData.isEmpty && contents.allSatisfy({ $0.sha256 != nil }) {
      try AtomicFile.write(alignment.modelData, to: model)
      try AtomicFile.write(try JSONEncoder().encode(Kept(key: key, description: alignment.description)), to: record)
    }
    return alignment
  }

  private struct Kept: Codable {
    var key: String
    var description: AlignmentDescription
  }
}
