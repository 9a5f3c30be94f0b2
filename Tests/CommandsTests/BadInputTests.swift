import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// Every awkward file ends as rows or as a reason, and the run completes.
@Suite struct BadInputTests {
  /// Four seconds at 4 kHz that sound a little like a heart.
  private static let heart: [Float] = (0..<16_000).map { index in
    let t = Float(index % 3200) / 4000
    return 0.5 * sin(2 * .pi * 50 * t) * exp(-t * t * 400) + 0.01 * sin(Float(index * index % 977))
  }

  private func makeFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let heart = Self.heart
    let files: [String: Data] = [
      "a/good1.wav": WaveBytes.pcm16(heart.map { [$0] }), "a/good2.wav": WaveBytes.pcm16(heart.map { [$0 * 0.9] }),
      "b/good3.wav": WaveBytes.pcm16(heart.map { [$0 * 0.8] }),
      "b/good4.wav": WaveBytes.pcm16(heart.map { [$0 * 0.7] }),
      "a/eight.wav": WaveBytes.pcm8(heart), "a/twentyfour.wav": WaveBytes.pcm24(heart),
      "a/float.wav": WaveBytes.float32(heart),
      "a/loud.wav": WaveBytes.float32(heart.map { $0 * 3 }),
      "b/nan.wav": WaveBytes.float32(heart.enumerated().map { $0 % 500 == 7 ? .nan : $1 }),
      "b/antiphase.wav": WaveBytes.pcm16(heart.map { [$0, -$0] }),
      "b/stereo.wav": WaveBytes.pcm16(heart.map { [$0, $0 * 0.5] }),
      "a/zero-bytes.wav": Data(), "a/text.wav": Data("this is no sound\n".utf8),
      "a/silent.wav": WaveBytes.pcm16(heart.map { _ in [0] }),
      "a/short.wav": WaveBytes.pcm16(heart.prefix(400).map { [$0] }),
    ]
    for (name, data) in files { try AtomicFile.write(data, to: folder.file(name)) }
    // The good ones above hold the same sound; these two are others, so that there are as many groups as sides.
    for (name, tone) in [("a/other.wav", 37), ("b/another.wav", 61)] {
      let sound = heart.indices.map { index in
        let t = Float(index % (2000 + 20 * tone)) / 4000
        let beat = 0.4 * sin(2 * .pi * Float(tone) * t) * exp(-t * t * 300)
        return beat + 0.02 * sin(Float(index * (index + tone) % 991))
      }
      try AtomicFile.write(WaveBytes.pcm16(sound.map { [$0] }), to: folder.file(name))
    }
    try AudioEncoder.encode(AudioBuffer(samples: heart, sampleRate: 8000), to: folder.file("b/whole.m4a"), format: .m4a)
    let whole = try Data(contentsOf: folder.file("b/whole.m4a"))
    try AtomicFile.write(whole.prefix(whole.count / 2), to: folder.file("b/truncated.m4a"))
    // A file that is there but cannot be read; permissions do not stop the root user of a test machine, a dead link does.
    try FileManager.default.createSymbolicLink(
      at: folder.file("b/unreadable.wav"), withDestinationURL: folder.file("nowhere.wav"))
    return folder
  }

  @Test func everyFileIsAccountedFor() throws {
    let folder = try makeFolder()
    let output = try TemporaryFolder()
    let run = try Program.run("auscult", ["prepare", folder.url.path, "--output", output.file("out").path])
    #expect(run.status == 1, "\(run.messages)")
    let rows = try ManifestFile(contentsOf: output.file("out/manifest.csv")).rows
    let rejected = try CSVTable(contentsOf: output.file("out/rejected.csv"))
    let reasons = Dictionary(uniqueKeysWithValues: rejected.rows.map { ($0[0], $0[2]) })
    let found = FileManager.default.subpaths(atPath: folder.url.path)?.filter { $0.contains(".") } ?? []
    #expect(found.count == 20)
    for file in found { #expect(rows.contains { $0.sourceFile == file } != (reasons[file] != nil), "\(file)") }
    #expect(reasons["a/silent.wav"] == "silent")
    #expect(reasons["a/short.wav"] == "too_short")
    #expect(reasons["b/antiphase.wav"] == "antiphase")
    #expect(reasons["a/zero-bytes.wav"] != nil && reasons["a/text.wav"] != nil && reasons["b/truncated.m4a"] != nil)
    #expect(reasons["b/unreadable.wav"] == "unreadable" && reasons.count == 7, "\(reasons)")
    #expect(rows.first { $0.sourceFile == "b/nan.wav" }?.operations.contains("\"not_finite\":32") == true)
    #expect(rejected.rows.allSatisfy { $0[3].count > 10 })
    let complaints = try CSVTable(contentsOf: output.file("out/complaints.csv")).rows
    #expect(complaints.filter { $0[0] == "not_finite" }.map { $0[1] } == ["b/nan.wav"])
    let limited = Set(rows.filter { $0.operations.contains("\"limited\"") }.map(\.sourceFile))
    #expect(Set(complaints.filter { $0[0] == "limited" }.map { $0[1] }) == limited && !limited.isEmpty, "\(limited)")
  }

  /// Files that cannot be decoded, are silent or too short take no place of their class on any side.
  @Test func whatWillBeRejectedDoesNotMoveOthers() throws {
    let folder = try TemporaryFolder()
    for number in 0..<9 {
      let label = number < 6 ? "ok" : "few"
      let sound = Self.heart.enumerated().map { $1 * 0.5 + 0.05 * sin(Float($0 * (number + 3)) * 0.01) }
      try WaveFile.write(AudioBuffer(samples: sound, sampleRate: 4000), to: folder.file("in/\(label)/\(number).wav"))
    }
    func sides(_ output: String) throws -> [String: Split] {
      let run = try Program.run(
        "auscult", ["prepare", folder.file("in").path, "-o", folder.file(output).path, "--quiet"])
      #expect([0, 1].contains(run.status), "\(run.messages)")
      let rows = try ManifestFile(contentsOf: folder.file("\(output)/manifest.csv")).rows
      return Dictionary(rows.map { ($0.sourceFile, $0.split) }, uniquingKeysWith: { first, _ in first })
    }
    let before = try sides("before")
    for number in 0..<12 {
      try AtomicFile.write(
        "version https://git-lfs.github.com/spec/v1 \(number)\n", to: folder.file("in/few/\(number)x.wav"))
      // Of different lengths, so that none is a copy of another.
      let silence = AudioBuffer(samples: .init(repeating: 0, count: 16_000 + number), sampleRate: 4000)
      let moment = AudioBuffer(samples: Array(Self.heart.prefix(400 + number)), sampleRate: 4000)
      try WaveFile.write(silence, to: folder.file("in/few/\(number)y.wav"))
      try WaveFile.write(moment, to: folder.file("in/few/\(number)z.wav"))
    }
    #expect(try sides("after") == before && before.count == 9)
  }

  @Test func unreadableAndMissingInputs() throws {
    let folder = try TemporaryFolder()
    #expect(
      try Program.run("auscult", ["prepare", folder.file("none").path, "-o", folder.file("out").path]).status == 66)
    let empty = folder.file("empty")
    try AtomicFile.makeFolder(empty)
    let run = try Program.run("auscult", ["prepare", empty.path, "-o", folder.file("out").path])
    #expect(run.status == 66)
    #expect(run.messages.contains("holds no sound"))
  }

  @Test func outputsThatWouldDoHarmAreRefused() throws {
    let folder = try makeFolder()
    #expect(try Program.run("auscult", ["prepare", folder.url.path, "-o", folder.url.path]).status == 73)
    let strange = try TemporaryFolder()
    try AtomicFile.write("mine", to: strange.file("thesis.doc"))
    let run = try Program.run("auscult", ["prepare", folder.url.path, "-o", strange.url.path])
    #expect(run.status == 73)
    #expect(run.messages.contains("thesis.doc"))
    #expect(try tree(strange.url).keys.sorted() == ["thesis.doc"])
  }

  @Test(arguments: [
    (["prepare", "x", "--outptu", "y"], "'--output'"), (["perpare"], "'prepare'"), (["prepare", "x"], "--output"),
    (["prepare", "x", "-o", "y", "--map", "a"], "FROM=TO"),
    (["prepare", "x", "-o", "y", "--recipe", "defualt"], "'default'"),
    (["synthesize", "-o", "x", "--formats", "mpe3"], "mp3"),
  ]) func wrongOptionsAreExplained(arguments: [String], expected: String) throws {
    let run = try Program.run("auscult", arguments)
    #expect(run.status == 64)
    #expect(run.messages.contains(expected), "\(run.messages)")
  }
}
