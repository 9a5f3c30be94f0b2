public import Core
import Foundation
import Hashing
import Manifest
import MediaIO

/// Sees that every item of a run has a record in the log: what is up to date is kept, the rest is done.
///
/// The outcome does not depend on the number of workers, on the order of the items, or on how often it was killed.
struct WorkRunner<Item: Sendable, Product: WorkProduct>: Sendable {
  /// What is done with an item; pure but for the files that it asks the output for.
  ///
  /// A `PreparationError` `.unusable` rejects the item, and so does a `MediaError` about its file; any other error ends the run.
  typealias Perform = @Sendable (Item, BatchOutput) throws -> Product
  /// Brings the product of an earlier run to where the item wants it now, nil if it must be made again.
  typealias Adapt = @Sendable (Item, Product, BatchOutput) throws -> Product?

  let session: RunSession
  let workers: Int
  let limits: WorkLimits
  let key: @Sendable (Item) -> WorkKey
  /// The path by which people know an item.
  let name: @Sendable (Item) -> String
  /// The file of an item with the content that its key was made of, nil where it could not be read.
  let content: @Sendable (Item) -> InputContent?
  let perform: Perform
  var adapt: Adapt = { _, product, _ in product }

  /// What became of an item is a few words, so that many may wait for a long recording before them.
  private static var window: Int { 4096 }

  /// What became of an item in this run.
  enum Step: Sendable {
    /// The product of an earlier run is kept.
    case kept(Rejection?, Seconds)
    case done(Rejection?, Seconds)
    case stopped(any ReportableFailure)
  }

  /// Works through items that are all there.
  func run(_ items: [Item], progress: (RunProgress) -> Void) throws {
    try run(items.lazy.map { .success($0) }, progress: progress)
  }

  /// Works through items that are read one by one, twice where something ended an attempt before: that is taken first, and
  /// alone.
  /// - Parameter items: as many as their `underestimatedCount`; one that cannot be read ends the run.
  /// - Throws: what ends the run; records of what is finished stay.
  func run<Items: Sequence>(_ items: Items, progress: (RunProgress) -> Void) throws
  where Items.Element == Result<Item, any Error> {
    var told = RunProgress(total: items.underestimatedCount)
    func tell(_ name: String, _ step: Step) throws {
      switch step {
      case .kept(let rejection, let duration):
        told.add(ItemReport(sourceFile: name, audio: duration, isKept: true, rejection: rejection))
      case .done(let rejection, let duration):
        told.add(ItemReport(sourceFile: name, audio: duration, isKept: false, rejection: rejection))
      case .stopped(let failure): throw failure
      }
      progress(told)
    }
    let suspects = session.log.suspects
    let isSuspect: @Sendable (Item) -> Bool = { !suspects.isEmpty && suspects.contains(key($0).id) }
    if !suspects.isEmpty {
      for item in items {
        let item = try item.get()
        if isSuspect(item) { try tell(name(item), step(item)) }
      }
    }
    try orderedParallelForEach(items, workers: workers, window: Self.window) { item in
      item.map { isSuspect($0) ? nil : (name: name($0), step: step($0)) }
    } consume: { _, result in
      if let (name, step) = try result.get() { try tell(name, step) }
    }
  }

  private func step(_ item: Item) -> Step {
    let key = key(item)
    let output = BatchOutput(session: session, id: key.id)
    do {
      if Interruption.isRequested { throw PreparationError.interrupted }
      let before = session.log.files(of: key.id)
      if let digest = key.digest, let earlier = session.log.record(Product.self, of: key.id, digest: digest),
        let kept = try keep(earlier, of: item, digest: digest, output)
      {
        return .kept(kept.rejection, kept.audioDuration)
      }
      let wasBegun = !session.log.begunFiles(of: key.id).isEmpty
      let outcome = try attempt(item, key, output)
      let files = try output.files()
      let written = Set(files.map(\.path))
      // Also what attempts that ended halfway may have left.
      let stale = before.union(session.log.begunFiles(of: key.id))
      for path in stale.subtracting(written).sorted(by: precedesInBytes) { try session.log.discard(path) }
      if wasBegun { session.folder.removeRemnants(of: stale) }
      // What may go better the next time is not kept.
      let isFinal = !["overTime", "unreadable", WorkChange.reason].contains(outcome.rejection?.reason)
      try session.log.finish(
        key.id, digest: isFinal ? key.digest ?? RunSession.unrepeatable : RunSession.unrepeatable,
        WorkRecord(outcome: outcome, files: files))
      return .done(outcome.rejection, outcome.audioDuration)
    } catch let error as any ReportableFailure {
      // The item is not to blame: only an end of the process counts as an attempt.
      try? session.log.giveUp(key.id)
      return .stopped(error)
    } catch {
      try? session.log.giveUp(key.id)
      return .stopped(PreparationError(.output, "an output could not be written.", subject: name(item), cause: error))
    }
  }

  /// The outcome of an earlier run if all its files are there, where the item wants them.
  private func keep(
    _ record: WorkRecord<Product>, of item: Item, digest: String, _ output: BatchOutput
  ) throws -> WorkOutcome<Product>? {
    guard session.log.begunFiles(of: key(item).id).isEmpty, record.files.allSatisfy(session.isIntact) else {
      return nil
    }
    guard case .made(let product) = record.outcome else { return record.outcome }
    output.reset(to: record.files)
    guard let adapted = try adapt(item, product, output) else {
      output.reset()
      return nil
    }
    let outcome = WorkOutcome.made(adapted)
    let files = try output.files()
    if files != record.files {
      for path in Set(record.files.map(\.path)).subtracting(files.map(\.path)).sorted(by: precedesInBytes) {
        try session.log.discard(path)
      }
      try session.log.finish(key(item).id, digest: digest, WorkRecord(outcome: outcome, files: files))
    }
    return outcome
  }

  private func attempt(_ item: Item, _ key: WorkKey, _ output: BatchOutput) throws -> WorkOutcome<Product> {
    let attempts = session.log.attempts(at: key.id)
    if attempts >= WorkLog.mostAttempts {
      return rejected(
        item, "run", "quarantined",
        "the program ended again and again while it worked on this file, so it is left out. Fetch or export it again; to try it once more, change it or delete the folder \(ManifestFile.stateName)."
      )
    }
    try session.log.begin(key.id)
    var lastFailure: MediaError?
    // A network's file system may fail once and be well the next time.
    for pause in [0, 0.2, 1] {
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
      output.reset()
      do {
        let product = try WorkLimit.within(limits.itemTime) { try perform(item, output) }
        if content(item)?.isThere == false {
          output.reset()
          return rejected(
            item, "decode", WorkChange.reason, "changed while it was worked on, or since it was planned. Run again.")
        }
        return .made(product)
      } catch let error as PreparationError {
        guard case .unusable(let stage, let reason) = error.code else { throw error }
        output.reset()
        // What lies behind it decides, whoever has put it in words.
        if let cause = error.cause as? MediaError {
          if try isWorthAnotherTry(cause, key) {
            lastFailure = cause
          } else {
            return rejected(item, stage, reason, error.message)
          }
        } else {
          return rejected(item, stage, reason, error.message)
        }
      } catch let error as MediaError {
        output.reset()
        guard try isWorthAnotherTry(error, key) else { return rejected(item, "decode", "\(error.code)", error.message) }
        lastFailure = error
      }
    }
    return rejected(item, "decode", "unreadable", lastFailure?.message ?? "cannot be read.")
  }

  /// Whether what went wrong with a file may go well in a moment; else it is rejected.
  /// - Throws: what is wrong with the machine or asked for by the user, and not the file's fault.
  private func isWorthAnotherTry(_ error: MediaError, _ key: WorkKey) throws -> Bool {
    switch error.code {
    case .interrupted: throw PreparationError.interrupted
    case .cannotWrite, .outOfMemory: throw error.cause as? CoreError ?? error
    case .unreadable: return key.digest != nil
    case .notAudio, .damaged, .overLimit, .overTime, .missingCodec: return false
    }
  }

  private func rejected(_ item: Item, _ stage: String, _ reason: String, _ detail: String) -> WorkOutcome<Product> {
    .rejected(Rejection(sourceFile: name(item), stage: stage, reason: reason, detail: detail))
  }

  // MARK: Afterwards

  /// The record of an item, which must have one of what is wanted now; items come in order of their ids.
  /// - Parameter isPlaced: whether a product is where its item wants it.
  /// - Throws: `PreparationError` `.unfinished` if there is none, `.interrupted`; `CoreError`.
  func outcome(
    of item: Item, from ending: RunEnding, isPlaced: (Product) -> Bool = { _ in true }
  ) throws -> WorkOutcome<Product> {
    if let record = try ending.record(Product.self, of: key(item)) {
      guard case .made(let product) = record.outcome, !isPlaced(product) else { return record.outcome }
    }
    let shard = session.shard(of: key(item).id).map { "shard \($0.index)/\($0.count)" } ?? "its shard"
    throw PreparationError(
      .unfinished, "is not finished as it is planned now: run \(shard) again, then 'auscult merge'.",
      subject: name(item))
  }
}

/// How far a run is.
public struct RunProgress: Sendable, Equatable {
  /// Items finished, in this run or an earlier one.
  public var finished = 0
  /// Items in all.
  public var total: Int
  /// Items finished in an earlier run.
  public var kept = 0
  /// Items rejected.
  public var rejected = 0
  /// Seconds of sound that were worked through in this run.
  public var audioDuration: Seconds = 0
  /// The item that was finished last.
  public var last: ItemReport?

  init(total: Int) { self.total = total }

  mutating func add(_ item: ItemReport) {
    finished += 1
    if item.isKept { kept += 1 } else { audioDuration += item.audio }
    if item.rejection != nil { rejected += 1 }
    last = item
  }
}

/// What is said of an item whose input is not what was planned any more.
enum WorkChange {
  /// The reason of its rejection, by which the next run knows that it must try again.
  static let reason = "changed"
}

/// What one item may take.
public struct WorkLimits: Sendable {
  /// Seconds for one item; work that takes longer is rejected.
  public var itemTime: Seconds

  /// Makes limits; an hour an item unless said otherwise.
  public init(itemTime: Seconds = 3600) { self.itemTime = itemTime }
}

extension WorkOutcome {
  var audioDuration: Seconds { if case .made(let product) = self { product.audioDuration } else { 0 } }
}
