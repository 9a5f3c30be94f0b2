import Foundation
import Testing

@testable import Curation

@Suite struct FileResolverTests {
  private let resolver = FileResolver(["a/x.wav", "a/y.wav", "a/y.m4a", "b/x.wav", "b/z.flac", "Q.wav", "b/é.wav"])

  @Test(arguments: [
    ("x.wav", "a", "a/x.wav"), ("a/x.wav", "", "a/x.wav"), ("a/x", "", "a/x.wav"), ("./x.wav", "b", "b/x.wav"),
    ("../b/z.flac", "a", "b/z.flac"), ("b\\z.flac", "", "b/z.flac"), ("z.flac", "", "b/z.flac"), ("z", "a", "b/z.flac"),
    ("/home/me/data/z.flac", "", "b/z.flac"), ("C:\\me\\z.flac", "", "b/z.flac"), ("b/e\u{301}.wav", "", "b/é.wav"),
  ]) func cellsMeanFiles(cell: String, folder: String, file: String) {
    #expect(resolver.match(cell, from: folder) == .file(file))
  }

  @Test func whatIsNotClearIsNotGuessed() {
    #expect(resolver.match("x.wav", from: "") == .several(["a/x.wav", "b/x.wav"]))
    #expect(resolver.match("y", from: "a") == .several(["a/y.wav", "a/y.m4a"]))
    #expect(resolver.match("q.wav", from: "") == .none(nearly: "Q.wav"))
    #expect(resolver.match("z.wav", from: "") == .none(nearly: "b/z.flac"))
    for cell in ["", ".", "..", "/", "\u{0}", "a/", "=cmd()", "nothing.wav"] {
      #expect(resolver.match(cell, from: "") == .none(nearly: nil), "\(cell)")
    }
  }

  @Test func nothingLeadsOutside() {
    for cell in ["../x.wav", "a/../../x.wav", "../../etc/passwd"] {
      #expect(resolver.match(cell, from: "") == .outside, "\(cell)")
    }
    #expect(resolver.match("../x.wav", from: "a") == .none(nearly: nil), "a way up was written for one place only")
    #expect(resolver.match("/etc/passwd", from: "") == .outside)
    #expect(resolver.match("/nothing/passwd", from: "") == .none(nearly: nil))
  }

  @Test func twoUnicodeFormsAreTwoFiles() {
    let (composed, decomposed) = ("é.wav", "e\u{301}.wav")
    let resolver = FileResolver([composed, decomposed])
    for name in [composed, decomposed] {
      guard case .file(let file) = resolver.match(name, from: "") else {
        Issue.record("\(name)")
        continue
      }
      #expect(file.utf8.elementsEqual(name.utf8))
    }
  }
}
