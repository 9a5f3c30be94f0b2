import Core
import Foundation
import Hashing
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
  /// Where a finished item's record lies; small, as there are as many as items.
  private struct Place {
    var digest: ShortDigest
    var source: Int32
    var count: Int32
    var offset: Int
  }

  /// Half of a digest, which is enough to tell digests apart; zeros for a text that is none.
  private struct ShortDigest: Hashable {
    private let first, second: UInt64

    init(_ digest: String) {
      func part(_ start: Int) -> UInt64 { UInt64(digest.dropFirst(start).prefix(16), radix: 16) ?? 0 }
      (first, second) = (part(0), part(16))
    }

    /// What stands for an id, of which there are as many as items.
    init(ofID id: String) { self.init(SHA256.hexDigest(of: Data(id.utf8))) }
  }

  /// The records of an item: one, but where shards and earlier runs have worked on it.
  private struct Places {
    var last: Place
    var earlier: [Place] = []

    var all: [Place] { earlier + [last] }
  }

  private struct State {
    /// The records of each item.
    var places: [ShortDigest: Places] = [:]
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

  private struct Files: Decodable { var files: [OutputFile] }

  private let file: RecordFile
  private let own: Int
  private let isWanted: @Sendable (String) -> Bool
  private let state: Mutex<State>

  /// Reads the logs `names` of `folder` and begins to append to the one of `name`.
  /// - Parameter isWanted: whether an item will be asked for; of others nothing is kept in memory.
  /// - Throws: `CoreError`.
  init(_ folder: URL, name: String, names: [String], isWanted: @escaping @Sendable (String) -> Bool) throws {
    let url = folder.appendingPathComponent(name)
    var state = State()
    for other in names where other != name {
      try Self.read(folder.appendingPathComponent(other), isWanted, into: &state)
    }
    try Self.read(url, isWanted, into: &state)
    own = state.sources.count - 1
    self.isWanted = isWanted
    file = try RecordFile(appendingTo: url, notesCrashes: true)
    try file.append(LogLine.started.text)
    self.state = Mutex(state)
  }

  // MARK: Asking

  /// Items that were under way when the process ended once by a crash, or often.
  var suspects: Set<String> { state.withLock { Set($0.attempts.filter { $0.value >= Self.crashWeight }.keys) } }

  /// How often an item was begun without an end.
  func attempts(at id: String) -> Int { state.withLock { $0.attempts[id] ?? 0 } }

  /// The files that unfinished attempts at an item may have left, the one under way among them.
  func begunFiles(of id: String) -> Set<String> { state.withLock { $0.begun[id] ?? [] } }

  /// Files that items had and have no more; another item may have them now.
  var discarded: Set<String> { state.withLock { $0.discarded } }

  /// The record of a finished item that was made for `digest`, or nil.
  func record<Product: WorkProduct>(_ type: Product.Type, of id: String, digest: String) -> WorkRecord<Product>? {
    // A record of another version is none.
    let wanted = ShortDigest(digest)
    return records(of: id, where: { $0 == wanted }).last.flatMap {
      try? JSONDecoder().decode(WorkRecord<Product>.self, from: $0)
    }
  }

  /// The files of all records of an item, whatever it made.
  func files(of id: String) -> Set<String> {
    records(of: id).reduce(into: []) { $0.formUnion(Self.files(in: $1)) }
  }

  private static func files(in record: Data) -> [String] {
    (try? JSONDecoder().decode(Files.self, from: record))?.files.map(\.path) ?? []
  }

  /// The item that each file belongs to or belonged to, by all that the logs say; they are read once more, as it is seldom
  /// asked for.
  func owners() -> [String: String] {
    var owners: [String: String] = [:]
    for url in state.withLock({ $0.sources }) {
      try? RecordReader(url)?.forEachLine { line, _ in
        switch LogLine(line) {
        case .file(let id, let path) where isWanted(id): owners[path] = id
        case .done(let id, _, _, let record) where isWanted(id):
          for path in Self.files(in: record) { owners[path] = id }
        default: return
        }
      }
    }
    return owners
  }

  private func records(of id: String, where isWanted: (ShortDigest) -> Bool = { _ in true }) -> [Data] {
    state.withLock { state in
      (state.places[ShortDigest(ofID: id)]?.all ?? []).filter { isWanted($0.digest) }.compactMap { place in
        let source = Int(place.source)
        if state.reader?.source != source {
          state.reader = RecordReader(state.sources[source]).map { (source, $0) }
        }
        return (try? state.reader?.reader.bytes(at: place.offset, count: Int(place.count))).flatMap { $0 }
      }
    }
  }

  // MARK: Telling

  /// Notes that an item is begun.
  func begin(_ id: String) throws(CoreError) { try file.append(LogLine.begun(id: id).text) }

  /// Notes that a file of an item is about to be written.
  /// - Parameter isDurable: whether the note must outlast a power cut that the file may outlast.
  func add(_ path: String, of id: String, isDurable: Bool) throws(CoreError) {
    state.withLock { _ = $0.begun[id, default: []].insert(path) }
    try file.append(LogLine.file(id: id, path: path).text, isDurable: isDurable)
  }

  /// Notes that an item was given up although nothing is wrong with it.
  func giveUp(_ id: String) throws(CoreError) { try file.append(LogLine.givenUp(id: id).text) }

  /// Notes that a file is not wanted any more; it is removed in the end, unless another item has it then.
  func discard(_ path: String) throws(CoreError) {
    state.withLock { _ = $0.discarded.insert(path) }
    try file.append(LogLine.discarded(path: path).text)
  }

  /// Notes that an item is done.
  /// - Returns: the line of the log.
  @discardableResult
  func finish<Product: WorkProduct>(
    _ id: String, digest: String, _ record: WorkRecord<Product>
  ) throws -> LogLine {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(record)
    let line = LogLine.done(id: id, digest: digest, start: 0, record: data)
    let text = line.text
    let offset = try file.append(text)
    state.withLock { state in
      state.places[ShortDigest(ofID: id)] = Places(
        last: Place(
          digest: ShortDigest(digest), source: Int32(own), count: Int32(data.count),
          offset: offset + text.utf8.count - data.count))
      state.begun[id] = nil
      state.attempts[id] = nil
    }
    return line
  }

  /// The lines of a log that says only that files are ours and not wanted.
  static func discarding(_ paths: [String]) -> String {
    paths.map { LogLine.discarded(path: $0).text + "\n" }.joined()
  }

  // MARK: Reading

  private static func read(_ url: URL, _ isWanted: @Sendable (String) -> Bool, into state: inout State) throws {
    let source = state.sources.count
    state.sources.append(url)
    guard let reader = RecordReader(url) else { return }
    var underWay: Set<String> = []
    try reader.forEachLine { line, offset in
      switch LogLine(line) {
      case .started: underWay = []
      case .crashed: for id in underWay { state.attempts[id, default: 0] += crashWeight }
      case .begun(let id) where isWanted(id):
        underWay.insert(id)
        state.attempts[id, default: 0] += 1
      case .file(let id, let path) where isWanted(id): state.begun[id, default: []].insert(path)
      case .discarded(let path): state.discarded.insert(path)
      case .givenUp(let id) where isWanted(id):
        underWay.remove(id)
        state.attempts[id] = nil
      case .done(let id, let digest, let start, let record) where isWanted(id):
        underWay.remove(id)
        state.attempts[id] = nil
        state.begun[id] = nil
        let place = Place(
          digest: ShortDigest(digest), source: Int32(source), count: Int32(record.count), offset: offset + start)
        let key = ShortDigest(ofID: id)
        let earlier = (state.places[key]?.all ?? []).filter { $0.source != place.source }
        state.places[key] = Places(last: place, earlier: earlier)
      default: return
      }
    }
  }
}
