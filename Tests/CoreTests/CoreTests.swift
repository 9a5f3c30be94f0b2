import Core
import Foundation
import Hashing
import Synchronization
import TestSupport
import Testing

@Suite struct SeededGeneratorTests {
  @Test func sameKeyGivesSameNumbers() {
    var a = SeededGenerator(seed: 7, id: "a0001", copy: 2, step: "noise")
    var b = SeededGenerator(seed: 7, id: "a0001", copy: 2, step: "noise")
    #expect((0..<100).map { _ in a.next() } == (0..<100).map { _ in b.next() })
  }

  @Test func everyPartOfTheKeyMatters() {
    var generators = [
      SeededGenerator(seed: 7, id: "ab", copy: 0, step: "c"), SeededGenerator(seed: 8, id: "ab", copy: 0, step: "c"),
      SeededGenerator(seed: 7, id: "a", copy: 0, step: "bc"), SeededGenerator(seed: 7, id: "ab", copy: 1, step: "c"),
    ]
    let firsts = generators.indices.map { generators[$0].next() }
    #expect(Set(firsts).count == firsts.count)
  }

  @Test func momentsAreRight() {
    var generator = SeededGenerator(seed: 1)
    let normals = (0..<100_000).map { _ in generator.normal() }
    let mean = normals.reduce(0, +) / 1e5
    let variance = normals.reduce(0) { $0 + $1 * $1 } / 1e5
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.03)
    let uniforms = (0..<100_000).map { _ in generator.uniform() }
    #expect(uniforms.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs(uniforms.reduce(0, +) / 1e5 - 0.5) < 0.01)
  }
}

@Suite struct ParallelMapTests {
  @Test(arguments: [1, 2, 8]) func resultsAreInInputOrder(workers: Int) {
    let inputs = Array(0..<500)
    let outputs = parallelMap(inputs, workers: workers) { value in
      if value % 37 == 0 { usleep(2000) }
      return value * value
    }
    #expect(outputs == inputs.map { $0 * $0 })
  }

  /// Inputs that are read from somewhere are read when they are wanted, however many there are, and all of them come.
  @Test(arguments: [1, 3]) func inputsAreTakenOneByOne(workers: Int) {
    let taken = Atomic<Int>(0)
    let numbers = sequence(state: 0) { (state: inout Int) -> Int? in
      if state == 1000 { return nil }
      state += 1
      taken.store(state, ordering: .sequentiallyConsistent)
      return state
    }
    var sum = 0
    orderedParallelForEach(Counted(numbers, 1000), workers: workers, transform: { $0 }) { index, number in
      #expect(number == index + 1)
      #expect(taken.load(ordering: .sequentiallyConsistent) <= index + 1 + 4 * workers, "few wait")
      sum += number
    }
    #expect(sum == 500_500)
  }

  /// A sequence that tells how long it is.
  private struct Counted<Base: Sequence>: Sequence {
    let base: Base
    let underestimatedCount: Int
    init(_ base: Base, _ count: Int) { (self.base, underestimatedCount) = (base, count) }
    func makeIterator() -> Base.Iterator { base.makeIterator() }
  }

  /// While the first item waits for all others that its window holds, the other worker does them: none idles before.
  @Test func aSlowItemHoldsNobodyUpWithinItsWindow() {
    let done = Atomic<Int>(0)
    let seen = Atomic<Int>(0)
    orderedParallelForEach(Array(0..<400), workers: 2, window: 300) { index in
      if index == 0 {
        for _ in 0..<5000 where done.load(ordering: .sequentiallyConsistent) < 299 { usleep(1000) }
        seen.store(done.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
        // Nothing beyond the window is begun, so that what waits is bounded.
        usleep(20_000)
        #expect(done.load(ordering: .sequentiallyConsistent) == 299)
      } else {
        done.add(1, ordering: .sequentiallyConsistent)
      }
    } consume: { _, _ in
    }
    #expect(seen.load(ordering: .sequentiallyConsistent) == 299)
    #expect(done.load(ordering: .sequentiallyConsistent) == 399)
  }

  @Test func anErrorInTheConsumerEndsTheRun() {
    struct Stop: Error {}
    var seen = 0
    #expect(throws: Stop.self) {
      try orderedParallelForEach(Array(0..<10_000), workers: 4, transform: { $0 }) { index, _ in
        seen += 1
        if index == 10 { throw Stop() }
      }
    }
    #expect(seen == 11)
  }
}

@Suite struct AtomicFileTests {
  @Test func aFolderWhereNoneCanBeIsRefusedOnce() throws {
    guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
    // There, the system says "no such file" whatever is asked for.
    #expect { try AtomicFile.makeFolder(URL(fileURLWithPath: "/proc/a/b")) } throws: { error in
      (error as? CoreError)?.code == .cannotCreate
    }
  }

  @Test func foldersAreMadeByManyAtOnce() throws {
    let folder = try TemporaryFolder()
    for round in 0..<100 {
      let failures = parallelMap(Array(0..<8), workers: 8) { index -> String? in
        do { try AtomicFile.makeFolder(folder.file("\(round)/a/b/\(index % 2)/c")) } catch { return "\(error)" }
        return nil
      }
      #expect(failures.compactMap(\.self).isEmpty)
    }
  }

  @Test func resultsAreNotMixedWithOthers() throws {
    let folder = try TemporaryFolder()
    let results = folder.file("new/results")
    try ResultFolder.check(results, marks: ["report.html"])
    #expect(FileKind(results.path) == nil, "looking makes nothing")
    try AtomicFile.makeFolder(results)
    try ResultFolder.check(results, marks: ["report.html"])
    try AtomicFile.write("x", to: results.appendingPathComponent("manifest.csv"))
    #expect { try ResultFolder.check(results, marks: ["report.html"]) } throws: { error in
      (error as? CoreError)?.code == .cannotCreate && (error as? CoreError)?.message.contains("'manifest.csv'") == true
    }
    try AtomicFile.write("x", to: results.appendingPathComponent("report.html"))
    try ResultFolder.check(results, marks: ["report.html"])
    #expect { try ResultFolder.check(results.appendingPathComponent("report.html"), marks: []) } throws: { error in
      (error as? CoreError)?.code == .cannotCreate
    }
  }

  /// A name such as metrics.json is no sign of whose results lie there; what the command has noted is.
  @Test func resultsOfOthersAreNotOverwritten() throws {
    let folder = try TemporaryFolder()
    let results = folder.file("results")
    func refusal(_ command: String) -> String? {
      do { try ResultFolder.check(results, command: command) } catch { return error.message }
      return nil
    }
    #expect(refusal("evaluate") == nil && FileKind(results.path) == nil, "looking makes nothing")
    try AtomicFile.write("{}", to: results.appendingPathComponent("metrics.json"))
    #expect(refusal("evaluate")?.contains("'metrics.json'") == true)
    try FileManager.default.removeItem(at: results)
    try ResultFolder.fill(results, command: "evaluate") {
      try AtomicFile.write("{}", to: results.appendingPathComponent("metrics.json"))
    }
    #expect(refusal("evaluate") == nil)
    #expect(refusal("compare")?.contains("the results of 'evaluate'") == true)
  }

  @Test func aFolderThatNothingWasWrittenIntoIsGone() throws {
    let folder = try TemporaryFolder()
    let results = folder.file("results")
    for command in [nil, "evaluate"] {
      #expect(throws: CocoaError.self) {
        try ResultFolder.fill(results, command: command) { throw CocoaError(.featureUnsupported) }
      }
      #expect(FileKind(results.path) == nil)
    }
    // What was there before, or was written, stays.
    try AtomicFile.makeFolder(results)
    for name in [nil, "half"] {
      #expect(throws: CocoaError.self) {
        try ResultFolder.fill(name.map { folder.file($0) } ?? results) {
          if let name { try AtomicFile.write("x", to: folder.file("\(name)/done")) }
          throw CocoaError(.featureUnsupported)
        }
      }
    }
    #expect(FileKind(results.path) == .folder && FileKind(folder.file("half/done").path) == .regular)
  }

  @Test func writesTheWholeFileAndLeavesNothingElse() throws {
    let folder = try TemporaryFolder()
    let target = folder.file("deep/er/out.txt")
    try AtomicFile.write("hello", to: target)
    #expect(try String(contentsOf: target, encoding: .utf8) == "hello")
    #expect(try FileManager.default.contentsOfDirectory(atPath: target.deletingLastPathComponent().path) == ["out.txt"])
  }

  @Test func aFailingBodyLeavesTheOldFile() throws {
    let folder = try TemporaryFolder()
    let target = folder.file("out.txt")
    try AtomicFile.write("old", to: target)
    #expect(throws: CoreError.self) {
      try AtomicFile.write(to: target) { _ throws(CoreError) in throw CoreError(.inputOutput, "no") }
    }
    #expect(try String(contentsOf: target, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out.txt"])
  }

  @Test func aFileInThePathOfAFolderIsReported() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("a"))
    #expect { try AtomicFile.write("y", to: folder.file("a/b")) } throws: { error in
      // In the system's words, not as a dump of Foundation's error.
      (error as? CoreError)?.code == .cannotCreate && "\(error)".contains("(File exists)")
    }
  }
}

@Suite struct SHA256Tests {
  // FIPS 180-4 examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ]) func knownDigests(text: String, digest: String) { #expect(SHA256.hexDigest(of: Data(text.utf8)) == digest) }

  @Test(arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20]) func filesGiveTheDigestOfTheirBytes(count: Int) throws {
    let folder = try TemporaryFolder()
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 / 3) })
    try data.write(to: folder.file("x"))
    #expect(try SHA256.hexDigest(ofFile: folder.file("x")) == SHA256.hexDigest(of: data))
  }
}

@Suite struct FailureTests {
  @Test func aCauseIsSaidWhereItAddsSomething() {
    let cause = CoreError(.notFound, "cannot be found.", subject: "a.wav")
    #expect(CoreError(.badData, "is no sound.", subject: "a.wav", cause: cause).description.contains("(a.wav: cannot"))
    #expect(
      CoreError(.badData, "cannot be found.", subject: "a.wav", cause: cause).description == "a.wav: cannot be found.")
    struct Item: Decodable { var name: String }
    for (text, words) in [("{}", "('name' is missing)"), (#"{"name": 1}"#, "('name' is of another kind)")] {
      #expect {
        do { _ = try JSONText.decode(Item.self, from: Data(text.utf8)) } catch {
          throw CoreError(.badData, "is no item.", cause: error)
        }
      } throws: {
        "\($0)" == "is no item. \(words)"
      }
    }
  }
}
