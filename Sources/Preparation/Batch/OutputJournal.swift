import Core
import Foundation
import Manifest
import Synchronization

/// The names of the files that a batch has begun, so that a later run knows what a killed one may have left.
///
/// A hidden file in the output folder: the command's name, then the relative paths, each ended by a zero byte. It is
/// removed when the batch is complete.
final class OutputJournal: Sendable {
  private let url: URL
  private let handle: Mutex<FileHandle>

  /// Begins a journal in `folder`, keeping the entries of an earlier one.
  init(_ folder: OutputFolder, earlier: [String]) throws {
    url = folder.url.appendingPathComponent(ManifestFile.journalName)
    try AtomicFile.write(([folder.command] + earlier).map { $0 + "\0" }.joined(), to: url)
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    self.handle = Mutex(handle)
  }

  /// Notes that `path` is about to be written.
  func add(_ path: String) throws { try handle.withLock { try $0.write(contentsOf: Data((path + "\0").utf8)) } }

  /// Ends the journal: the batch is complete.
  func end() {
    handle.withLock { try? $0.close() }
    try? FileManager.default.removeItem(at: url)
  }

  /// The entries of the journal in `folder`, or nil where there is none of this command's.
  static func entries(of folder: OutputFolder) throws -> [String]? {
    guard let data = try? Data(contentsOf: folder.url.appendingPathComponent(ManifestFile.journalName)) else {
      return nil
    }
    // The last name may have been cut off by the end of the run; its file was not begun then.
    let records = String(decoding: data, as: UTF8.self).split(separator: "\0", omittingEmptySubsequences: false)
      .dropLast()
    return records.first.map(String.init) == folder.command ? records.dropFirst().map(String.init) : nil
  }
}
