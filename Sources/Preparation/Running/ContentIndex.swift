import Core
import Curation
import Foundation
import Hashing
import Synchronization

/// The digests of input files, kept in the output folder so that a file is read again only when it may have changed.
final class ContentIndex: Sendable {
  private struct Entry {
    var status: FileStatus
    var sha256: SHA256.Digest
    /// What disagrees with its header; nil where nobody has looked.
    var header: Header?

    /// Reads ``line(for:)``; nil if it is none.
    static func read(_ line: Data) -> (path: String, entry: Entry)? {
      let fields = line.fields(atMost: 4)
      guard fields.count >= 3, let path = LogLine.unquoted(fields[2]),
        let status = FileStatus(fingerprint: String(decoding: fields[0], as: UTF8.self)),
        let sha256 = SHA256.Digest(hexadecimal: String(decoding: fields[1], as: UTF8.self))
      else { return nil }
      let header = fields.count == 4 ? Header(text: String(decoding: fields[3], as: UTF8.self)) : nil
      return (path, Entry(status: status, sha256: sha256, header: header))
    }

    /// The entry as the index holds it.
    func line(for path: String) -> String {
      "\(status.fingerprint)\t\(sha256.hexadecimal)\t\(LogLine.quoted(path))" + (header.map { "\t\($0.text)" } ?? "")
    }
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
  /// What earlier runs have found; what this one finds is handed out and written down.
  private let known: [String: Entry]
  private let mismatches = Mutex<[String: HeaderMismatch]>([:])

  /// Opens the index of a claimed folder.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim) throws {
    state = claim.folder.state
    (known, lines) = try Self.entries(in: state)
    file = try RecordFile(appendingTo: state.appendingPathComponent(Self.name(of: claim.shard)))
    isAlone = claim.shard == .whole
  }

  /// The entries of all shards, the newest of each path, and how many lines there are.
  private static func entries(in state: URL) throws -> (entries: [String: Entry], lines: Int) {
    var entries: [String: Entry] = [:]
    var lines = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: state.path).sorted(by: precedesInBytes)
    where name.hasPrefix(prefix) {
      try RecordReader(state.appendingPathComponent(name))?.forEachLine { line, _ in
        lines += 1
        if let (path, entry) = Entry.read(line) { entries[path] = entry }
      }
    }
    return (entries, lines)
  }

  /// Writes the index anew without files that are gone, where more than half of it is of no use any more.
  ///
  /// Of an archive all entries are, the next time: it is unpacked to another place.
  /// - Parameter paths: the files that there are.
  /// - Throws: `CoreError`.
  func compact(keeping paths: some Swift.Collection<String>) throws {
    guard isAlone, lines > 2 * paths.count + 100 else { return }
    let known = try Self.entries(in: state).entries
    let text = try PartialText(state.appendingPathComponent(Self.name(of: .whole)))
    for path in paths { if let entry = known[path] { try text.appendLine(entry.line(for: path)) } }
    try text.finish()
    for name in (try? FileManager.default.contentsOfDirectory(atPath: state.path)) ?? []
    where name.hasPrefix(Self.prefix) && name != Self.name(of: .whole) {
      try? FileManager.default.removeItem(at: state.appendingPathComponent(name))
    }
  }

  private static let prefix = "content-"
  private static func name(of shard: Shard) -> String { prefix + shard.name }

  /// The content of each file, by position.
  /// - Parameters:
  ///   - looksAtHeaders: whether ``mismatch(of:)`` will be asked for.
  ///   - file: the path by which a file is known, and where it lies.
  func contents<File: Sendable>(
    of files: [File], workers: Int, looksAtHeaders: Bool = false,
    file: @escaping @Sendable (File) -> (path: String, url: URL)
  ) throws -> [FileContent] {
    var contents: [FileContent] = []
    contents.reserveCapacity(files.count)
    try orderedParallelForEach(files, workers: workers, window: 4096) { item in
      let place = file(item)
      return Result { try self.content(of: place.path, place.url, looksAtHeader: looksAtHeaders) }
    } consume: { _, content in
      if Interruption.isRequested { throw PreparationError.interrupted }
      contents.append(try content.get())
    }
    return contents
  }

  /// What disagrees with the header of a file, of which ``contents(of:workers:looksAtHeaders:file:)`` was asked for.
  func mismatch(of path: String) -> HeaderMismatch? { mismatches.withLock { $0[path] } }

  private func content(of path: String, _ url: URL, looksAtHeader: Bool) throws -> FileContent {
    guard let status = FileStatus(url.path) else { return FileContent() }
    let known = known[path].flatMap { $0.status == status ? $0 : nil }
    if let known, !looksAtHeader || known.header != nil { return described(known, path) }
    guard
      let digest = known?.sha256 ?? (try? SHA256.hexDigest(ofFile: url)).flatMap(SHA256.Digest.init(hexadecimal:))
    else { return FileContent() }
    let entry = Entry(status: status, sha256: digest, header: looksAtHeader ? Header(url) : nil)
    // A file that is being written has no content yet that could be relied on.
    guard FileStatus(url.path) == status else { return FileContent(sha256: digest) }
    try file.append(entry.line(for: path))
    return described(entry, path)
  }

  private func described(_ entry: Entry, _ path: String) -> FileContent {
    if case .mismatch(let found) = entry.header { mismatches.withLock { $0[path] = found } }
    return FileContent(sha256: entry.sha256, status: entry.status)
  }
}
