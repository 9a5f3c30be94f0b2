import Core
import Testing

@Suite struct PathTextTests {
  @Test func partsOfPaths() {
    #expect(PathText.name(of: "a/b.tar.gz") == "b.tar.gz" && PathText.stem(of: "a/b.tar.gz") == "b.tar")
    #expect(PathText.withoutExtension("a.d/b") == "a.d/b" && PathText.withoutExtension("a.d/b.wav") == "a.d/b")
    #expect(PathText.fileExtension(of: "a.d/b") == "" && PathText.fileExtension(of: "a/.hidden") == "")
    #expect(PathText.folder(of: "a/b/c.wav") == "a/b" && PathText.folder(of: "c.wav") == "")
    #expect(PathText.folders(of: "a/b/c.wav") == ["a", "b"])
    #expect(PathText.plain("a//b/") == "a/b" && PathText.plain("/a") == "a" && PathText.plain("//") == "")
    #expect(PathText.folder(of: "a/\u{301}b") == "a" && PathText.name(of: "a/\u{301}b") == "\u{301}b")
  }

  /// Names on which Foundation's `NSString` ends the process, and others from nothing but slashes, dots and letters.
  @Test func noNameIsTooStrange() {
    #expect(PathText.name(of: "a//て") == "て" && PathText.fileExtension(of: "a//て.WAV") == "WAV")
    var random = SeededGenerator(seed: 5)
    let letters = ["/", "/", ".", "a", "て", "é", "\u{301}", "\u{0}", "👩‍👩‍👧"]
    for _ in 0..<2000 {
      let path = (0..<random.integer(below: 9)).map { _ in letters[random.integer(below: letters.count)] }.joined()
      let folders = PathText.folders(of: path)
      #expect(folders.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0x2F) })
      #expect(path.utf8.starts(with: PathText.withoutExtension(path).utf8))
      let (name, stem, suffix) = (PathText.name(of: path), PathText.stem(of: path), PathText.fileExtension(of: path))
      #expect(path.utf8.suffix(name.utf8.count).elementsEqual(name.utf8) && !name.utf8.contains(0x2F))
      #expect(name.utf8.elementsEqual(stem.utf8) || "\(stem).\(suffix)".utf8.elementsEqual(name.utf8), "\(path)")
    }
  }
}
