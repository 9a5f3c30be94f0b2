import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import TestSupport
import Testing

/// `auscult audit` on the real executable.
@Suite struct AuditTests {
  /// Four short recordings of four people, and one of them again at another rate under another class.
  private func collection(in folder: TemporaryFolder) throws {
    let plan = try SyntheticCollection(seed: 3, recordings: 4, recordingsPerPatient: 1)
    for (index, item) in plan.plan().enumerated() {
      let audio = plan.recording(item).audio
      let short = AudioBuffer(samples: Array(audio.samples.prefix(16_000)), sampleRate: audio.sampleRate)
      let label = index % 2 == 0 ? "normal" : "murmur"
      try AudioEncoder.encode(short, to: folder.file("in/\(label)/r\(index).wav"), format: .wav)
      if index == 0 {
        try AudioEncoder.encode(try short.resampled(to: 8000), to: folder.file("in/murmur/copy.flac"), format: .flac)
      }
    }
  }

  private func audit(_ folder: TemporaryFolder, _ arguments: [String] = [], to output: String = "out") throws
    -> Program.Result
  {
    try Program.run(
      "auscult", ["audit", folder.file("in").path, "-o", folder.file(output).path, "--quiet"] + arguments)
  }

  @Test func writesTablesThatSayWhatBelongsTogether() throws {
    let folder = try TemporaryFolder()
    try collection(in: folder)
    let run = try audit(folder)
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains("1 pairs of copies have different labels"))
    let table = try CSVTable(contentsOf: folder.file("out/duplicates.csv"))
    #expect(table.rows.map { Array($0[0...2]) } == [["murmur/copy.flac", "normal/r0.wav", "identical_audio"]])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path).sorted()
    #expect(
      names == [
        "audit.json", "duplicates.csv", "groups.csv", "issues.csv", "quality.csv", "rejected.csv", "report.html",
      ])
    let page = try String(contentsOf: folder.file("out/report.html"), encoding: .utf8)
    #expect(page.contains("Labels that disagree") && page.contains("1 pair of copies have different labels"))
    // Again, by another number of workers, into the same folder and another one: the same bytes.
    #expect(try audit(folder, ["--workers", "1"]).status == 0)
    #expect(try audit(folder, ["--workers", "3"], to: "other").status == 0)
    #expect(try tree(folder.file("out")) == tree(folder.file("other")))
  }

  @Test func anArchiveIsAuditedLikeItsFolderAndLabelsAreRenamed() throws {
    let folder = try TemporaryFolder()
    try collection(in: folder)
    try AtomicFile.write(try TarBytes.archive(of: folder.file("in")), to: folder.file("in.tar"))
    let map = ["--map", "murmur=normal"]
    #expect(try audit(folder, map).status == 0)
    let run = try Program.run(
      "auscult", ["audit", folder.file("in.tar").path, "-o", folder.file("other").path, "--quiet"] + map)
    #expect(run.status == 0 && !run.output.contains("have different labels"), "\(run.messages)")
    #expect(try tree(folder.file("out")) == tree(folder.file("other")))
    #expect(
      try Set(CSVTable(contentsOf: folder.file("other/groups.csv")).rows.map { $0[3] }) == ["normal"])
  }

  @Test func oneBadFileIsListedAndStopsNothing() throws {
    let folder = try TemporaryFolder()
    try collection(in: folder)
    try Data("RIFF....WAVEfmt ".utf8).write(to: folder.file("in/normal/broken.wav"))
    let run = try audit(folder, ["--json"])
    #expect(run.status == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect((object["rejected"] as? [[String: Any]])?.first?["file_name"] as? String == "normal/broken.wav")
    #expect((object["recordings"] as? [Any])?.count == 5)
    let rejected = try CSVTable(contentsOf: folder.file("out/rejected.csv"))
    #expect(rejected.rows.map { $0[0] } == ["normal/broken.wav"])
  }

  @Test func refusesWhatItCannotDo() throws {
    let folder = try TemporaryFolder()
    #expect(try audit(folder).status == 66)
    try collection(in: folder)
    try FileManager.default.createDirectory(at: folder.file("out"), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: folder.file("out/notes.txt"))
    let run = try audit(folder)
    #expect(run.status == 73 && run.messages.contains("notes.txt"), "\(run.messages)")
    #expect(try audit(folder, ["--threshold", "0.2"], to: "x").status == 64)
    #expect(try audit(folder, to: "in").status != 0)
  }
}
