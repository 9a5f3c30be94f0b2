import Core
import Curation
import Foundation
import Hashing
import Synchronization

/// The digests of input files, kept in the output folder so that a file is read again only when it may have changed.
final class ContentIndex: Sendable {
  private struct Entry {
    var status: FileStatus
    var sha256: String
    /// What disagrees with its header; nil where nobody has looked.
    var header: Header?
  }

  /// What looking at the header of a file has shown.
  private enum Header: Equatable {
    case sound
    case mismatch(HeaderMismatch)

    init(_ url: URL) { self = HeaderMismatch(of: url).map(Header.mismatch) ?? .sound }

    /// Reads what ``text`` wrote.
    init?(text: String) {
      if text == "+" {
        self = .sound
      } else {
        let numbers = text.split(separator: "/").compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        self = .mismatch(HeaderMismatch(declared: numbers[0], present: numbers[1]))
      }
    }

    var text: String {
      switch self {
      case .sound: "+"
      case .mismatch(let found): "\(found.declared)/\(found.present)"
      }
    }
  }

  private let file: RecordFile
  private let state: URL
  /// The lines that were read.
  private let lines: Int
  /// Whether no other shard adds to the index.
  private let isAlone: Bool
  private let entries: Mutex<[String: Entry]>

  /// Opens the index of a claimed folder.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim) throws {
    let url = claim.folder.state.appendingPathComponent(Self.name(of: claim.shard))
    var entries: [String: Entry] = [:]
    var lines = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: claim.folder.state.path).sorted(by: precedesInBytes)
    where name.hasPrefix(Self.prefix) {
      try RecordReader(claim.folder.state.appendingPathComponent(name))?.forEachLine { line, _ in
        lines += 1
        let fields = line.fields(atMost: 4)
        guard fields.count >= 3, let path = LogLine.unquoted(fields[2]),
          let status = FileStatus(fingerprint: String(decoding: fields[0], as: UTF8.self))
        else { return }
        entries[path] = Entry(
          status: status, sha256: String(decoding: fields[1], as: UTF8.self),
          header: fields.count == 4 ? Header(text: String(decoding: fields[3], as: UTF8.self)) : nil)
      }
    }
    self.entries = Mutex(entries)
    file = try RecordFile(appendingTo: url)
    state = claim.folder.state
    self.lines = lines
    isAlone = claim.shard == .whole
  }

  /// Writes the index anew without files that are gone, where more than half of it is of no use any more.
  ///
  /// Of an archive all entries are, the next time: it is unpacked to another place.
  /// - Parameter paths: the files that there are.
  /// - Throws: `CoreError`.
  func compact(keeping paths: some Swift.Collection<String>) throws(CoreError) {
    guard isAlone, lines > 2 * paths.count + 100 else { return }
    let known = entries.withLock { $0 }
    let text = try PartialText(state.appendingPathComponent(Self.name(of: .whole)))
    for path in paths { if let entry = known[path] { try text.appendLine(Self.line(entry, path)) } }
    try text.finish()
    for name in (try? FileManager.default.contentsOfDirectory(atPath: state.path)) ?? []
    where name.hasPrefix(Self.prefix) && name != Self.name(of: .whole) {
      try? FileManager.default.removeItem(at: state.appendingPathComponent(name))
    }
  }

  private static let prefix = "content-"
  private static func name(of shard: Shard) -> String { prefix + shard.name }
  private static func line(_ entry: Entry, _ path: String) -> String {
    "\(entry.status.fingerprint)\t\(entry.sha256)\t\(LogLine.quoted(path))"
      + (entry.header.map { "\t\($0.text)" } ?? "")
  }

  /// The SHA-256 of each file, hexadecimal, by position; nil for a file that cannot be read.
  /// - Parameters:
  ///   - looksAtHeaders: whether ``mismatch(of:)`` will be asked for.
  ///   - file: the path by which a file is known, and where it lies.
  func digests<File: Sendable>(
    of files: [File], workers: Int, looksAtHeaders: Bool = false,
    file: @escaping @Sendable (File) -> (path: String, url: URL)
  ) throws -> [String?] {
    var digests: [String?] = []
    digests.reserveCapacity(files.count)
    try orderedParallelForEach(files, workers: workers, window: 4096) { item in
      let place = file(item)
      return Result { try self.digest(of: place.path, place.url, looksAtHeader: looksAtHeaders) }
    } consume: { _, digest in
      if Interruption.isRequested { throw PreparationError.interrupted }
      digests.append(try digest.get())
    }
    return digests
  }

  /// What disagrees with the header of a file, of which ``digests(of:workers:looksAtHeaders:file:)`` was asked for.
  func mismatch(of path: String) -> HeaderMismatch? {
    guard case .mismatch(let found) = entries.withLock({ $0[path]?.header }) else { return nil }
    return found
  }

  /// Whether a file is still the one whose digest is known.
  func isUnchanged(_ path: String, _ url: URL) -> Bool {
    guard let status = FileStatus(url.path) else { return false }
    return entries.withLock { $0[path]?.status == status }
  }

  /// The state of a file in which it has the digest that is known; nil where it was changing.
  func status(of path: String) -> FileStatus? { entries.withLock { $0[path]?.status } }

  private func digest(of path: String, _ url: URL, looksAtHeader: Bool) throws -> String? {
    guard let status = FileStatus(url.path) else { return nil }
    let known = entries.withLock { $0[path] }.flatMap { $0.status == status ? $0 : nil }
    if let known, !looksAtHeader || known.header != nil { return known.sha256 }
    guard let digest = known?.sha256 ?? (try? SHA256.hexDigest(ofFile: url)) else { return nil }
    let header = looksAtHeader ? Header(url) : nil
    // A file that is being written has no content yet that could be relied on.
    guard FileStatus(url.path) == status else { return digest }
    let entry = Entry(status: status, sha256: digest, header: header)
    entries.withLock { $0[path] = entry }
    try file.append(Self.line(entry, path))
    return digest
  }
}
