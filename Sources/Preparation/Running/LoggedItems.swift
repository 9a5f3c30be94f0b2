import Core
import Foundation

/// What logs say of every item, in order of the ids, one item in memory at a time.
///
/// Logs hold records in the order in which items were finished, a shard's items in the shard's own log; they are brought in
/// order by an ``ExternalSorter``, so that the number of items plays no part.
final class LoggedItems {
  /// What is known of one item.
  struct Item {
    var id: String
    /// What was made of it, the newest last: one for every log that has one.
    var records: [(digest: String, data: Data)]
    /// Files of attempts that were not finished.
    var begun: Set<String>
  }

  private let sorter: ExternalSorter
  private let items: SortedItems
  private var ahead: ExternalSorter.Item?

  /// Reads the logs `names` of `folder`, the newest last.
  /// - Throws: `CoreError`.
  init(_ folder: URL, names: [String]) throws {
    sorter = ExternalSorter(in: folder)
    for (source, name) in names.enumerated() {
      try Self.read(folder.appendingPathComponent(name), source: source, into: sorter)
    }
    items = try sorter.sorted()
    ahead = try items.next()
  }

  /// Lines of a log that are of use now: of what was begun only what was not finished.
  private static func read(_ url: URL, source: Int, into sorter: ExternalSorter) throws {
    var begun: [String: Set<String>] = [:]
    var number = 0
    func add(_ id: String, _ digest: String?, _ content: some Swift.Collection<UInt8>) throws(CoreError) {
      number += 1
      // Equal keys are ordered by what comes first in the value: the log, then the line.
      let place = String(format: "%08d%012d", source, number)
      try sorter.add(id, Array("\(place)\t\(digest ?? "")\t".utf8) + content)
    }
    try RecordReader(url)?.forEachLine { line, _ in
      switch LogLine(line) {
      case .file(let id, let path): begun[id, default: []].insert(path)
      case .done(let id, let digest, _, let record):
        begun[id] = nil
        try add(id, digest, record)
      default: break
      }
    }
    for (id, paths) in begun { for path in paths { try add(id, nil, path.utf8) } }
  }

  /// The next item, or nil after the last.
  /// - Throws: `CoreError`.
  func next() throws(CoreError) -> Item? {
    guard let first = ahead else { return nil }
    var item = Item(id: first.key, records: [], begun: [])
    var source: ArraySlice<UInt8> = []
    while let line = ahead, line.key == first.key {
      let fields = line.value.split(separator: 9, maxSplits: 2, omittingEmptySubsequences: false)
      if fields.count == 3, fields[1].isEmpty {
        item.begun.insert(String(decoding: fields[2], as: UTF8.self))
      } else if fields.count == 3 {
        // A log's later record stands for its earlier ones, and what was done is not under way.
        if fields[0].prefix(8) == source, !item.records.isEmpty { item.records.removeLast() }
        source = fields[0].prefix(8)
        item.begun = []
        item.records.append((String(decoding: fields[1], as: UTF8.self), Data(fields[2])))
      }
      ahead = try items.next()
    }
    return item
  }
}
