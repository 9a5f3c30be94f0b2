import Core
import Foundation
import Manifest
import TestSupport
import Testing

@Suite struct InspectTests {
  /// A folder of two classes in several seconds of noise, each of its own, and tone, at 4 kHz.
  private func makeFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<6 {
      let modulus = 977 + 30 * index
      let samples = (0..<14_000).map { [0.5 * sin(Float($0 * $0 % modulus)) + 0.2 * sin(Float($0) * 0.1)] }
      let name =
        index < 3
        ? "normal/normal__\(100 + index)_130503193197\(index)_B.wav" : "murmur/1\(index)_130624300096\(index)_D.wav"
      try AtomicFile.write(WaveBytes.pcm16(samples), to: folder.file(name))
    }
    return folder
  }

  @Test func aPageForPeopleAndAnObjectForPrograms() throws {
    let folder = try makeFolder()
    let page = try Program.run("auscult", ["inspect", folder.url.path])
    #expect(page.status == 0, "\(page.messages)")
    for part in [
      "Layout     pascal", "murmur", "Patients   6 with 6", "Nothing disagrees.", "auscult prepare",
      "--output prepared",
    ] {
      #expect(page.output.contains(part), "\(part)\n\(page.output)")
    }
    let run = try Program.run("auscult", ["inspect", folder.url.path, "--json", "--map", "murmur=abnormal"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["layout"] as? String == "pascal" && object["recordings"] as? Int == 6)
    #expect((object["classes"] as? [[String: Any]])?.compactMap { $0["label"] as? String } == ["abnormal", "normal"])
    #expect((object["complaints"] as? [Any])?.isEmpty == true)
  }

  @Test func anArchiveIsReadLikeItsFolder() throws {
    let (folder, work) = (try makeFolder(), try TemporaryFolder())
    let tar = work.file("sounds.tar")
    try AtomicFile.write(try TarBytes.archive(of: folder.url), to: tar)
    let temporary = work.file("tmp")
    try AtomicFile.makeFolder(temporary)
    for (input, output) in [(folder.url, "a"), (tar, "b")] {
      let run = try Program.run(
        "auscult", ["prepare", input.path, "-o", work.file(output).path], environment: ["TMPDIR": temporary.path])
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try tree(work.file("a")) == tree(work.file("b")))
    let manifest = try ManifestFile(contentsOf: work.file("b/manifest.csv"))
    #expect(Set(manifest.rows.map(\.sourceFile)).contains("normal/normal__100_1305031931970_B.wav"))
    let converted = try Program.run(
      "auscult", ["convert", tar.path, "-o", work.file("c").path], environment: ["TMPDIR": temporary.path])
    #expect(converted.status == 0, "\(converted.messages)")
    #expect(try ManifestFile(contentsOf: work.file("c/manifest.csv"), mayLackLabels: true).rows.count == 6)
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty, "nothing stays behind")
  }

  @Test func whatAnArchiveTriesToDoIsListed() throws {
    let (folder, work) = (try makeFolder(), try TemporaryFolder())
    let tar = work.file("evil.tar")
    let extra: [(name: String, type: UInt8)] = [
      ("../escaped.wav", 48), ("normal/.hidden.wav", 48), ("normal/._resource.wav", 48), ("normal/link.wav", 50),
    ]
    try AtomicFile.write(try TarBytes.archive(of: folder.url, extra: extra), to: tar)
    let run = try Program.run("auscult", ["prepare", tar.path, "-o", work.file("out").path])
    #expect(run.status == 0, "\(run.messages)")
    let complaints = try CSVTable(contentsOf: work.file("out/complaints.csv")).rows
    let unread = ["../escaped.wav", "normal/.hidden.wav", "normal/link.wav"]
    #expect(complaints.map { $0[0] } == unread.map { _ in "not_read" } && complaints.map { $0[1] } == unread)
    let batch = try Program.run("auscult", ["convert", tar.path, "-o", work.file("converted").path])
    #expect(batch.status == 1)
    #expect(try CSVTable(contentsOf: work.file("converted/rejected.csv")).rows.map { $0[0] } == unread)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: work.url.path).sorted() == ["converted", "evil.tar", "out"])
  }

  @Test func whatCannotBeReadIsExplained() throws {
    let work = try TemporaryFolder()
    try AtomicFile.write("no archive", to: work.file("a.zip"))
    #expect(
      try Program.run("auscult", ["inspect", work.file("a.zip").path]).messages.contains(
        "is no zip, tar, 7z or rar archive"))
    #expect(try Program.run("auscult", ["inspect", work.file("none").path]).status == 66)
    try AtomicFile.write("x", to: work.file("c/a.wav"))
    let slip = try Program.run("auscult", ["inspect", work.url.path, "--map", "d=e", "--layout", "folders"])
    #expect(slip.status == 0 && slip.messages.contains("no recording has the label 'd'"))
    #expect(
      try Program.run("auscult", ["inspect", work.url.path, "--layout", "pasqual"]).messages.contains("'pascal'"))
  }
}
