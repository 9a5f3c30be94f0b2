import Core
import Foundation
import Manifest
import MediaIO
import Synchronization
import TestSupport
import Testing

@testable import Preparation

@Suite struct WorkRunnerTests {
  private struct Product: WorkProduct { var audioDuration: Seconds { 1 } }

  /// Runs one item, whose work throws `error` every time; returns its rejection and the number of attempts.
  private func run(throwing error: any Error) throws -> (reason: String?, attempts: Int) {
    let folder = try TemporaryFolder()
    let attempts = Mutex(0)
    let runner = WorkRunner<String, Product>(
      session: try RunSession(try RunClaim(.batch(folder.file("o"), command: "test"))), workers: 1, limits: .init(),
      key: { WorkKey(id: $0, digest: "d") }, name: { $0 }, content: { _ in nil },
      perform: { _, _ in
        attempts.withLock { $0 += 1 }
        throw error
      })
    var reason: String?
    try runner.run(["a"]) { reason = $0.last?.rejection?.reason }
    return (reason, attempts.withLock { $0 })
  }

  private func unusable(_ code: MediaErrorCode) -> PreparationError {
    PreparationError(.unusable(stage: "decode", reason: "\(code)"), "no", cause: MediaError(code, "no"))
  }

  /// A machine without memory says nothing about the file: the run ends, and the file is no worse for it.
  @Test func wantOfMemoryIsNotTheFilesFault() {
    for error in [MediaError(.outOfMemory, "no"), unusable(.outOfMemory)] as [any Error] {
      #expect(throws: MediaError.self) { try run(throwing: error) }
    }
    #expect(throws: PreparationError.self) { try run(throwing: unusable(.interrupted)) }
  }

  @Test func whatCannotBeReadIsTriedAgain() throws {
    let ended = try run(throwing: unusable(.unreadable))
    #expect(ended.reason == "unreadable" && ended.attempts == 3)
  }

  @Test func damagedFilesAreRejectedAtOnce() throws {
    for error in [MediaError(.damaged, "no"), unusable(.damaged)] as [any Error] {
      let ended = try run(throwing: error)
      #expect(ended.reason == "damaged" && ended.attempts == 1)
    }
  }

  /// What ended a run before comes first and alone; what cannot be read ends the run when it is its turn.
  @Test(arguments: [1, 4]) func suspectsComeFirst(workers: Int) throws {
    let folder = try TemporaryFolder()
    let output = OutputFolder.batch(folder.file("o"), command: "test")
    for _ in 0..<WorkLog.crashWeight { try RunSession(try RunClaim(output)).log.begin("c") }
    let done = Mutex<[String]>([])
    func runner() throws -> WorkRunner<String, Product> {
      WorkRunner(
        session: try RunSession(try RunClaim(output)), workers: workers, limits: .init(),
        key: { WorkKey(id: $0, digest: "d") }, name: { $0 }, content: { _ in nil },
        perform: { item, _ in
          done.withLock { $0.append(item) }
          return Product()
        })
    }
    var told: [String?] = []
    try runner().run(["a", "b", "c", "d"]) { told.append($0.last?.sourceFile) }
    #expect(told == ["c", "a", "b", "d"])
    #expect(done.withLock { $0.first == "c" && $0.count == 4 })
    let items: [Result<String, any Error>] = [.success("e"), .failure(CoreError(.inputOutput, "no")), .success("f")]
    #expect(throws: CoreError.self) { try runner().run(items) { told.append($0.last?.sourceFile) } }
    #expect(told.last == "e")
  }
}
