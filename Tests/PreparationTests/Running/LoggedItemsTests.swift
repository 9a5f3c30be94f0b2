import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Preparation

@Suite struct LoggedItemsTests {
  private func items(_ logs: [String]) throws -> [LoggedItems.Item] {
    let folder = try TemporaryFolder()
    for (index, text) in logs.enumerated() { try AtomicFile.write(text, to: folder.file("work-\(index)")) }
    let logged = try LoggedItems(folder.url, names: logs.indices.map { "work-\($0)" })
    var items: [LoggedItems.Item] = []
    while let item = try logged.next() { items.append(item) }
    return items
  }

  private func digests(_ item: LoggedItems.Item) -> [String] { item.records.map(\.digest) }

  @Test func recordsOfSeveralLogsComeTogetherInOrder() throws {
    let found = try items([
      "S\nB\t\"b\"\nF\t\"b\"\t\"x/b\"\nD\t\"b\"\tone\t{}\nD\t\"a\"\tone\t{}\nD\t\"a\"\ttwo\t{}\nF\t\"c\"\t\"x/c\"\n",
      "D\t\"a\"\tthree\t{\"k\":1}\nF\t\"b\"\t\"y/b\"\n",
    ])
    #expect(found.map(\.id) == ["a", "b", "c"])
    // Of one log the last counts, of several each, the newest last.
    #expect(digests(found[0]) == ["two", "three"] && found[0].records[1].data == Data(#"{"k":1}"#.utf8))
    #expect(digests(found[1]) == ["one"] && found[1].begun == ["y/b"])
    #expect(found[2].records.isEmpty && found[2].begun == ["x/c"])
  }

  @Test func whatWasFinishedLaterIsNotUnderWay() throws {
    let found = try items(["F\t\"a\"\t\"x\"\n", "D\t\"a\"\tone\t{}\n"])
    #expect(found[0].begun.isEmpty && digests(found[0]) == ["one"])
  }

  @Test(arguments: [
    "", "\n\n", "D\n", "D\t\"a\"\tone\t{", "D\ta\tone\t{}\n", "D\t\"a\"\tone\t{}\t{}\n", "Q\t\"a\"\n", "F\t\"a\"\n",
    "D\t\"a\"\tone\t{}", "\u{FFFD}\u{0}",
  ]) func tornLinesAreNone(text: String) throws {
    #expect(try items([text]).isEmpty)
  }

  @Test func namesOfAllKindsSurvive() throws {
    for name in ["a", "tab\there", "line\nend", "\"quoted\"", "ß/é\\", "\u{0}", ""] {
      guard case .file(let id, let path) = LogLine(Data(LogLine.file(id: name, path: name + "x").text.utf8)) else {
        Issue.record("\(name) is lost")
        continue
      }
      #expect(id == name && path == name + "x")
    }
  }
}

@Suite struct RowOrderTests {
  /// Rows of "a" and "a-1" mix; all come in order, and no more wait than items whose id begins the current one.
  @Test func rowsOfItemsWhoseIdsBeginEachOtherAreBroughtInOrder() {
    let ids = ["a", "a-1", "a-1-5", "a-2", "ab", "b"].sorted(by: precedesInBytes)
    var (order, seen): (RowOrder, [String]) = (RowOrder(), [])
    for id in ids {
      let rows = [0, 7, 999, 1000].map { number -> ManifestRow in
        let row = PreparedRecording.clipID(id, number: number)
        return ManifestRow(
          id: row, fileName: row, label: "", split: .train, groupID: "", sourceFile: "", sourceSHA256: "",
          sampleRate: 1, sampleCount: 1, kind: .segment, parentID: id, sha256: "")
      }
      order.add(rows, of: id) { seen.append($0.id) }
    }
    order.finish { seen.append($0.id) }
    #expect(seen.count == 24 && seen == seen.sorted(by: precedesInBytes))
  }
}
