import Foundation
import TestSupport
import Testing

@testable import Core

@Suite struct ExternalSorterTests {
  private func read(_ sorter: ExternalSorter) throws -> [ExternalSorter.Item] {
    var items: [ExternalSorter.Item] = []
    let sorted = try sorter.sorted()
    while let item = try sorted.next() { items.append(item) }
    return items
  }

  /// The same order as in memory, whether nothing is written to disk, one level of runs, or several.
  @Test(arguments: [1 << 20, 4000, 100]) func itemsComeInTheOrderOfTheirBytes(memory: Int) throws {
    let folder = try TemporaryFolder()
    let sorter = ExternalSorter(in: folder.url, memory: memory)
    var generator = SeededGenerator(seed: 3)
    var expected: [ExternalSorter.Item] = []
    for _ in 0..<3000 {
      let key = String(
        (0..<generator.integer(below: 5)).map { _ in ["a", "b", "ß", "\u{0}", "-"][generator.integer(below: 5)] }
          .joined())
      let value = (0..<generator.integer(below: 4)).map { _ in UInt8(generator.integer(below: 256)) }
      try sorter.add(key, value)
      expected.append(.init(key: key, value: value))
    }
    expected.sort {
      $0.key == $1.key ? $0.value.lexicographicallyPrecedes($1.value) : precedesInBytes($0.key, $1.key)
    }
    #expect(sorter.count == 3000)
    #expect(try read(sorter) == expected)
    // Once more, from the beginning; and no file is to be seen at any time.
    #expect(try read(sorter) == expected)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func itemsMayBeLongerThanTheMemoryOrMissing() throws {
    let folder = try TemporaryFolder()
    let sorter = ExternalSorter(in: folder.url, memory: 1000)
    #expect(try read(sorter).isEmpty)
    let long = String(repeating: "x", count: 200_000)
    for key in ["b", "a", ""] { try sorter.add(key, long + key) }
    #expect(try read(sorter).map(\.key) == ["", "a", "b"])
    #expect(try read(sorter)[1].value.count == 200_001)
  }

  @Test func aFolderThatCannotBeWrittenIsAnError() throws {
    let sorter = ExternalSorter(in: URL(fileURLWithPath: "/nowhere/at/all"), memory: 10)
    #expect(throws: CoreError.self) { try sorter.add("a key of some length") }
  }
}
