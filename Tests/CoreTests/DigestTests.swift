import Foundation
import Hashing
import Testing

@Suite struct DigestTests {
  @Test func digestsAreReadAndWrittenAsTheirDigits() throws {
    let texts = ["", "abc", "心"].map { SHA256.hexDigest(of: Data($0.utf8)) }
    for text in texts { #expect(try #require(SHA256.Digest(hexadecimal: text)).hexadecimal == text) }
    #expect(Set(texts.map { SHA256.Digest(hexadecimal: $0) }).count == texts.count)
  }

  @Test(arguments: ["", "-", String(repeating: "g", count: 64), String(repeating: "0", count: 63)])
  func otherTextsAreNone(text: String) { #expect(SHA256.Digest(hexadecimal: text) == nil) }
}
