import Foundation
import Synchronization

/// Transforms `inputs` on `workers` threads and hands the results to `consume` in input order.
///
/// `transform` runs on worker threads; `consume` runs on the caller's thread. If `consume` throws, no further item is
/// started, the items under way are finished, and the error is passed on. Inputs are taken from their sequence when a worker
/// is free for them, so that one that reads them from somewhere holds few at a time.
/// - Parameters:
///   - inputs: no more threads work on them than their `underestimatedCount`.
///   - window: at most so many results wait at any time, so memory does not grow with the number of inputs; while one slow
///     item is worked on, the other workers go on with those of the window behind it. `4 × workers` unless said otherwise.
/// - Precondition: `workers > 0`.
public func orderedParallelForEach<Inputs: Sequence, Output: Sendable>(
  _ inputs: Inputs, workers: Int, window: Int? = nil, transform: @escaping @Sendable (Inputs.Element) -> Output,
  consume: (_ index: Int, _ output: Output) throws -> Void
) rethrows where Inputs.Element: Sendable {
  precondition(workers > 0, "at least one worker")
  let threadCount = min(workers, inputs.underestimatedCount)
  if threadCount <= 1 {
    for (index, input) in inputs.enumerated() { try consume(index, transform(input)) }
    return
  }
  var iterator = inputs.makeIterator()
  let hall = WaitingHall<Inputs.Element, Output>(capacity: max(4 * workers, window ?? 0)) { iterator.next() }
  for _ in 0..<threadCount {
    let thread = Thread {
      while let (index, input) = hall.takeTicket() { hall.deliver(transform(input), at: index) }
      hall.leave()
    }
    thread.stackSize = 8 << 20
    hall.enter()
    thread.start()
  }
  defer { hall.close() }
  var index = 0
  while let output = hall.collect(index) {
    try consume(index, output)
    index += 1
  }
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

/// Where inputs wait for a worker, and results until those before them have been collected.
///
/// `@unchecked Sendable`: every stored variable is read and written only while `condition` is locked, and `nextInput`
/// is called only then.
private final class WaitingHall<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private let nextInput: () -> Input?
  private var isExhausted = false
  private var nextTicket = 0
  private var collected = 0
  private var waiting: [Int: Output] = [:]
  private var present = 0
  private var isClosed = false

  init(capacity: Int, nextInput: @escaping () -> Input?) {
    self.capacity = capacity
    self.nextInput = nextInput
  }

  func enter() { condition.withLock { present += 1 } }

  func leave() {
    condition.withLock {
      present -= 1
      condition.broadcast()
    }
  }

  /// The next input to work on, or nil when there is none; waits while too many results are uncollected.
  func takeTicket() -> (index: Int, input: Input)? {
    condition.withLock {
      while !isClosed && !isExhausted && nextTicket >= collected + capacity { condition.wait() }
      guard !isClosed, !isExhausted else { return nil }
      guard let input = nextInput() else {
        isExhausted = true
        condition.broadcast()
        return nil
      }
      defer { nextTicket += 1 }
      return (nextTicket, input)
    }
  }

  func deliver(_ output: Output, at index: Int) {
    condition.withLock {
      waiting[index] = output
      condition.broadcast()
    }
  }

  /// The result of an input once it is there, or nil where there is no such input.
  func collect(_ index: Int) -> Output? {
    condition.withLock {
      while true {
        if let output = waiting.removeValue(forKey: index) {
          collected = index + 1
          condition.broadcast()
          return output
        }
        if isExhausted && index == nextTicket { return nil }
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
