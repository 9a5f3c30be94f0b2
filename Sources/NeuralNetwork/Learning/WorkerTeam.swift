internal import COneDNN
internal import Core
internal import Foundation

/// The caller and threads that stay for a network's life, who share out numbered items of work.
///
/// All calls of oneDNN are made by them: each tells OpenMP to keep its kernels on one thread (the caller's own setting is
/// put back afterwards), so that no kernel ever waits, spinning, for a core that someone else uses. The caller is the first
/// worker and begins at once: where other programs keep the helpers waiting, it does more of the work.
final class WorkerTeam: Sendable {
  let count: Int
  private let board: TaskBoard

  init(count: Int) {
    precondition(count > 0, "at least one worker")
    self.count = count
    let board = TaskBoard()
    self.board = board
    for worker in stride(from: 1, to: count, by: 1) {
      let thread = Thread {
        _ = auscult_run_kernels_on_this_thread_only()
        board.work(as: worker)
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  deinit { board.close() }

  /// Runs `body` on the caller's thread, from which it may share out items of its own.
  func lead<Result>(_ body: () throws(NetworkError) -> Result) throws(NetworkError) -> Result {
    let ownThreads = auscult_run_kernels_on_this_thread_only()
    defer { auscult_run_kernels_on_threads(ownThreads) }
    return try body()
  }

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
    condition.unlock()
    let ownThreads = auscult_run_kernels_on_this_thread_only()
    while let (body, item) = takeNow() { perform(body, worker: 0, item) }
    auscult_run_kernels_on_threads(ownThreads)
    condition.lock()
    while unfinished > 0 { condition.wait() }
    let failed = failure
    self.body = nil
    condition.unlock()
    if let failed { throw failed.error }
  }

  func work(as worker: Int) {
    while let (body, item) = take() { perform(body, worker: worker, item) }
  }

  private func perform(_ body: Body, worker: Int, _ item: Int) {
    do throws(NetworkError) {
      try body(worker, item)
      finish(item, nil)
    } catch {
      finish(item, error)
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

  /// The next item, if one is left.
  private func takeNow() -> (Body, Int)? {
    condition.lock()
    defer { condition.unlock() }
    guard next < total, let body else { return nil }
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
