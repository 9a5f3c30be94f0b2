public import Foundation

/// Sorts any number of items by the bytes of their keys, and of their values where keys are equal, in bounded memory.
///
/// What does not fit is written to sorted runs on disk, which are merged as they are read; many runs are merged into one of
/// the next level first, so that open files are bounded, too. Runs have no name, so that nothing is left of them however the
/// process ends. Every item is written about twice and read as often, whatever their number below a million runs.
public final class ExternalSorter {
  /// Something to be sorted.
  public struct Item: Sendable, Equatable {
    /// What it is sorted by.
    public var key: String
    /// What belongs to the key.
    public var value: [UInt8]
  }

  private let folder: URL
  private let capacity: Int
  private var block: SortBlock
  /// Runs by level; each of a level was merged from a full level below.
  private var levels: [[SortedRun]] = []
  private static let mostRuns = 24

  /// The number of items.
  public private(set) var count = 0

  /// Begins with nothing.
  /// - Parameters:
  ///   - folder: where runs are written, which exists.
  ///   - memory: the bytes of items that are held at once; the sorter needs up to twice as many.
  public init(in folder: URL, memory: Int = 1 << 18) {
    self.folder = folder
    capacity = max(1, memory)
    block = SortBlock(capacity: capacity)
  }

  /// Adds an item.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput` where a run cannot be written.
  public func add(_ key: String, _ value: some Swift.Collection<UInt8>) throws(CoreError) {
    block.add(key.utf8, value)
    count += 1
    if block.size >= capacity { try spill() }
  }

  /// Adds an item.
  /// - Throws: `CoreError` `.cannotCreate` or `.inputOutput` where a run cannot be written.
  public func add(_ key: String, _ value: String = "") throws(CoreError) { try add(key, value.utf8) }

  /// All items in order; may be asked for as often as wanted.
  /// - Throws: `CoreError`.
  public func sorted() throws(CoreError) -> SortedItems {
    if levels.isEmpty {
      block.sort()
      return SortedItems(block)
    }
    if !block.isEmpty { try spill() }
    // What is read now seldom grows any more.
    block = SortBlock(capacity: 0)
    return try SortedItems(levels.joined().map { SortedRunReader($0) })
  }

  private func spill() throws(CoreError) {
    block.sort()
    let run = try SortedRun(in: folder)
    for index in 0..<block.count {
      let item = block[index]
      try run.append(key: item.key, value: item.value)
    }
    try run.finish()
    block.removeAll()
    try add(run, level: 0)
  }

  private func add(_ run: SortedRun, level: Int) throws(CoreError) {
    if level == levels.count { levels.append([]) }
    levels[level].append(run)
    guard levels[level].count == Self.mostRuns else { return }
    let merged = try SortedRun(in: folder)
    let items = try SortedItems(levels[level].map { SortedRunReader($0) })
    while let item = try items.nextBytes() { try merged.append(key: item.key, value: item.value) }
    try merged.finish()
    levels[level] = []
    try add(merged, level: level + 1)
  }
}

/// The items of an ``ExternalSorter`` in order, one after another.
public final class SortedItems {
  private enum Source {
    case block(SortBlock, next: Int)
    case runs([SortedRunReader])
  }
  private var source: Source

  init(_ block: SortBlock) { source = .block(block, next: 0) }

  init(_ readers: [SortedRunReader]) throws(CoreError) {
    var waiting: [SortedRunReader] = []
    for reader in readers where try reader.advance() { waiting.append(reader) }
    // The greatest first, so that taking the least away moves nothing.
    source = .runs(waiting.sorted { $1.precedes($0) })
  }

  /// The next item, or nil after the last.
  /// - Throws: `CoreError` `.inputOutput` if a run cannot be read.
  public func next() throws(CoreError) -> ExternalSorter.Item? {
    try nextBytes().map { .init(key: String(decoding: $0.key, as: UTF8.self), value: Array($0.value)) }
  }

  func nextBytes() throws(CoreError) -> (key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
    switch source {
    case .block(let block, let next):
      guard next < block.count else { return nil }
      source = .block(block, next: next + 1)
      return block[next]
    case .runs(var readers):
      source = .runs([])
      guard let reader = readers.popLast() else { return nil }
      let item = (reader.key, reader.value)
      if try reader.advance() {
        // Its place among the others, by halving.
        var range = 0..<readers.count
        while !range.isEmpty {
          let middle = (range.lowerBound + range.upperBound) / 2
          range = reader.precedes(readers[middle]) ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        readers.insert(reader, at: range.lowerBound)
      }
      source = .runs(readers)
      return item
    }
  }
}
