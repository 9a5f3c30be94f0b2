import Core
import Foundation
import TestSupport
import Testing

@testable import CommandLineKit

@Suite struct RunLogTests {
  private func lines(_ url: URL) throws -> [[String: Any]] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func run(_ file: URL, _ items: [FinishedItem], total: Int) throws {
    let console = Console(output: TextCollector(), messages: TextCollector(), isQuiet: true)
    let log = try RunLog("sample", title: "Working", total: total, unit: "items", console: console, file: file)
    _ = parallelMap(items, workers: 4) { log.finished($0) }
    log.finish()
  }

  @Test func everyItemIsALine() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("log.jsonl")
    let items = (0..<200).map { FinishedItem("a/\"\($0)\"\n", .done, audio: 2.5) }
    try run(
      file, items + [FinishedItem("bad", .rejected, reason: "decode: damaged", detail: "is cut off.")], total: 201)
    let lines = try lines(file)
    #expect(lines.count == 203)
    #expect(lines.first?["event"] as? String == "start" && lines.first?["total"] as? Int == 201)
    #expect(lines.first?["command"] as? String == "sample" && lines.first?["version"] as? String != nil)
    #expect(Set(lines.compactMap { $0["item"] as? String }) == Set(items.map(\.name) + ["bad"]))
    let bad = try #require(lines.first { $0["item"] as? String == "bad" })
    #expect(bad["status"] as? String == "rejected" && bad["reason"] as? String == "decode: damaged")
    #expect(
      lines.last?["event"] as? String == "end"
        && lines.last?["items"] as? [String: Int] == ["done": 200, "rejected": 1])
    #expect(
      lines.allSatisfy { ($0["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil })
  }

  @Test func aSecondRunStandsBelowTheFirst() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("log.jsonl")
    for _ in 0..<2 { try run(file, [FinishedItem("a", .unchanged)], total: 1) }
    #expect(try lines(file).compactMap { $0["event"] as? String } == ["start", "item", "end", "start", "item", "end"])
  }

  @Test func aLogThatCannotBeWrittenIsToldAtOnce() throws {
    let folder = try TemporaryFolder()
    #expect { try run(folder.file("none/log.jsonl"), [], total: 0) } throws: {
      ($0 as? CommandLineError)?.code == .log && ($0 as? CommandLineError)?.exitStatus == .cannotCreate
    }
  }

  /// A full disk ends the log, not the work.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func aFullDiskDoesNotStopTheWork() throws {
    let messages = TextCollector()
    let console = Console(output: TextCollector(), messages: messages, isQuiet: true)
    let log = try RunLog(
      "sample", title: "Working", total: 2, unit: "items", console: console, file: URL(fileURLWithPath: "/dev/full"))
    log.finished(FinishedItem("a", .done))
    log.finish()
    #expect(messages.text == "warning: the log cannot be written any more; the work goes on without it.\n")
  }
}
