import Foundation
import Synchronization

/// Transforms `inputs` on `workers` threads and hands the results to `consume` in input order.
///
/// `transform` runs on worker threads; `consume` runs on the caller's thread. If `consume` throws, no further item is
/// started, the items under way are finished, and the error is passed on.
/// - Parameter window: at most so many results wait at any time, so memory does not grow with the number of inputs; while one
///   slow item is worked on, the other workers go on with those of the window behind it. `4 × workers` unless said otherwise.
/// - Precondition: `workers > 0`.
public func orderedParallelForEach<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], workers: Int, window: Int? = nil, transform: @escaping @Sendable (Input) -> Output,
  consume: (_ index: Int, _ output: Output) throws -> Void
) rethrows {
  precondition(workers > 0, "at least one worker")
  let threadCount = min(workers, inputs.count)
  if threadCount <= 1 {
    for (index, input) in inputs.enumerated() { try consume(index, transform(input)) }
    return
  }
  let hall = WaitingHall<Output>(total: inputs.count, capacity: max(4 * workers, window ?? 0))
  for _ in 0..<threadCount {
    let thread = Thread {
      while let index = hall.takeTicket() { hall.deliver(transform(inputs[index]), at: index) }
      hall.leave()
    }
    thread.stackSize = 8 << 20
    hall.enter()
    thread.start()
  }
  defer { hall.close() }
  for index in inputs.indices { try consume(index, hall.collect(index)) }
}

/// Transforms `inputs` on `workers` threads; the results are in input order.
/// - Precondition: `workers > 0`.
public func parallelMap<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], workers: Int, transform: @escaping @Sendable (Input) -> Output
) -> [Output] {
  var outputs: [Output] = []
  outputs.reserveCapacity(inputs.count)
  orderedParallelForEach(inputs, workers: workers, transform: transform) { _, output in outputs.append(output) }
  return outputs
}

/// Where results wait until those before them have been collected.
///
/// `@unchecked Sendable`: every stored variable is read and written only while `condition` is locked.
private final class WaitingHall<Output: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let total: Int
  private let capacity: Int
  private var nextTicket = 0
  private var collected = 0
  private var waiting: [Int: Output] = [:]
  private var present = 0
  private var isClosed = false

  init(total: Int, capacity: Int) {
    self.total = total
    self.capacity = capacity
  }

  func enter() { condition.withLock { present += 1 } }

  func leave() {
    condition.withLock {
      present -= 1
      condition.broadcast()
    }
  }

  /// The next index to work on, or nil when there is none; waits while too many results are uncollected.
  func takeTicket() -> Int? {
    condition.withLock {
      while !isClosed && nextTicket < total && nextTicket >= collected + capacity { condition.wait() }
      guard !isClosed, nextTicket < total else { return nil }
      defer { nextTicket += 1 }
      return nextTicket
    }
  }

  func deliver(_ output: Output, at index: Int) {
    condition.withLock {
      waiting[index] = output
      condition.broadcast()
    }
  }

  func collect(_ index: Int) -> Output {
    condition.withLock {
      while true {
        if let output = waiting.removeValue(forKey: index) {
          collected = index + 1
          condition.broadcast()
          return output
        }
        condition.wait()
      }
    }
  }

  /// Refuses further tickets and waits until every worker has left.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
      while present > 0 { condition.wait() }
    }
  }
}
