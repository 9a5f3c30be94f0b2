import Core
import Foundation
import Manifest
import MediaIO
import Pictures
import TestSupport
import Testing

/// `auscult spectrogram` on the real executable.
@Suite struct SpectrogramTests {
  /// Two seconds at 4 kHz: a tone of 200 Hz, silent in the first and last quarter.
  private static func tone(_ frequency: Float = 200) -> AudioBuffer {
    AudioBuffer(
      samples: (0..<8000).map { (2000..<6000).contains($0) ? 0.5 * sin(2 * .pi * frequency * Float($0) / 4000) : 0 },
      sampleRate: 4000)
  }

  private func draw(_ input: URL, _ output: URL, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run("auscult", ["spectrogram", input.path, "--output", output.path, "--quiet"] + arguments)
  }

  private func picture(_ url: URL) throws -> Picture { try Picture(png: try Data(contentsOf: url)) }

  @Test func theToneStandsAtItsPlace() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone(), to: folder.file("t.wav"))
    #expect(
      try draw(
        folder.file("t.wav"), folder.file("out"),
        ["--kind", "stft", "--depth", "grey8", "--low", "0", "--high", "1000", "--size", "100x101"]
      )
      .status == 0)
    let grey = try picture(folder.file("out/t.png")).greyMatrix
    #expect(grey.rows == 101 && grey.columns == 100)
    // 0 Hz is the bottom row, 1000 Hz the top one.
    let column = (0..<101).map { grey[$0, 50] }
    #expect(abs((column.indices.max { column[$0] < column[$1] } ?? 0) - 80) <= 1)
    #expect(column[10] < 0.1 && grey[80, 5] < 0.1 && grey[80, 95] < 0.1)
    let row = try #require(try ManifestFile(contentsOf: folder.file("out/manifest.csv")).rows.first)
    #expect(
      row.spectrogram == "t.png" && row.fileName == "t.png" && row.sourceFile == "t.wav" && row.sampleRate == 4000)
  }

  @Test(arguments: [
    ["--kind", "mel"], ["--kind", "stft", "--colormap", "jet"], ["--kind", "mfcc"], ["--kind", "stack"],
    ["--kind", "scalogram"], ["--kind", "scalogram", "--bands", "30", "--low", "100", "--high", "400"],
    ["--depth", "grey16"],
    ["--depth", "rgb", "--colormap", "viridis"], ["--levels=-90,0"], ["--range", "40", "--bands", "20"],
    ["--rate", "1000"],
    ["--window", "0.05", "--hop", "0.01", "--high", "500"],
  ]) func everyKindHasItsSizeAndIsNotEmpty(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone(), to: folder.file("t.wav"))
    for output in ["one", "two"] {
      let run = try draw(
        folder.file("t.wav"), folder.file(output), arguments + ["--workers", output == "one" ? "1" : "2"])
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try tree(folder.file("one")) == tree(folder.file("two")))
    let made = try picture(folder.file("one/t.png"))
    #expect(made.width == 224 && made.height == 224)
    #expect(Set(made.rgbBytes).count > 10)
    switch made.pixels {
    case .grey16: #expect(arguments.contains("grey16"))
    case .rgb8: #expect(arguments.contains("rgb") || arguments.contains("stack"))
    default: #expect(!arguments.contains("rgb"))
    }
  }

  @Test func axesAndTrimming() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone(), to: folder.file("t.wav"))
    #expect(try draw(folder.file("t.wav"), folder.file("axes"), ["--axes"]).status == 0)
    let axes = try picture(folder.file("axes/t.png"))
    #expect(axes.width > 640 && axes.height > 256)
    #expect(try draw(folder.file("t.wav"), folder.file("trim"), ["--trim", "--depth", "grey8"]).status == 0)
    let trimmed = try picture(folder.file("trim/t.png")).greyMatrix
    #expect(trimmed.columns == 224)
    // The silent quarters are gone: the tone reaches both ends.
    #expect((0..<224).contains { trimmed[$0, 2] > 0.05 } && (0..<224).contains { trimmed[$0, 221] > 0.05 })
    let operations = try ManifestFile(contentsOf: folder.file("trim/manifest.csv")).rows.map(\.operations)
    #expect(operations[0].contains("\"trim\""))
  }

  @Test func dataSetsBecomeImageFolders() throws {
    let folder = try TemporaryFolder()
    var list = "file_name,label,split\n"
    for (index, name) in ["a/x.wav", "b/x.wav", "c/y.wav", "d/z.wav"].enumerated() {
      try WaveFile.write(Self.tone(Float(100 + 50 * index)), to: folder.file("in/\(name)"))
      list += "\(name),\(index < 3 ? "normal" : "a/b"),\(index < 2 ? "train" : "test")\n"
    }
    try AtomicFile.write(list, to: folder.file("in/list.csv"))
    let out = folder.file("out")
    let run = try draw(folder.file("in/list.csv"), out, ["--contact-sheet", "--size", "32x32"])
    #expect(run.status == 0, "\(run.messages)")
    let files = try tree(out).keys.filter { $0.hasSuffix(".png") }.sorted()
    #expect(files.contains("test/normal/y.png") && files.contains("test/a_b/z.png"))
    #expect(files.filter { $0.hasPrefix("train/normal/x") }.count == 2)
    #expect(files.contains("contact-sheet-normal.png") && files.contains("contact-sheet-a_b.png") && files.count == 6)
    #expect(try picture(out.appendingPathComponent("contact-sheet-normal.png")).width > 3 * 32)
    // Without the sheets, nothing of them is left behind.
    #expect(try draw(folder.file("in/list.csv"), out, ["--size", "32x32"]).status == 0)
    #expect(try tree(out).keys.filter { $0.contains("contact") } == [])
  }

  @Test func whatCannotBeDrawnIsListed() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(Self.tone(), to: folder.file("in/good.wav"))
    try WaveFile.write(
      AudioBuffer(samples: Array(repeating: 0, count: 8000), sampleRate: 4000), to: folder.file("in/silent.wav"))
    try WaveFile.write(
      AudioBuffer(samples: Array(Self.tone().samples[2000..<2100]), sampleRate: 4000), to: folder.file("in/short.wav"))
    try WaveFile.write(AudioBuffer(samples: Self.tone().samples, sampleRate: 1000), to: folder.file("in/slow.wav"))
    try Data("text".utf8).write(to: folder.file("in/text.wav"))
    #expect(try draw(folder.file("in"), folder.file("out"), ["--high", "1000"]).status == 1)
    let table = try CSVTable(contentsOf: folder.file("out/rejected.csv"))
    let reasons = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0[2]) })
    #expect(
      reasons == ["silent.wav": "silent", "short.wav": "too_short", "slow.wav": "low_rate", "text.wav": "notAudio"])
  }

  @Test(arguments: [
    (["--levels", "0"], "--levels"), (["--levels=0,-90"], "lower one first"),
    (["--levels=-90,0", "--range", "60"], "--range"),
    (["--kind", "stack", "--axes"], "--axes"), (["--axes", "--trim"], "--trim"), (["--size", "0x5"], "224x224"),
    (["--rate", "1000", "--high", "800"], "--high"), (["--low", "500", "--high", "400"], "--low"),
    (["--colormap", "magam"], "'magma'"),
    (["--depth", "grey8", "--colormap", "jet"], "--colormap"), (["--kind", "mfcc", "--range", "60"], "decibels"),
  ]) func wrongOptionsAreExplained(arguments: [String], expected: String) throws {
    let run = try Program.run("auscult", ["spectrogram", "x", "-o", "y"] + arguments)
    #expect(run.status == 64 && run.messages.contains(expected), "\(run.messages)")
  }
}
