import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import TestSupport
import Testing

/// `auscult augment` and the recipe's step `augment`, on the real executable.
@Suite struct AugmentTests {
  /// Eight short synthetic recordings of two classes, four patients each, with annotations.
  private static let collection = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder()
    let collection = try SyntheticCollection(
      seed: 5, recordings: 8, recordingsPerPatient: 1, classes: [.init(.normal), .init(.mitralRegurgitation)],
      sampleRates: [2000])
    var table = CSVTable(header: ["file_name", "label", "patient"], rows: [])
    for item in collection.plan() {
      let drawn = collection.recording(item)
      var model = drawn.recording
      (model.duration, model.signalToNoise) = (4, 25)
      let truth = SyntheticRecording(model, of: drawn.patient, seed: 5)
      try WaveFile.write(truth.audio, to: folder.file("c/\(item.id).wav"))
      let text = StateAnnotations.text(truth.annotations, sampleCount: truth.audio.samples.count, sampleRate: 2000)
      try AtomicFile.write(text, to: folder.file("c/\(item.id).tsv"))
      table.rows.append(["\(item.id).wav", item.condition.rawValue, item.patient])
    }
    try AtomicFile.write(table.text, to: folder.file("c/labels.csv"))
    return folder
  }

  private func input() throws -> URL { try Self.collection.get().file("c") }

  private func auscult(_ arguments: String...) throws -> Program.Result {
    try Program.run("auscult", arguments + ["--quiet"])
  }

  private func rows(_ folder: URL) throws -> [ManifestRow] {
    try ManifestFile(contentsOf: folder.appendingPathComponent("manifest.csv"), mayLackLabels: true).rows
  }

  @Test func partsOfADataSetAreRefusedAndTheWholeKeepsItsRows() throws {
    let folder = try TemporaryFolder()
    let data = folder.file("data")
    #expect(try auscult("prepare", try input().path, "-o", data.path).status == 0)
    let part = try auscult("augment", data.path + "/clips/test", "-o", folder.file("part").path)
    #expect(part.status == 66 && part.messages.contains("part of the data set"), "\(part.messages)")
    for command in ["augment", "spectrogram"] {
      let inside = try auscult(command, data.path, "-o", data.path + "/more")
      #expect(inside.status == 73 && inside.messages.contains("lies in the data set"), "\(inside.messages)")
    }
    let wanted = Dictionary(uniqueKeysWithValues: try rows(data).map { ($0.id, $0) })
    for arguments in [["spectrogram"], ["align"], ["features", "--kind", "mfcc"]] {
      let out = folder.file(arguments[0])
      let run = try Program.run("auscult", arguments + [data.path, "-o", out.path, "--quiet"])
      #expect(run.status == 0, "\(run.messages)")
      let made = try rows(out)
      #expect(made.count == wanted.count)
      #expect(made.allSatisfy { $0.label == wanted[$0.id]?.label && $0.split == wanted[$0.id]?.split })
    }
    #expect(try auscult("verify", data.path).status == 0)
  }

  @Test func recordingsWithoutALabelAreNobodysPartners() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: try input(), to: folder.file("in"))
    try FileManager.default.removeItem(at: folder.file("in/labels.csv"))
    let run = try auscult("augment", folder.file("in").path, "-o", folder.file("out").path, "--policy", "pcgmix")
    #expect(run.status == 0 && run.messages.contains("no other recording in training has its label, or it has none"))
    let made = try rows(folder.file("out"))
    #expect(!made.isEmpty && made.allSatisfy { !$0.operations.contains("\"partner\"") })
  }

  @Test func copiesThatAreTheClipItselfAreComplainedOf() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(
      """
      {"spectrogram": null, "split": {"test": 0, "validation": 0}, "labels": {"exclude": ["N"]},
       "augment": {"copies": 2, "policy": {"sequence": [{"transform": "reversal"}]}}}
      """, to: folder.file("r.json"))
    let data = folder.file("data")
    let run = try auscult("prepare", try input().path, "-o", data.path, "-r", folder.file("r.json").path)
    #expect(run.status <= 1, "\(run.messages)")
    let clips = try rows(data).count { $0.kind != .augmented }
    let complaints = try CSVTable(contentsOf: data.appendingPathComponent("complaints.csv"))
    let ours = complaints.rows.filter { $0[0] == "unaltered" }
    #expect(clips > 0 && ours.count == clips && ours.allSatisfy { $0[2].hasPrefix("2 of its 2 copies") })
    #expect(try auscult("verify", data.path).status == 0)
  }

  @Test func whatIsNoneOfOursIsNotOverwritten() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("mine", to: folder.file("sounds/gain.wav"))
    let refused = try auscult("augment", "--catalogue", folder.file("sounds").path)
    #expect(refused.status == 73 && refused.messages.contains("gain.wav"), "\(refused.messages)")
    #expect(try String(contentsOf: folder.file("sounds/gain.wav"), encoding: .utf8) == "mine")
    let copies = folder.file("copies")
    #expect(try auscult("augment", try input().path, "-o", copies.path).status == 0)
    let copy = try rows(copies)[0]
    let name = (copy.fileName as NSString).lastPathComponent
    try AtomicFile.write("mine", to: folder.file("again/\(name)"))
    let replayed = try auscult(
      "augment", copies.path, "--replay", copy.id, "--originals", try input().path, "-o", folder.file("again").path)
    #expect(replayed.status == 73, "\(replayed.messages)")
    #expect(try String(contentsOf: folder.file("again/\(name)"), encoding: .utf8) == "mine")
  }

  @Test(arguments: [
    ["--list", "--replay", "x"], ["--list", "--copies", "2"], ["--catalogue", "c", "--policy", "light"],
    ["--replay", "x", "--copies", "2"], ["--replay", "x", "--rate", "8000"],
  ]) func idleOptionsAreRefused(options: [String]) throws {
    let run = try Program.run("auscult", ["augment", "nowhere"] + options)
    #expect(run.status == 64 && run.messages.contains("has no effect"), "\(run.messages)")
  }

  private static let recipe = """
    {"spectrogram": null, "split": {"test": 0.25, "validation": 0.25}, "augment": {"copies": 1, "balance": 1, "policy":
      {"sequence": [{"transform": "gain"}, {"transform": "pcgmix"}, {"transform": "codec", "codec": "mp3"}]}}}
    """

  @Test func copiesStandInTrainingOnlyAndCanBeRebuilt() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Self.recipe, to: folder.file("r.json"))
    let (one, two) = (folder.file("one"), folder.file("two"))
    let run = try auscult(
      "prepare", try input().path, "-o", one.path, "-r", folder.file("r.json").path, "--workers", "1")
    #expect(run.status == 0, "\(run.messages)")
    let all = try rows(one)
    let (copies, clips) = (all.filter { $0.kind == .augmented }, all.filter { $0.kind != .augmented })
    #expect(!copies.isEmpty && copies.allSatisfy { $0.split == .train })
    for copy in copies {
      let parent = try #require(clips.first { $0.id == copy.parentID })
      #expect(copy.groupID == parent.groupID && copy.label == parent.label && copy.patientID == parent.patientID)
      #expect(copy.sampleCount == parent.sampleCount && copy.operations.contains("\"transform\":\"pcgmix\""))
      #expect(copy.operations.contains("\"transform\":\"codec\",\"codec\":\"mp3\""))
    }
    // Both classes are as large as the larger one.
    let sizes = Dictionary(grouping: all.filter { $0.split == .train }, by: \.label).mapValues(\.count)
    #expect(Set(sizes.values).count == 1, "\(sizes)")
    #expect(try auscult("verify", one.path).status == 0)

    // The same bytes of shards that are merged, and nothing is done twice.
    for shard in ["0/2", "1/2"] {
      let part = try auscult(
        "prepare", try input().path, "-o", two.path, "-r", folder.file("r.json").path, "--shard", shard)
      #expect(part.status == 0, "\(part.messages)")
    }
    #expect(try auscult("merge", two.path, "--workers", "2").status == 0)
    #expect(try tree(one) == tree(two))

    for copy in [copies[0], copies[copies.count - 1]] {
      let again = try auscult("augment", one.path, "--replay", copy.id, "-o", folder.file("again").path)
      #expect(again.status == 0 && again.output.contains("byte for byte"), "\(again.output)\(again.messages)")
      let name = (copy.fileName as NSString).lastPathComponent
      #expect(
        try Data(contentsOf: folder.file("again/\(name)"))
          == Data(contentsOf: one.appendingPathComponent(copy.fileName)))
    }

    // Copies of the data set itself, and one of them made again from its folder.
    let furtherCopies = folder.file("copies")
    #expect(try auscult("augment", two.path, "-o", furtherCopies.path, "-p", "light").status == 0)
    let last = try #require(try rows(furtherCopies).last)
    let again = try auscult(
      "augment", furtherCopies.path, "--replay", last.id, "--originals", two.path, "-o", folder.file("once more").path)
    #expect(again.status == 0 && again.output.contains("byte for byte"), "\(again.output)\(again.messages)")
  }

  @Test func aRecipeCannotAugmentTheTestSplit() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(#"{"augment": {"split": "test"}}"#, to: folder.file("r.json"))
    let run = try auscult("recipe", "check", folder.file("r.json").path)
    #expect(run.status == 65 && (run.output + run.messages).contains("must be train, because"), "\(run)")
    try AtomicFile.write(
      #"{"augment": {"policy": {"sequence": [{"transform": "time_strech"}]}}}"#, to: folder.file("p.json"))
    let slip = try auscult("recipe", "check", folder.file("p.json").path)
    #expect(
      (slip.output + slip.messages).contains("p.json:1:52") && (slip.output + slip.messages).contains("time_stretch"),
      "\(slip)")
  }

  @Test func aFolderGivesCopiesWithTheirStates() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(
      #"{"sequence": [{"transform": "time_stretch", "rate": 1.1}, {"transform": "recorded_noise", "folder": "\#(folder.file("noise").path)"}]}"#,
      to: folder.file("p.json"))
    let noise = AudioBuffer(samples: (0..<4000).map { 0.3 * sin(Float($0 * $0 % 977)) }, sampleRate: 2000)
    try WaveFile.write(noise, to: folder.file("noise/good.wav"))
    try AtomicFile.write("no sound at all", to: folder.file("noise/broken.wav"))
    let (one, two) = (folder.file("one"), folder.file("two"))
    let run = try Program.run(
      "auscult", ["augment", try input().path, "-o", one.path, "-p", folder.file("p.json").path, "--workers", "1"])
    #expect(run.status == 0 && run.messages.contains("broken.wav"), "\(run.messages)")
    #expect(
      try auscult("augment", try input().path, "-o", two.path, "-p", folder.file("p.json").path, "--workers", "3")
        .status == 0)
    #expect(try tree(one) == tree(two))
    let made = try rows(one)
    #expect(made.count == 8 && made.allSatisfy { $0.kind == .augmented && $0.copy == 1 })
    let row = try #require(made.first)
    let name = (row.fileName as NSString).deletingPathExtension
    let before = try StateAnnotations.read(
      try input().appendingPathComponent(name.replacing("-a01", with: "") + ".tsv"), sampleRate: 2000)
    let after = try StateAnnotations.read(one.appendingPathComponent(name + ".tsv"), sampleRate: 2000)
    let rate = try #require(before.medianHeartRate(sampleRate: 2000))
    #expect(abs((after.medianHeartRate(sampleRate: 2000) ?? 0) / rate - 1.1) < 0.01)
    let replay = try auscult(
      "augment", one.path, "--replay", row.id, "--originals", try input().path, "-o", folder.file("again").path)
    #expect(replay.status == 0 && replay.output.contains("byte for byte"), "\(replay.output)\(replay.messages)")
  }

  @Test func slipsAreSaidClearly() throws {
    let folder = try TemporaryFolder()
    let test = CSVTable(
      header: ["file_name", "label", "split"],
      rows: [
        [
          "\(try #require(FileManager.default.contentsOfDirectory(atPath: input().path).first { $0.hasSuffix(".wav") }))",
          "N", "test",
        ]
      ])
    try AtomicFile.write(test.text, to: folder.file("c/test.csv"))
    try FileManager.default.copyItem(
      at: try input().appendingPathComponent(test.rows[0][0]), to: folder.file("c/\(test.rows[0][0])"))
    let refused = try auscult("augment", folder.file("c/test.csv").path, "-o", folder.file("o").path)
    #expect(refused.status == 64 && refused.messages.contains("validation or test only"), "\(refused)")
    for (arguments, words) in [
      (["--policy", "lihgt"], "Did you mean 'light'?"), (["--policy", "none.json"], "cannot be read"),
      (["--originals", "/tmp"], "--replay"), (["--replay", "nothing"], "manifest.csv"),
    ] {
      let run = try Program.run(
        "auscult", ["augment", try input().path, "-o", folder.file("o").path, "--quiet"] + arguments)
      #expect(run.status != 0 && run.messages.contains(words), "\(run)")
    }
    try AtomicFile.write("{\"transform\": \"noise\",\n \"snr\": -5}", to: folder.file("bad.json"))
    let bad = try auscult("augment", try input().path, "-o", folder.file("o").path, "-p", folder.file("bad.json").path)
    #expect(bad.messages.contains("bad.json:2:9") && bad.messages.contains("from 0 to 100 dB"), "\(bad)")
    #expect(try auscult("augment", "--list").output.contains("pcgmix"))
  }

  @Test func theCatalogueShowsEveryTransform() throws {
    let folder = try TemporaryFolder()
    #expect(try auscult("augment", "--catalogue", folder.file("cat").path).status == 0)
    let page = try String(contentsOf: folder.file("cat/index.html"), encoding: .utf8)
    for name in ["gain", "time_stretch", "pcgmix", "cycle_rearrangement", "codec"] {
      #expect(page.contains("<h2>\(name)</h2>"))
      #expect(FileManager.default.fileExists(atPath: folder.file("cat/\(name).wav").path))
    }
    // Three digits and the unit of `--list`.
    #expect(page.firstMatch(of: /gain -?[0-9.]{1,5} dB/) != nil)
    // Players tell which sound is louder, as the files beside the page do.
    func parts(after mark: String, upTo end: Character) -> [String] {
      page.components(separatedBy: mark).dropFirst().map { String($0.prefix { $0 != end }) }
    }
    let sounds = parts(after: "data:audio/wav;base64,", upTo: "\"").compactMap { Data(base64Encoded: $0) }
    let names = parts(after: "<h2>", upTo: "<")
    #expect(sounds.count == names.count)
    func peak(_ file: URL) throws -> Float { try AudioDecoder.decode(file).audio.samples.map(abs).max() ?? 0 }
    let gains = try zip(names, sounds).dropFirst().map { name, sound in
      try AtomicFile.write(sound, to: folder.file("heard/\(name).wav"))
      return try peak(folder.file("heard/\(name).wav")) / peak(folder.file("cat/\(name).wav"))
    }
    #expect((gains.max() ?? 0) - (gains.min() ?? 1) < 0.01, "\(gains)")
  }
}
