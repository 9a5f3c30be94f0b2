import ArrayFiles
import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import SignalProcessing
import TestSupport
import Testing

/// `auscult align` on the real executable.
@Suite struct AlignTests {
  private func align(_ input: URL, _ output: URL, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run("auscult", ["align", input.path, "--output", output.path, "--quiet"] + arguments)
  }

  private func values(_ url: URL) throws -> (shape: [Int], values: [Double]) {
    let array = try NumPyArray(npyData: try Data(contentsOf: url))
    guard case .float32 = array.elements else { throw CocoaError(.fileReadCorruptFile) }
    return (array.shape, array.doubles)
  }

  /// The signal from some moment on, in 32-bit floats, which come back as they were.
  private static func part(_ start: Double, _ seconds: Double) -> AudioBuffer {
    let whole = ReferenceSignal.make(sampleRate: 4000, seconds: 3)
    return AudioBuffer(
      samples: Array(whole.samples[Int(start * 4000)..<Int((start + seconds) * 4000)]), sampleRate: 4000)
  }

  /// Four recordings: a test one is the longest, then `long` of the training ones.
  private static let parts: [(name: String, split: String, audio: AudioBuffer)] = [
    ("early", "train", part(0.25, 0.5)), ("late", "train", part(1.0, 0.75)), ("long", "train", part(0, 2)),
    ("longest", "test", part(0, 2.5)),
  ]

  private func writeDataSet(_ folder: TemporaryFolder) throws -> URL {
    try FileManager.default.createDirectory(at: folder.file("in"), withIntermediateDirectories: true)
    var list = "file_name,label,split\n"
    for (name, split, audio) in Self.parts {
      try WaveBytes.float32(audio.samples).write(to: folder.file("in/\(name).wav"))
      list += "\(name).wav,normal,\(split)\n"
    }
    try AtomicFile.write(list, to: folder.file("in/list.csv"))
    return folder.file("in/list.csv")
  }

  private func description(_ output: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: output.appendingPathComponent("align.json"))
    let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(whole["settings"] as? [String: Any])
  }

  @Test(arguments: AlignmentPadding.Mode.allCases) func valuesAreThoseOfTheLibrary(mode: AlignmentPadding.Mode) throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    let out = folder.file("out")
    let run = try align(list, out, ["--mode", mode.rawValue])
    #expect(run.status == 0, "\(run.messages)")
    let extract = try FrequencyAmplitudePairs(deltaTime: 0.01, sampleRate: 4000)
    let padding = try AlignmentPadding(reference: extract(Self.part(0, 2).samples), mode: mode)
    let aligned = try Self.parts.map { try padding(extract($0.audio.samples)) }
    let scalers = try PositionScalers(fitting: Array(aligned.prefix(3)))
    let rows = try ManifestFile(contentsOf: out.appendingPathComponent("manifest.csv")).rows
    for (part, aligned) in zip(Self.parts, aligned) {
      let made = try values(out.appendingPathComponent("features/\(part.name).npy"))
      #expect(made.shape == [1001, 2])
      #expect(made.values == (try scalers.scaled(aligned)).map(Double.init))
      let row = try #require(rows.first { $0.features == "features/\(part.name).npy" })
      #expect(
        row.operations.contains("\"front_padding\":\(aligned.frontPadding),\"back_padding\":\(aligned.backPadding)"))
      #expect(row.operations.contains("\"truncated\":250") == (part.name == "longest"))
    }
    // The sequences lie where they were cut out.
    if mode == .both { #expect(aligned[0].frontPadding == 125 && aligned[1].frontPadding == 500) }
    let model = try AlignmentModel(contentsOf: out.appendingPathComponent("alignment.npz"))
    #expect(model.scalers == scalers && model.padding.reference == padding.reference && model.padding.mode == mode)
    let told = try description(out)
    #expect(told["rule"] as? String == "training" && told["fitted"] as? Int == 3 && told["frames"] as? Int == 1001)
  }

  @Test func sameBytesForAnyNumberOfWorkers() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    for workers in ["1", "2"] {
      let run = try align(list, folder.file(workers), ["--workers", workers, "--method", "median"])
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try tree(folder.file("1")) == tree(folder.file("2")))
  }

  @Test func faithfulKeepsRatesAndUsesAllRows() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    let fast = ReferenceSignal.make(sampleRate: 8000, seconds: 1)
    try WaveBytes.float32(fast.samples, rate: 8000).write(to: folder.file("in/early.wav"))
    let run = try align(list, folder.file("out"), ["--faithful"])
    #expect(run.status == 0, "\(run.messages)")
    let told = try description(folder.file("out"))
    let settings = try #require(told["settings"] as? [String: Any])
    #expect(settings["faithful"] as? Bool == true && settings["rate"] == nil && told["rule"] as? String == "all")
    #expect(told["frames"] as? Int == 1251 && told["fitted"] as? Int == 4)
    let rows = try ManifestFile(contentsOf: folder.file("out/manifest.csv")).rows
    #expect(rows.map(\.sampleRate).sorted() == [4000, 4000, 4000, 8000])
  }

  @Test func theReferenceServesNewRecordings() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    let (model, new) = (folder.file("out/alignment.npz"), folder.file("new"))
    #expect(try align(list, folder.file("out"), ["--delta-time", "0.02", "--mode", "front"]).status == 0)
    // Settings are taken over; the same recordings come out the same.
    let run = try align(list, new, ["--reference", model.path])
    #expect(run.status == 0, "\(run.messages)")
    for (name, _, _) in Self.parts {
      #expect(
        try Data(contentsOf: folder.file("new/features/\(name).npy"))
          == Data(contentsOf: folder.file("out/features/\(name).npy")))
    }
    #expect(try Data(contentsOf: folder.file("new/alignment.npz")) == Data(contentsOf: model))
    // And what was copied serves again, for one file.
    let again = try align(
      folder.file("in/longest.wav"), folder.file("third"),
      ["--reference", folder.file("new/alignment.npz").path, "--mode", "front"])
    #expect(again.status == 0, "\(again.messages)")
    #expect(
      try Data(contentsOf: folder.file("third/features/longest.npy"))
        == Data(contentsOf: folder.file("out/features/longest.npy")))
    for (arguments, expected) in [
      (["--delta-time", "0.01"], "0.02 s"), (["--mode", "both"], "'front'"), (["--rate", "2000"], "4000 Hz"),
      (["--method", "median"], "dominant"), (["--faithful"], "'--faithful'"),
    ] {
      let refused = try align(list, folder.file("fourth"), ["--reference", model.path] + arguments)
      #expect(refused.status == 64 && refused.messages.contains(expected), "\(refused.messages)")
    }
    #expect(try align(list, folder.file("out"), ["--reference", model.path]).status == 64)
  }

  @Test func framesAreJudgedByTheRateOfTheReference() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    // Such frames would hold too few samples at the usual rate.
    let frames = ["--delta-time", "0.0005"]
    #expect(try align(list, folder.file("out"), frames + ["--rate", "16000"]).status == 0)
    let run = try align(
      folder.file("in/early.wav"), folder.file("new"),
      frames + ["--reference", folder.file("out/alignment.npz").path])
    #expect(run.status == 0, "\(run.messages)")
    #expect(
      try Data(contentsOf: folder.file("new/features/early.npy"))
        == Data(contentsOf: folder.file("out/features/early.npy")))
  }

  @Test func aDamagedReferenceIsExplained() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    let model = folder.file("out/alignment.npz")
    #expect(try align(list, folder.file("out")).status == 0)
    let data = try Data(contentsOf: model)
    try data.prefix(data.count / 2).write(to: model)
    let cut = try align(list, folder.file("new"), ["--reference", model.path])
    #expect(cut.status == 65 && cut.messages.contains("alignment"), "\(cut.messages)")
    try data.write(to: model)
    let json = try String(contentsOf: folder.file("out/align.json"), encoding: .utf8)
    try json.replacingOccurrences(of: "\"both\"", with: "\"back\"").write(
      to: folder.file("out/align.json"), atomically: true, encoding: .utf8)
    #expect(try align(list, folder.file("new"), ["--reference", model.path]).status == 65)
    #expect(try align(list, folder.file("other"), ["--delta-time", "0.02"]).status == 0)
    try json.write(to: folder.file("other/align.json"), atomically: true, encoding: .utf8)
    let mixed = try align(list, folder.file("new"), ["--reference", folder.file("other/alignment.npz").path])
    #expect(mixed.status == 65 && mixed.messages.contains("together"), "\(mixed.messages)")
    try json.replacingOccurrences(of: "4000", with: "-4000").write(
      to: folder.file("out/align.json"), atomically: true, encoding: .utf8)
    #expect(try align(list, folder.file("new"), ["--reference", model.path]).status == 65)
    try FileManager.default.removeItem(at: folder.file("out/align.json"))
    let alone = try align(list, folder.file("new"), ["--reference", model.path])
    #expect(alone.status == 65 && alone.messages.contains("align.json"), "\(alone.messages)")
  }

  @Test func whatCannotBeUsedIsListed() throws {
    let folder = try TemporaryFolder()
    let list = try writeDataSet(folder)
    try Data("text".utf8).write(to: folder.file("in/early.wav"))
    #expect(try align(list, folder.file("out")).status == 1)
    let table = try CSVTable(contentsOf: folder.file("out/rejected.csv"))
    #expect(table.rows.map { [$0[0], $0[2]] } == [["early.wav", "notAudio"]])
    #expect(try description(folder.file("out"))["fitted"] as? Int == 2)
    // Without a single training recording there is no reference, and every file says so.
    for name in ["late", "long"] { try Data("text".utf8).write(to: folder.file("in/\(name).wav")) }
    let run = try align(list, folder.file("out"))
    #expect(run.status == 65, "\(run.messages)")
    let reasons = try CSVTable(contentsOf: folder.file("out/rejected.csv")).rows.map { $0[2] }
    #expect(reasons.count == 4 && reasons.filter { $0 == "no_reference" }.count == 1)
  }

  @Test(arguments: [
    (["--faithful", "--rate", "4000"], "--faithful"), (["--delta-time", "0.0002"], "4 samples"),
    (["--mode", "middle"], "both"), (["--method", "domnant"], "'dominant'"), (["--delta-time", "x"], "--delta-time"),
  ]) func wrongOptionsAreExplained(arguments: [String], expected: String) throws {
    let run = try Program.run("auscult", ["align", "x", "-o", "y"] + arguments)
    #expect(run.status == 64 && run.messages.contains(expected), "\(run.messages)")
  }
}
