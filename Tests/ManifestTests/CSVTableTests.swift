import Core
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct CSVTableTests {
  /// The table, which is the same whether it is read at once or a row at a time.
  private func parse(_ text: String) throws -> CSVTable {
    let table = Result { try CSVTable(Data(text.utf8), name: "t.csv") }
    let lazily = Result { try CSVText(Data(text.utf8), name: "t.csv") }
    switch (table, lazily) {
    case (.success(let table), .success(let text)):
      #expect(text.header == table.header && text.rows.count == table.rows.count)
      for _ in 1...2 { #expect(Array(text.rows) == table.rows, "as often as it is gone through") }
    case (.failure(let one), .failure(let other)): #expect("\(one)" == "\(other)")
    default: Issue.record("one of them reads what the other refuses")
    }
    return try table.get()
  }

  @Test func quotesDelimitersAndLineEnds() throws {
    let table = try parse("a,\"b\"\"x\",c\r\n1,\"two\r\nlines\",\"x,y\"\r\n=1+1,,z")
    #expect(table.header == ["a", "b\"x", "c"])
    #expect(table.rows == [["1", "two\r\nlines", "x,y"], ["=1+1", "", "z"]])
  }

  @Test(arguments: [";", "\t", ","]) func delimitersAreSniffed(delimiter: String) throws {
    let table = try parse("\u{FEFF}file\(delimiter)label\n\"a\(delimiter)b.wav\"\(delimiter)normal\n")
    #expect(table.header == ["file", "label"])
    #expect(table.rows == [["a\(delimiter)b.wav", "normal"]])
  }

  @Test func rowsQuotedAsAWholeAreTakenApart() throws {
    let rows = [["2530", "Present", "10,5"], ["2531", "Absent", ""]]
    for header in ["id,murmur,height", "\"id,murmur,height\""] {
      let table = try parse(header + "\n\"2530,Present,\"\"10,5\"\"\"\n\"2531,Absent,\"\n")
      #expect(table.header == ["id", "murmur", "height"] && table.rows == rows)
    }
    #expect(try parse("names\n\"a,b\"\n").rows == [["a,b"]], "a column of names with commas is no such table")
  }

  @Test func aStrayQuoteSwallowsNoRow() throws {
    // The quote before x closes the cell; what follows is one cell up to the next line's end.
    #expect { try parse("file,label\nw0.wav,n\n\"w1.wav,\"\"ab\"\"x\nw2.wav,n\"\nw3.wav,n\n") } throws: { error in
      (error as? ManifestError)?.message.contains("row 3 has 1 cells where the header has 2") == true
    }
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func unicodeTextOfSpreadsheetsIsRead(encoding: String.Encoding) throws {
    let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
    let text = try #require("file\tlabel\r\n심음💓.wav\tmurmur\r\n".data(using: encoding))
    let table = try CSVTable(Data(mark) + text, name: "t")
    #expect(table == CSVTable(header: ["file", "label"], rows: [["심음💓.wav", "murmur"]]))
    // Half a character at the end is no crash.
    _ = try? CSVTable(Data(mark) + text.dropLast(3), name: "t")
  }

  @Test func latin1IsRead() throws {
    let table = try CSVTable(Data([0x61, 0x0A, 0xE9, 0x0A]), name: "t")
    #expect(table.rows == [["é"]])
  }

  /// A quote that is left open is named before the row that it makes too short.
  @Test func anOpenQuoteIsToBlame() throws {
    #expect { try parse("a,b\n1\n2,\"open\n3,4\n") } throws: {
      ($0 as? ManifestError)?.message.contains("never closed") == true
    }
  }

  @Test(arguments: ["", "a,b\n1\n", "a,b\n1,2,3\n", "a\n\"open"]) func brokenTablesAreNamed(text: String) {
    #expect { try parse(text) } throws: {
      ($0 as? ManifestError)?.code == .malformed && ($0 as? ManifestError)?.subject == "t.csv"
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var generator = SeededGenerator(seed: 3)
    let alphabet = ["a", ",", "\"", "\n", "\r", ";", "é", " ", "=", "0", "\u{0}", "心"]
    for _ in 0..<300 {
      let width = 1 + generator.integer(below: 4)
      func cell() -> String {
        (0..<generator.integer(below: 6)).map { _ in alphabet[generator.integer(below: alphabet.count)] }.joined()
      }
      let table = CSVTable(
        header: (0..<width).map { "h\($0)" },
        rows: (0..<generator.integer(below: 5)).map { _ in (0..<width).map { _ in "x" + cell() } })
      #expect(try CSVTable(Data(table.text.utf8), name: "t", delimiter: UInt8(ascii: ",")) == table)
    }
  }

  @Test func hostileBytesNeverCrash() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2000 {
      let bytes = (0..<generator.integer(below: 60)).map { _ in
        UInt8([34, 44, 10, 13, 0, 65, 255, 59][generator.integer(below: 8)])
      }
      _ = try? CSVTable(Data(bytes), name: "t")
    }
  }

  @Test func aMillionColumnsAreRefused() {
    #expect(throws: ManifestError.self) { try parse(String(repeating: "a,", count: 1_000_000)) }
  }
}
