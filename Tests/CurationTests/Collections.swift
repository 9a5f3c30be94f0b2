import Core
import Curation
import Foundation
import MediaIO
import TestSupport

/// A folder of files that hold a byte each, and the tables beside them.
func makeTree(_ files: [String], tables: [String: String] = [:]) throws -> (TemporaryFolder, FolderTree) {
  let folder = try TemporaryFolder()
  for file in files {
    try AtomicFile.makeFolder(folder.file(file).deletingLastPathComponent())
    // In place, as the name of a temporary file would be too long where a name is as long as it may be.
    try Data("x".utf8).write(to: folder.file(file))
  }
  for (name, text) in tables { try AtomicFile.write(text, to: folder.file(name)) }
  return (folder, try FolderTree(scanning: folder.url))
}

/// A collection of such files, read by the layout that recognises it or by the one named; the folder is gone afterwards.
func readCollection(
  _ files: [String], tables: [String: String] = [:], layout: String? = nil, options: LayoutOptions = .init()
) throws -> Curation.Collection {
  let (folder, tree) = try makeTree(files, tables: tables)
  return try withExtendedLifetime(folder) { try Layouts.read(tree, layout: layout, options: options) }
}

extension Curation.Collection {
  /// The recording at a path.
  func recording(_ path: String) -> Recording? { recordings.first { $0.path == path } }
  /// The subjects of the complaints of a kind.
  func subjects(_ kind: Complaint.Kind) -> [String] { complaints.filter { $0.kind == kind }.map(\.subject) }
  /// How many recordings have each label.
  var labelCounts: [String?: Int] { Dictionary(grouping: recordings, by: \.label).mapValues(\.count) }
}

/// A tenth of a second of a tone, as a WAV file.
func writeTone(_ url: URL, sampleRate: Int = 2000, frames: Int = 200, level: Float = 0.5) throws {
  let samples = (0..<frames).map { level * sin(Float($0) * 0.1) }
  try WaveFile.write(AudioBuffer(samples: samples, sampleRate: sampleRate), to: url)
}
