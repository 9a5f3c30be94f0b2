internal import COneDNN
internal import Core
internal import Foundation

/// Threads that stay for a network's life and share out numbered items of work.
///
/// All calls of oneDNN are made on them: each tells OpenMP to keep its kernels on one thread, which leaves the caller's
/// OpenMP settings alone and means that no kernel ever waits, spinning, for a core that someone else uses.
final class WorkerTeam: Sendable {
  let count: Int
  private let board: TaskBoard

  init(count: Int) {
    precondition(count > 0, "at least one worker")
    self.count = count
    let board = TaskBoard()
    self.board = board
    for worker in 0..<count {
      let thread = Thread {
        auscult_run_kernels_on_this_thread_only()
        board.work(as: worker)
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { board.close() }

  /// Runs `body` once for each item and returns when all are done; items are taken in order by whoever is free.
  /// - Throws: the error of the lowest item that failed; the others have been run nevertheless.
  func run(
    items: Int, _ body: @escaping @Sendable (_ worker: Int, _ item: Int) throws(NetworkError) -> Void
  ) throws(NetworkError) {
    if items > 0 { try board.post(items, body) }
  }
}

/// Where a team's tasks hang.
///
/// `@unchecked Sendable`: every stored variable is read and written only while `condition` is locked.
private final class TaskBoard: @unchecked Sendable {
  typealias Body = @Sendable (_ worker: Int, _ item: Int) throws(NetworkError) -> Void
  private let condition = NSCondition()
  /// Held while a task is posted, so that callers on several threads take turns.
  private let turn = NSLock()
  private var body: Body?
  private var next = 0
  private var total = 0
  private var unfinished = 0
  private var failure: (item: Int, error: NetworkError)?
  private var isClosed = false

  func post(_ items: Int, _ body: @escaping Body) throws(NetworkError) {
    turn.lock()
    defer { turn.unlock() }
    condition.lock()
    self.body = body
    (next, total, unfinished, failure) = (0, items, items, nil)
    condition.broadcast()
    while unfinished > 0 { condition.wait() }
    let failed = failure
    self.body = nil
    condition.unlock()
    if let failed { throw failed.error }
  }

  func work(as worker: Int) {
    while let (body, item) = take() {
      do throws(NetworkError) {
        try body(worker, item)
        finish(item, nil)
      } catch {
        finish(item, error)
      }
    }
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }

  private func take() -> (Body, Int)? {
    condition.lock()
    defer { condition.unlock() }
    while !isClosed && next >= total { condition.wait() }
    guard !isClosed, let body else { return nil }
    next += 1
    return (body, next - 1)
  }

  private func finish(_ item: Int, _ error: NetworkError?) {
    condition.lock()
    defer { condition.unlock() }
    if let error, item < failure?.item ?? .max { failure = (item, error) }
    unfinished -= 1
    if unfinished == 0 { condition.broadcast() }
  }
}
