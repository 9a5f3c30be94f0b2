import Foundation
import Testing

@testable import Core

@Suite struct JSONDocumentTests {
  private func read(_ text: String) -> JSONDocument { JSONDocument(Data(text.utf8)) }

  private func problems(_ text: String) -> [String] { read(text).problems.map { "\($0.place) \($0.message)" } }

  @Test func whatPeopleWriteIsUnderstood() {
    let document = read(
      """
      \u{FEFF}// a comment
      { /* another */ name: 'it''s' , }
      """.replacingOccurrences(of: "''", with: "\\'"))
    #expect(document.problems.isEmpty)
    #expect(document.value == .object(["name": .string("it's")]))
    let numbers = read("[1, -2, +3, .5, 5., 1e3, 1E-3, 18446744073709551615, 1e19, true, false, null, ]")
    #expect(numbers.problems.isEmpty)
    #expect(
      numbers.value
        == .array([
          .integer(1), .integer(-2), .integer(3), .number(0.5), .number(5), .number(1000), .number(0.001),
          .large(.max), .number(1e19), .boolean(true), .boolean(false), .null,
        ]))
    #expect(read(#""\u0041\n\uD83D\uDC93\/""#).value == .string("A\n💓/"))
  }

  /// Whatever Foundation writes, this reads as the same value.
  @Test func everyValueSurvives() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let value = Self.randomValue(&generator, depth: 4)
      let document = read(try JSONText.encode(value))
      #expect(document.problems.isEmpty)
      #expect(document.value == value)
    }
  }

  private static func randomValue(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
    switch generator.integer(below: depth > 0 ? 8 : 6) {
    case 0: .null
    case 1: .boolean(generator.integer(below: 2) == 0)
    case 2: .integer(Int64(generator.integer(below: 1 << 40)) - 1 << 39)
    // A half, so that the number is no whole one.
    case 3: .number(Double(generator.integer(below: 1 << 30)) + 0.5)
    case 4: .large(.max - UInt64(generator.integer(below: 1000)))
    case 5: .string(String(String.UnicodeScalarView((0..<8).map { _ in randomCharacter(&generator) })))
    case 6: .array((0..<generator.integer(below: 4)).map { _ in randomValue(&generator, depth: depth - 1) })
    default:
      .object(
        Dictionary(
          (0..<generator.integer(below: 4)).map { ("k\($0) ü", randomValue(&generator, depth: depth - 1)) },
          uniquingKeysWith: { first, _ in first }))
    }
  }

  private static func randomCharacter(_ generator: inout SeededGenerator) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(generator.integer(below: 0x3000))) ?? "x"
  }

  @Test(arguments: [
    ("", "1:1 is empty"), ("  // only a comment\n", "2:1 is empty"),
    ("{", "1:2 the text ends before the '{' of line 1"),
    ("{\n  \"a\": 1\n  \"b\": 2}", "2:9 a ',' is missing"), ("{\"a\" 1}", "1:6 a ':' is missing after the key 'a'"),
    ("{a = 1}", "1:4 write ':'"), ("{\"a\": 1} x", "1:10 the JSON ends before this"),
    ("{\"a\": 1, \"a\": 2}", "1:10 'a' stands here a second time; the first is in line 1"),
    ("{\"a\": True}", "1:7 'True' is no value of JSON. Write true."),
    ("{\"a\": off}", "1:7 'off' is no value of JSON. Write it in quotes"), ("{\"a\": 0x10}", "1:7 '0x10' is no number"),
    ("{\"a\": 007}", "1:7 '007' is no number"), ("{\"a\": 1_000}", "1:7 '1_000' is no number"),
    ("{\"a\": 1e999}", "1:7 '1e999' is too large"), ("{\"a\": -}", "1:7 '-' is no number"),
    ("{\"a\": \"open\n}", "1:7 a text begins here and is not closed"),
    ("{\"a\": \"x\\q\"}", "1:9 '\\q' is no escape"), ("{\"a\": \"\\ud83d\"}", "1:8 is half of a surrogate pair"),
    ("{\"a\": \"\\u12\"}", "1:8 '\\u' is followed by four"), ("{\"a\": \"\u{1}\"}", "1:8 holds a control character"),
    ("{\u{201C}a\u{201D}: 1}", "1:2 is a curved quotation mark"),
    ("{\"a\": }", "1:7 a value was expected here, not '}'"),
    ("{\"a\": 1]", "1:8 '}' was expected here, not ']'"), ("{, }", "1:2 a key in quotes was expected here, not ','"),
    ("/* open", "1:1 a comment begins here"), ("{\"é💓\": 1,\r\n\r\"b\": @}", "3:6 a value was expected here, not '@'"),
  ]) func mistakesHaveAPlace(text: String, expected: String) throws {
    let first = try #require(problems(text).first)
    #expect(first.hasPrefix(expected), "\(first)")
  }

  @Test func oneSlipDoesNotHideTheNext() {
    let text = """
      {
        "a": True
        "b": 007,
        "c": [1 2],
        "d": "open,
        "e": 5
      }
      """
    #expect(read(text).problems.map(\.place.line) == [2, 2, 3, 4, 5, 5])
    #expect(read(text).value == .object(["c": .array([.integer(1), .integer(2)]), "e": .integer(5)]))
  }

  @Test func hostileTextsEndInAProblem() {
    let deep = 100_000
    for text in [
      String(repeating: "[", count: deep), String(repeating: "{\"a\":", count: deep),
      String(repeating: "/*", count: deep), String(repeating: "9", count: deep),
      "\"" + String(repeating: "x", count: deep),
      String(repeating: "[],", count: deep), String(repeating: "\\", count: deep), String(repeating: "{a", count: deep),
    ] { #expect(!read(text).problems.isEmpty, "\(text.prefix(8))") }
    let large = JSONDocument(Data(count: JSONDocument.mostBytes + 1))
    #expect(large.problems.first?.message.contains("bytes") == true)
  }

  @Test func otherEncodingsAreNamed() {
    let bytes = Data("{\n \"a\": \"é".utf8) + Data([0xFF, 0x22, 0x7D])
    #expect(
      JSONDocument(bytes).problems == [
        .init(place: .init(line: 2, column: 9), message: "the bytes here are not UTF-8. Save the file as UTF-8.")
      ])
    let wide = Data([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00])
    #expect(JSONDocument(wide).problems.first?.message == "is UTF-16. Save it as UTF-8.")
  }
}
