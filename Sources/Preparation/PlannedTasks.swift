import Core
import Curation
import Foundation
import Manifest

/// The recordings of a plan in order of their ids, on disk, so that memory does not grow with all that is known of them.
///
/// They come without a side, and get one by ``divide(as:)``; each is read anew whenever it is its turn.
struct PlannedTasks: Sequence {
  /// The number of recordings whose content is unknown.
  private(set) var unread = 0
  private let lines: ExternalSorter
  /// Where the collection lies here.
  private let root: URL
  private var splits: [Split] = []
  private var folds: [Int?] = []

  /// Begins with nothing.
  /// - Parameters:
  ///   - root: the folder that the recordings' paths are relative to.
  ///   - scratch: where what does not fit into memory is kept.
  init(below root: URL, scratch: URL) {
    self.root = root
    lines = ExternalSorter(in: scratch)
  }

  /// Adds a recording; they may come in any order.
  /// - Throws: `CoreError`.
  mutating func add(_ task: RecordingTask) throws(CoreError) {
    if task.sourceSHA256.isEmpty { unread += 1 }
    // The state is of this machine, and no part of what others read of a plan.
    try lines.add(task.recording.id, "\(task.status?.fingerprint ?? "")\n\(task.facts)")
  }

  /// Gives every recording its side.
  /// - Parameter plan: the sides, in order of the recordings' ids.
  mutating func divide(as plan: SplitPlan) {
    splits = plan.splits
    folds = plan.folds.first ?? []
  }

  /// Hands out what a plan file says of each recording.
  /// - Throws: `CoreError`, and what `body` throws.
  func forEachLine(_ body: (_ id: String, _ line: String) throws -> Void) throws {
    let items = try lines.sorted()
    var position = 0
    while let item = try items.next() {
      let facts = String(decoding: item.value, as: UTF8.self).utf8.drop { $0 != 10 }.dropFirst()
      try body(item.key, RecordingTask.line(splits[position], fold: fold(at: position), facts: Substring(facts)))
      position += 1
    }
  }

  private func fold(at position: Int) -> Int? { folds.isEmpty ? nil : folds[position] }

  /// The number of recordings.
  var count: Int { lines.count }
  var underestimatedCount: Int { count }

  /// Goes through the recordings from the first one on.
  func makeIterator() -> Iterator { Iterator(of: self) }

  /// The recordings one after another; a failure is the last.
  struct Iterator: IteratorProtocol {
    private let tasks: PlannedTasks
    private var items: Result<SortedItems, any Error>
    private var position = 0
    private var isAtEnd = false

    fileprivate init(of tasks: PlannedTasks) {
      self.tasks = tasks
      items = Result { try tasks.lines.sorted() }
    }

    mutating func next() -> Result<RecordingTask, any Error>? {
      if isAtEnd { return nil }
      do {
        guard let item = try items.get().next() else {
          isAtEnd = true
          return nil
        }
        defer { position += 1 }
        return .success(try tasks.task(of: String(decoding: item.value, as: UTF8.self), at: position))
      } catch {
        isAtEnd = true
        return .failure(error)
      }
    }
  }

  private func task(of item: String, at position: Int) throws -> RecordingTask {
    let parts = item.utf8.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0) }
    guard parts.count == 2,
      var task = RecordingTask(facts: parts[1], split: splits[position], fold: fold(at: position), below: root)
    else {
      throw PreparationError(.output, "what was planned could not be read back: was the disk full?", subject: root.path)
    }
    task.status = FileStatus(fingerprint: String(parts[0]))
    return task
  }
}
