import Core
import Curation
import Foundation
import Manifest
import TestSupport
import Testing

/// Names and tables that somebody may have made by accident or on purpose: nothing is lost, nothing crashes.
@Suite struct HostileFolderTests {
  /// A name says nothing of what lies in a file that was renamed, or that a phone named.
  @Test func soundIsKnownByItsBytesWhereNamesSayNothing() throws {
    let folder = try TemporaryFolder()
    let wave = Data("RIFF\u{24}\u{0}\u{0}\u{0}WAVEfmt ".utf8)
    for name in ["a/sound", "a/sound.20240101", "a/notes.txt", "a/.hidden"] {
      try FileManager.default.createDirectory(
        at: folder.file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
      try wave.write(to: folder.file(name))
    }
    for name in ["b.wv", "c.m4b", "d.flv"] { try Data().write(to: folder.file(name)) }
    try Data("README".utf8).write(to: folder.file("e.me"))
    let tree = try FolderTree(scanning: folder.url)
    #expect(tree.soundFiles == ["a/sound", "a/sound.20240101", "b.wv", "c.m4b", "d.flv"])
    #expect(tree.otherFiles == ["a/notes.txt", "e.me"])
    #expect(tree.skipped.map(\.path) == ["a/.hidden"])
  }

  @Test func strangeNamesAreRecordings() throws {
    let names = [
      " a b .wav", "[x](1){2}.wav", "it's \"quoted\".wav", "two\nlines.wav", "💓.wav", "=1+1.wav", "-rf.wav", "%20.wav",
      "a.wav",
      "A.wav", "a.m4a", "é.wav", "e\u{301}.wav", String(repeating: "n", count: 251) + ".wav",
    ]
    let collection = try readCollection(names.map { "c/\($0)" })
    #expect(collection.recordings.count == names.count)
    #expect(Set(collection.recordings.map(\.id)).count == names.count)
    #expect(collection.recordings.allSatisfy { $0.id.utf8.count <= 80 && $0.id.allSatisfy { $0.isASCII } })
    #expect(Set(collection.recordings.map { Array($0.path.utf8) }).count == names.count)
  }

  @Test func aTableThatIsTooWideIsSaidAndNotPassedOver() throws {
    let columns = (0..<20_000).map { "c\($0)" }.joined(separator: ",")
    let collection = try readCollection(["x/a.wav", "y/b.wav"], tables: ["labels.csv": "file_name,label,\(columns)\n"])
    #expect(collection.recordings.count == 2)
    let complaint = try #require(collection.complaints.first { $0.subject == "labels.csv" })
    #expect(complaint.kind == .notRead && complaint.message.contains("10000 columns"))
  }

  @Test func bothUnicodeFormsKeepTheirRows() throws {
    let collection = try readCollection(
      ["é.wav", "e\u{301}.wav"], tables: ["l.csv": "file,label\né.wav,x\ne\u{301}.wav,y\n"])
    #expect(Set(collection.recordings.map(\.label)) == ["x", "y"] && collection.complaints.isEmpty)
  }

  @Test func namesThatAreNoUTF8AreSaid() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("c/good.wav"))
    let path = Array((folder.url.path + "/c/").utf8CString.dropLast()) + [-1, -23] + Array(".wav".utf8CString)
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    let collection = try Layouts.read(try FolderTree(scanning: folder.url))
    #expect(collection.recordings.map(\.path) == ["c/good.wav"])
    #expect(collection.complaints.map(\.kind) == [.notRead])
    #expect(collection.complaints.first?.message.contains("not UTF-8") == true)
  }

  @Test func loopsOfLinksEnd() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("c/a.wav"))
    let manager = FileManager.default
    try manager.createSymbolicLink(at: folder.file("c/up"), withDestinationURL: folder.url)
    try manager.createSymbolicLink(atPath: folder.file("c/one.wav").path, withDestinationPath: "two.wav")
    try manager.createSymbolicLink(atPath: folder.file("c/two.wav").path, withDestinationPath: "one.wav")
    let collection = try Layouts.read(try FolderTree(scanning: folder.url))
    // Links that lead nowhere are recordings that decoding will reject.
    #expect(collection.recordings.map(\.path) == ["c/a.wav", "c/one.wav", "c/two.wav"])
    #expect(collection.subjects(.notRead) == ["c/up"])
  }

  @Test(arguments: [
    "file,label\n\"a.wav,x\n", "file,label\na.wav\n", "file,label\n" + String(repeating: "a,", count: 20_000) + "\n",
    "file,label\r\na.wav,x,\u{0}\r\n",
  ]) func brokenTablesAreNamedWithARemedy(text: String) throws {
    #expect { try readCollection(["a.wav"], tables: ["l.csv": text]) } throws: { error in
      let error = error as? CurationError
      return error?.code == .malformedTable && error?.subject?.hasSuffix("l.csv") == true
        && error?.message.contains("--layout") == true
    }
  }

  @Test func cellsAreDataOnly() throws {
    let collection = try readCollection(
      ["a.wav", "b.wav"],
      tables: [
        "l.csv": "file,label\na.wav,\"=HYPERLINK(\"\"x\"\")\"\nb.wav,../../x\n../b.wav,y\n/etc/passwd,z\na\u{0}.wav,z\n"
      ])
    #expect(collection.recordings.map(\.label) == ["=HYPERLINK(\"x\")", "../../x"])
    #expect(collection.subjects(.rowWithoutFile) == ["../b.wav", "/etc/passwd", "a\u{0}.wav"])
  }

  @Test func tablesOfAllSortsAreRead() throws {
    let texts = [
      Data("\u{FEFF}File;Class\r\na.wav;extrasistólico\r\n".utf8), Data("path\tlabel\na.wav\textrasistólico\n".utf8),
      Data("file,label\na.wav,extrasist".utf8) + Data([0xF3]) + Data("lico\n".utf8),
      Data("file,label\n\"a.wav,\"\"extrasistólico\"\"\"\n".utf8),
      Data("  FILE_NAME , Label\n a.wav , extrasistólico \n".utf8),
    ]
    for text in texts {
      let (folder, _) = try makeTree(["a.wav"])
      try AtomicFile.write(text, to: folder.file("l.csv"))
      let collection = try Layouts.read(try FolderTree(scanning: folder.url))
      #expect(collection.recordings.map(\.label) == ["extrasistólico"], "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func tablesOfASplitAreOneList() throws {
    let collection = try readCollection(
      ["wav/a.wav", "wav/b.wav", "wav/c.wav"],
      tables: ["train.csv": "file,label\na.wav,x\nb.wav,y\n", "test.csv": "file,label\nc.wav,x\na.wav,x\n"])
    #expect(collection.recordings.map(\.officialSplit) == [.test, .train, .test])
    #expect(collection.subjects(.labelConflict) == ["wav/a.wav"], "it stands on both sides")
    #expect(collection.recordings.map(\.label) == [nil, "y", "x"])
  }

  @Test func rowsThatContradictEachOtherGiveNoLabel() throws {
    let collection = try readCollection(
      ["a.wav", "b.wav", "c.wav"],
      tables: [
        "l.csv": "file,label,patient\na.wav,x,1\nb.wav,y,2\na.wav,y,1\nb.wav,y,3\nc.wav,x,4\nc.wav,x,4\na.wav,x,1\n"
      ])
    #expect(collection.recordings.map(\.label) == [nil, nil, "x"])
    #expect(collection.subjects(.labelConflict) == ["a.wav", "b.wav"])
  }

  @Test func foldersThatSayOtherwiseAreListed() throws {
    let collection = try readCollection(
      ["normal/a.wav", "murmur/b.wav"], tables: ["l.csv": "file,label\nnormal/a.wav,murmur\nmurmur/b.wav,normal\n"])
    #expect(collection.recordings.map(\.label) == ["normal", "murmur"])
    #expect(collection.subjects(.labelConflict).sorted() == ["murmur/b.wav", "normal/a.wav"])
  }
}
