import Core
import Foundation
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("", ""), ("a", "a"), (" a b ", "a b"), ("\u{A0}é\n", "é"), ("a\u{301}", "a\u{301}"), ("\u{FEFF}x", "\u{FEFF}x"),
    ("\t", ""), ("a\r\n", "a"),
  ]) func blanksAroundATextGo(text: String, trimmed: String) {
    #expect(text.trimmed == trimmed)
  }

  @Test func oneThingIsOne() {
    #expect([0, 1, 2].map { $0.counted("patient") } == ["0 patients", "1 patient", "2 patients"])
  }

  @Test func orderIsThatOfTheBytes() {
    let texts = [
      "", "a", "ab", "b", "é", "e\u{301}", "z", "Z", "\u{0}", "👍", "日本", "a very long text, stored elsewhere",
    ]
    for a in texts {
      for b in texts {
        #expect(precedesInBytes(a, b) == a.utf8.lexicographicallyPrecedes(b.utf8), "\(a) \(b)")
        let foreign = NSString(string: a) as String
        #expect(precedesInBytes(foreign, b) == a.utf8.lexicographicallyPrecedes(b.utf8), "\(a) \(b)")
      }
    }
  }

  @Test func fieldsStandBetweenTabs() {
    func fields(_ text: String, _ most: Int) -> [String] {
      // A slice, whose indices begin elsewhere.
      let data = Data("xx\(text)yy".utf8).dropFirst(2).dropLast(2)
      return data.fields(atMost: most).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(fields("", 3) == [""])
    #expect(fields("a", 3) == ["a"])
    #expect(fields("\t\t", 5) == ["", "", ""])
    #expect(fields("a\tb\tc\td", 3) == ["a", "b", "c\td"])
    #expect(fields("a\tb", 1) == ["a\tb"])
  }
}
