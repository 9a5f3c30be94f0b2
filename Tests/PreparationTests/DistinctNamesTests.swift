import Foundation
import Testing

@testable import Preparation

@Suite struct DistinctNamesTests {
  private func names(_ paths: [String], reserved: [String] = []) -> [String] {
    DistinctNames.names(for: paths, identities: paths, fileExtension: "wav", reserved: reserved)
  }

  @Test func namesLoseTheirExtensionWhereTheyCan() {
    #expect(names(["a.m4a", "b/a.m4a", "c.x.wav"]) == ["a", "b/a", "c.x"])
    #expect(names(["a.m4a", "a.wav", "b.wav"]) == ["a.m4a", "a.wav", "b"])
    #expect(names(["sheet.mp3"], reserved: ["Sheet.wav"]) == ["sheet.mp3"])
  }

  @Test(arguments: [
    ["A.wav", "a.wav"], ["e\u{301}.wav", "\u{E9}.wav"], ["a.wav", "a.m4a", "a.m4a.wav", "A.M4A"],
    ["a.m4a", "a.wav/b.m4a"],
    [String(repeating: "x", count: 200) + "1.wav", String(repeating: "x", count: 200) + "2.wav"],
  ]) func noTwoAreAlikeOnAnyFileSystem(paths: [String]) {
    let made = names(paths).map { $0 + ".wav" }
    let folded = made.map { $0.lowercased().precomposedStringWithCanonicalMapping }
    #expect(Set(folded).count == paths.count)
    for name in folded { #expect(!folded.contains { $0.hasPrefix(name + "/") }) }
    #expect(made.allSatisfy { $0.split(separator: "/").allSatisfy { $0.utf8.count < 200 } })
    // The order of the inputs plays no part.
    #expect(Array(names(paths.reversed()).reversed()) == names(paths))
  }
}
