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
///     U id                    it was given up, and is not to blame
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
    /// The records of each item; several where shards and earlier runs have worked on it.
    var places: [String: [Place]] = [:]
    /// Files of items that were begun and not finished.
    var begun: [String: Set<String>] = [:]
    /// How often items were begun without an end; a crash counts for several.
    var attempts: [String: Int] = [:]
    /// Files that items had and have no more; another item may have them now.
    var discarded: Set<String> = []
    var sources: [URL] = []
    /// The log that was read last, as most are read in order.
    var reader: (source: Int, reader: RecordReader)?
  }

  /// What a crash of the process counts for each item that was under way.
  static let crashWeight = 5
  /// The attempts after which an item is left alone.
  static let mostAttempts = 10

  private let file: RecordFile
  private let own: Int
  private let state: Mutex<State>

  /// Reads the logs `names` of `folder` and begins to append to the one of `name`.
  /// - Parameter shard: only its items are read.
  /// - Throws: `CoreError`.
  init(_ folder: URL, name: String, names: [String], shard: Shard) throws {
    let url = folder.appendingPathComponent(name)
    var state = State()
    for other in names where other != name {
      try Self.read(folder.appendingPathComponent(other), shard, into: &state)
    }
    try Self.read(url, shard, into: &state)
    own = state.sources.count - 1
    file = try RecordFile(appendingTo: url, notesCrashes: true)
    // A line that was cut off by a kill is ended by this empty one, so that the next stands alone.
    try file.append("")
    try file.append("S")
    self.state = Mutex(state)
  }

  // MARK: Asking

  /// The ids of all items that are finished or were begun.
  var ids: Set<String> { state.withLock { Set($0.places.keys).union($0.begun.keys).union($0.attempts.keys) } }

  /// How often an item was begun without an end.
  func attempts(at id: String) -> Int { state.withLock { $0.attempts[id] ?? 0 } }

  /// The files that unfinished attempts at an item may have left, the one under way among them.
  func begunFiles(of id: String) -> Set<String> { state.withLock { $0.begun[id] ?? [] } }

  /// Files that items had and have no more; another item may have them now.
  var discarded: Set<String> { state.withLock { $0.discarded } }

  /// Whether the next run may keep what was made of an item.
  @Sendable func isRepeatable(_ id: String) -> Bool {
    state.withLock { $0.places[id]?.last?.digest != RunSession.unrepeatable }
  }

  /// The record of a finished item that was made for `digest`, or nil.
  func record<Product: WorkProduct>(_ type: Product.Type, of id: String, digest: String) -> WorkRecord<Product>? {
    // A record of another version is none.
    lines(of: id, where: { $0 == digest }).last.flatMap {
      try? JSONDecoder().decode(WorkRecord<Product>.self, from: $0.data)
    }
  }

  /// The files of all records of an item, whatever it made.
  func files(of id: String) -> Set<String> {
    struct Files: Decodable { var files: [OutputFile] }
    return lines(of: id).reduce(into: []) { files, line in
      files.formUnion(((try? JSONDecoder().decode(Files.self, from: line.data))?.files ?? []).map(\.path))
    }
  }

  private func lines(of id: String, where isWanted: (String) -> Bool = { _ in true }) -> [(digest: String, data: Data)]
  {
    state.withLock { state in
      (state.places[id] ?? []).filter { isWanted($0.digest) }.compactMap { place in
        if state.reader?.source != place.source {
          state.reader = RecordReader(state.sources[place.source]).map { (place.source, $0) }
        }
        return (try? state.reader?.reader.bytes(at: place.offset, count: place.count)).flatMap { $0 }
          .map { (place.digest, $0) }
      }
    }
  }

  // MARK: Telling

  /// Notes that an item is begun.
  func begin(_ id: String) throws(CoreError) { try file.append("B\t\(Self.quoted(id))") }

  /// Notes that a file of an item is about to be written.
  /// - Parameter isDurable: whether the note must outlast a power cut that the file may outlast.
  func add(_ path: String, of id: String, isDurable: Bool) throws(CoreError) {
    state.withLock { _ = $0.begun[id, default: []].insert(path) }
    try file.append("F\t\(Self.quoted(id))\t\(Self.quoted(path))", isDurable: isDurable)
  }

  /// Notes that an item was given up although nothing is wrong with it.
  func giveUp(_ id: String) throws(CoreError) { try file.append("U\t\(Self.quoted(id))") }

  /// Notes that a file is not wanted any more; it is removed in the end, unless another item has it then.
  func discard(_ path: String) throws(CoreError) {
    state.withLock { _ = $0.discarded.insert(path) }
    try file.append("G\t\(Self.quoted(path))")
  }

  /// Notes that an item is done.
  func finish<Product: WorkProduct>(_ id: String, digest: String, _ record: WorkRecord<Product>) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(record), as: UTF8.self)
    let head = "D\t\(Self.quoted(id))\t\(digest)\t"
    let offset = try file.append(head + text)
    state.withLock { state in
      state.places[id] = [
        Place(digest: digest, source: own, offset: offset + head.utf8.count, count: text.utf8.count)
      ]
      state.begun[id] = nil
      state.attempts[id] = nil
    }
  }

  /// Writes the records of items, in that order, to `url` as the log of a run that is complete.
  /// - Parameter items: ids, each with the digest of the record that counts; nil for the last there is.
  func writeCompact(_ items: some Sequence<(id: String, digest: String?)>, to url: URL) throws(CoreError) {
    try AtomicFile.write(to: url) { temporary throws(CoreError) in
      let compact = try RecordFile(appendingTo: temporary)
      for item in items {
        let all = lines(of: item.id)
        guard let line = all.last(where: { $0.digest == item.digest }) ?? all.last else { continue }
        try compact.append("D\t\(Self.quoted(item.id))\t\(line.digest)\t\(String(decoding: line.data, as: UTF8.self))")
      }
    }
  }

  /// The lines of a log that says only that files are ours and not wanted.
  static func discarding(_ paths: [String]) -> String { paths.map { "G\t\(quoted($0))\n" }.joined() }

  // MARK: Reading

  private static func read(_ url: URL, _ shard: Shard, into state: inout State) throws {
    let source = state.sources.count
    state.sources.append(url)
    guard let reader = RecordReader(url) else { return }
    var underWay: Set<String> = []
    try reader.forEachLine { line, offset in
      let fields = line.split(separator: 9, maxSplits: 3, omittingEmptySubsequences: false)
      guard let tag = fields.first.map({ String(decoding: $0, as: UTF8.self) }) else { return }
      func id() -> String? {
        guard let id = unquoted(fields[1]), id == RunSession.ownID || shard.contains(id) else { return nil }
        return id
      }
      switch (tag, fields.count) {
      case ("S", 1): underWay = []
      case (Interruption.crashLine, 1): for id in underWay { state.attempts[id, default: 0] += crashWeight }
      case ("B", 2):
        guard let id = id() else { return }
        underWay.insert(id)
        state.attempts[id, default: 0] += 1
      case ("F", 3):
        guard let id = id(), let path = unquoted(fields[2]) else { return }
        state.begun[id, default: []].insert(path)
      case ("G", 2):
        if let path = unquoted(fields[1]) { state.discarded.insert(path) }
      case ("U", 2):
        guard let id = id() else { return }
        underWay.remove(id)
        state.attempts[id] = nil
      case ("D", 4):
        // A record is one JSON object; what a full disk has cut off is none.
        guard let id = id(), fields[3].last == UInt8(ascii: "}"), !fields[3].contains(9) else { return }
        underWay.remove(id)
        state.attempts[id] = nil
        state.begun[id] = nil
        let place = Place(
          digest: String(decoding: fields[2], as: UTF8.self), source: source,
          offset: offset + (fields[3].startIndex - line.startIndex), count: fields[3].count)
        state.places[id] = (state.places[id] ?? []).filter { $0.source != source } + [place]
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
