import Core
import Foundation
import Synchronization

/// What a run has begun and finished, in lines that are appended as it goes on.
///
/// Fields are separated by tabs; ids and paths are JSON strings, so that no name can break a line.
///
///     S                       a process began to work
///     B id                    an item was begun
///     F id path               a file of it is about to be written
///     D id digest record      it is done; the record is JSON
///     G path                  a file of an earlier run is not wanted any more
///     U id                    it was given up at the user's request
///     X                       the process crashed
///
/// After a kill at any moment the whole lines are true, and files of items without a `D` are known.
final class WorkLog: Sendable {
  /// Where a finished item's record lies.
  private struct Place {
    var digest: String
    var source: Int
    var offset: Int
    var count: Int
  }

  private struct State {
    var places: [String: Place] = [:]
    /// Files of items that were begun and not finished.
    var begun: [String: [String]] = [:]
    /// How often items were begun without an end; a crash counts for several.
    var attempts: [String: Int] = [:]
    /// Files that items had and have no more; another item may have them now.
    var discarded: Set<String> = []
    var readers: [RecordReader] = []
    var length = 0
  }

  /// What a crash of the process counts for each item that was under way.
  static let crashWeight = 5
  /// The attempts after which an item is left alone.
  static let mostAttempts = 10

  private let file: RecordFile
  private let state: Mutex<State>

  /// Reads all logs of `folder` and begins to append to the one of `name`.
  /// - Throws: `CoreError`.
  init(_ folder: URL, name: String, names: [String]) throws {
    let url = folder.appendingPathComponent(name)
    var state = State()
    for name in names where name != url.lastPathComponent {
      try Self.read(folder.appendingPathComponent(name), into: &state)
    }
    try Self.read(url, into: &state)
    // A line that was cut off by a kill is ended, so that the next one stands alone.
    if let handle = try? FileHandle(forReadingFrom: url), let size = try? handle.seekToEnd(), size > 0 {
      try handle.seek(toOffset: size - 1)
      if try handle.read(upToCount: 1) != Data([10]) { try RecordFile(appendingTo: url).append("") }
    }
    file = try RecordFile(appendingTo: url, notesCrashes: true)
    try file.append("S")
    if let reader = RecordReader(url) {
      state.readers.append(reader)
      state.length = FileStatus(url.path)?.size ?? 0
    }
    self.state = Mutex(state)
  }

  // MARK: Asking

  /// The ids of all items that are finished or were begun.
  var ids: Set<String> { state.withLock { Set($0.places.keys).union($0.begun.keys).union($0.attempts.keys) } }

  /// How often an item was begun without an end.
  func attempts(at id: String) -> Int { state.withLock { $0.attempts[id] ?? 0 } }

  /// Whether the next run may keep what was made of an item.
  @Sendable func isRepeatable(_ id: String) -> Bool {
    state.withLock { $0.places[id]?.digest != RunSession.unrepeatable }
  }

  /// The files that unfinished attempts at an item may have left.
  func begunFiles(of id: String) -> [String] { state.withLock { $0.begun[id] ?? [] } }

  /// The digest and record of a finished item, or nil.
  func record<Product: WorkProduct>(_ type: Product.Type, of id: String) -> (digest: String, WorkRecord<Product>)? {
    guard let (digest, data) = line(of: id) else { return nil }
    // A record of another version is none.
    return (try? JSONDecoder().decode(WorkRecord<Product>.self, from: data)).map { (digest, $0) }
  }

  /// The files of a finished item, whatever it made.
  func files(of id: String) -> [OutputFile] {
    struct Files: Decodable { var files: [OutputFile] }
    guard let (_, data) = line(of: id) else { return [] }
    return (try? JSONDecoder().decode(Files.self, from: data))?.files ?? []
  }

  /// Files that items had and have no more; another item may have them now.
  var discarded: Set<String> { state.withLock { $0.discarded } }

  private func line(of id: String) -> (digest: String, data: Data)? {
    state.withLock { state in
      guard let place = state.places[id] else { return nil }
      return (try? state.readers[place.source].bytes(at: place.offset, count: place.count)).map { (place.digest, $0) }
    }
  }

  // MARK: Telling

  /// Notes that an item is begun.
  func begin(_ id: String) throws(CoreError) { try append("B\t\(Self.quoted(id))") }

  /// Notes that a file of an item is about to be written.
  func add(_ path: String, of id: String) throws(CoreError) {
    try append("F\t\(Self.quoted(id))\t\(Self.quoted(path))")
  }

  /// Notes that a file is not wanted any more; it is removed in the end, unless another item has it then.
  func discard(_ path: String) throws(CoreError) {
    state.withLock { _ = $0.discarded.insert(path) }
    try append("G\t\(Self.quoted(path))")
  }

  /// Notes that an item was given up at the user's request.
  func giveUp(_ id: String) throws(CoreError) { try append("U\t\(Self.quoted(id))") }

  /// Notes that an item is done.
  func finish<Product: WorkProduct>(_ id: String, digest: String, _ record: WorkRecord<Product>) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(record), as: UTF8.self)
    let head = "D\t\(Self.quoted(id))\t\(digest)\t"
    try state.withLock { state in
      try file.append(head + text)
      let place = Place(
        digest: digest, source: state.readers.count - 1, offset: state.length + head.utf8.count, count: text.utf8.count)
      state.length += head.utf8.count + text.utf8.count + 1
      state.places[id] = place
      state.begun[id] = nil
      state.attempts[id] = nil
    }
  }

  private func append(_ line: String) throws(CoreError) {
    try state.withLock { (state) throws(CoreError) in
      try file.append(line)
      state.length += line.utf8.count + 1
    }
  }

  /// Writes the records of `ids`, in that order, to `url` as the log of a run that is complete.
  func writeCompact(_ ids: some Sequence<String>, to url: URL) throws(CoreError) {
    try AtomicFile.write(to: url) { temporary throws(CoreError) in
      let compact = try RecordFile(appendingTo: temporary)
      for id in ids {
        guard let (digest, data) = line(of: id) else { continue }
        try compact.append("D\t\(Self.quoted(id))\t\(digest)\t\(String(decoding: data, as: UTF8.self))")
      }
    }
  }

  // MARK: Reading

  private static func read(_ url: URL, into state: inout State) throws {
    guard let reader = RecordReader(url) else { return }
    let source = state.readers.count
    state.readers.append(reader)
    var underWay: Set<String> = []
    try reader.forEachLine { line, offset in
      let fields = line.split(separator: 9, maxSplits: 3, omittingEmptySubsequences: false)
      guard let tag = fields.first.map({ String(decoding: $0, as: UTF8.self) }) else { return }
      switch (tag, fields.count) {
      case ("S", 1): underWay = []
      case (Interruption.crashLine, 1): for id in underWay { state.attempts[id, default: 0] += crashWeight }
      case ("B", 2):
        guard let id = unquoted(fields[1]) else { return }
        underWay.insert(id)
        state.attempts[id, default: 0] += 1
      case ("F", 3):
        guard let id = unquoted(fields[1]), let path = unquoted(fields[2]) else { return }
        state.begun[id, default: []].append(path)
      case ("G", 2):
        if let path = unquoted(fields[1]) { state.discarded.insert(path) }
      case ("U", 2):
        guard let id = unquoted(fields[1]) else { return }
        underWay.remove(id)
        state.attempts[id] = nil
      case ("D", 4):
        guard let id = unquoted(fields[1]) else { return }
        underWay.remove(id)
        state.attempts[id] = nil
        state.begun[id] = nil
        state.places[id] = Place(
          digest: String(decoding: fields[2], as: UTF8.self), source: source,
          offset: offset + (fields[3].startIndex - line.startIndex), count: fields[3].count)
      default: return
      }
    }
  }

  private static func quoted(_ text: String) -> String { OperationSteps.quoted(text) }

  /// The text of a JSON string, or nil.
  static func unquoted(_ field: Data) -> String? {
    // Most names need no escapes, and there are very many of them.
    if field.count >= 2, field.first == 0x22, field.last == 0x22, !field.contains(0x5C) {
      return String(decoding: field.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: field)
  }
}
