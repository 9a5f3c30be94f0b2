import ArrayFiles
import Core
import Foundation
import Hashing
import Manifest

/// The arrays of all recordings in one file.
///
/// Each waits in a file of its own below the hidden folder, so that a run that was stopped need not compute it again.
enum FeatureArchive {
  static let fileName = "features.npz"

  /// Where the array of the recording `id` waits.
  static func waitingPath(of id: String) -> String {
    "\(ManifestFile.stateName)/arrays/\(SHA256.hexDigest(of: Data(id.utf8))).npy"
  }

  /// Writes the archive of the arrays of `ids`, one of them in memory at a time.
  /// - Throws: `CoreError` `.cannotCreate` if they do not fit; `.inputOutput`.
  static func write(_ ids: [String], to output: BatchOutput) throws(CoreError) {
    try AtomicFile.write(to: try output.url(for: fileName)) { temporary throws(CoreError) in
      let archive = try NumPyArchiveWriter(temporary)
      for id in ids {
        let data: Data
        do { data = try Data(contentsOf: output.folder.appendingPathComponent(waitingPath(of: id))) } catch {
          throw CoreError(.inputOutput, "the array of \(id) cannot be read again.", subject: fileName, cause: error)
        }
        try archive.add(data, named: id)
      }
      try archive.finish()
    }
  }
}
