import Core
import Foundation
import Hashing
import Synchronization

/// The digests of input files, kept in the output folder so that a file is read again only when it may have changed.
final class ContentIndex: Sendable {
  private struct Entry {
    var fingerprint: String
    var sha256: String
  }

  private let file: RecordFile
  private let entries: Mutex<[String: Entry]>

  /// Opens the index of a claimed folder.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim) throws {
    let url = claim.folder.state.appendingPathComponent("content-\(claim.shard.name)")
    var entries: [String: Entry] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: claim.folder.state.path).sorted(by: precedesInBytes)
    where name.hasPrefix("content-") {
      try RecordReader(claim.folder.state.appendingPathComponent(name))?.forEachLine { line, _ in
        let fields = line.split(separator: 9, maxSplits: 2)
        guard fields.count == 3, let path = LogLine.unquoted(fields[2]) else { return }
        entries[path] = Entry(
          fingerprint: String(decoding: fields[0], as: UTF8.self), sha256: String(decoding: fields[1], as: UTF8.self))
      }
    }
    self.entries = Mutex(entries)
    file = try RecordFile(appendingTo: url)
  }

  /// The SHA-256 of each file, hexadecimal, by position; nil for a file that cannot be read.
  /// - Parameter progress: is told how many are known.
  func digests(
    of files: [(path: String, url: URL)], workers: Int, progress: (_ known: Int) -> Void = { _ in }
  ) throws -> [String?] {
    var digests: [String?] = []
    digests.reserveCapacity(files.count)
    try orderedParallelForEach(files, workers: workers) { file in
      Result { try self.digest(of: file.path, file.url) }
    } consume: { index, digest in
      if Interruption.isRequested { throw PreparationError.interrupted }
      digests.append(try digest.get())
      progress(index + 1)
    }
    return digests
  }

  private func digest(of path: String, _ url: URL) throws -> String? {
    guard let status = FileStatus(url.path) else { return nil }
    if let known = entries.withLock({ $0[path] }), known.fingerprint == status.fingerprint { return known.sha256 }
    guard let digest = try? SHA256.hexDigest(ofFile: url) else { return nil }
    // A file that is being written has no content yet that could be relied on.
    guard FileStatus(url.path) == status else { return digest }
    entries.withLock { $0[path] = Entry(fingerprint: status.fingerprint, sha256: digest) }
    try file.append("\(status.fingerprint)\t\(digest)\t\(LogLine.quoted(path))")
    return digest
  }
}
