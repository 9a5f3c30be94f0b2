import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import TestSupport
import Testing

/// The annotated states of recordings, carried into the clips and copies of `auscult prepare`, on the real executable.
@Suite struct CarriedAnnotationTests {
  private static let rate = 2000
  private static let recipe = """
    {"spectrogram": null, "segment": {"length": 2, "overlap": 0}, "split": {"test": 0.25, "validation": 0.25}, "augment":
      {"copies": 1, "policy": {"sequence": [{"transform": "time_stretch", "rate": 1.1}]}}}
    """

  /// Eight recordings of two classes and eight patients at twice the recipe's rate, their states in `annotations`.
  private static func write(to folder: TemporaryFolder) throws -> [String: [StateInterval]] {
    let collection = try SyntheticCollection(
      seed: 5, recordings: 8, recordingsPerPatient: 1, classes: [.init(.normal), .init(.mitralRegurgitation)],
      sampleRates: [2 * rate])
    var table = CSVTable(header: ["file_name", "label", "patient"], rows: [])
    var truths: [String: [StateInterval]] = [:]
    for item in collection.plan() {
      let drawn = collection.recording(item)
      var model = drawn.recording
      (model.duration, model.signalToNoise) = (5, 25)
      let truth = SyntheticRecording(model, of: drawn.patient, seed: 5)
      try WaveFile.write(truth.audio, to: folder.file("c/audio/\(item.id).wav"))
      let text = StateAnnotations.text(
        truth.annotations, sampleCount: truth.audio.samples.count, sampleRate: truth.audio.sampleRate)
      try AtomicFile.write(text, to: folder.file("c/annotations/\(item.id).tsv"))
      truths["audio/\(item.id).wav"] = try StateAnnotations.parse(text, sampleRate: rate, name: item.id)
      table.rows.append(["audio/\(item.id).wav", item.condition.rawValue, item.patient])
    }
    try AtomicFile.write(table.text, to: folder.file("c/labels.csv"))
    try AtomicFile.write(recipe, to: folder.file("r.json"))
    return truths
  }

  private func prepare(_ folder: TemporaryFolder, _ output: String, _ more: String...) throws -> Program.Result {
    try Program.run(
      "auscult",
      ["prepare", folder.file("c").path, "-o", folder.file(output).path, "-r", folder.file("r.json").path, "--quiet"]
        + more)
  }

  private func rows(_ folder: URL) throws -> [ManifestRow] {
    try ManifestFile(contentsOf: folder.appendingPathComponent("manifest.csv")).rows
  }

  private func states(of row: ManifestRow, in folder: URL) throws -> [StateInterval] {
    let path = StateAnnotations.path(beside: row.fileName)
    return try StateAnnotations.read(folder.appendingPathComponent(path), sampleRate: row.sampleRate)
  }

  @Test func everyClipHasItsPartAndEveryCopyFollows() throws {
    let folder = try TemporaryFolder()
    let truths = try Self.write(to: folder)
    let one = folder.file("one")
    let run = try prepare(folder, "one", "--workers", "1")
    #expect(run.status == 0, "\(run.messages)")
    let all = try rows(one)
    #expect(all.count { $0.kind == .segment } == 24 && all.contains { $0.kind == .augmented })
    for row in all where row.kind == .segment {
      let truth = try #require(truths[row.sourceFile])
      let range = row.startSample..<(row.startSample + row.sampleCount)
      // The last window may be filled up with zeros, where no state is.
      #expect(try states(of: row, in: one) == StateAnnotations.intervals(truth, in: range))
    }
    for copy in all where copy.kind == .augmented {
      let parent = try states(of: try #require(all.first { $0.id == copy.parentID }), in: one)
      let onset = try #require(parent.first { $0.state == .s1 && $0.startSample > 0 }).startSample
      let moved = try #require(try states(of: copy, in: one).first { $0.state == .s1 && $0.startSample > 0 })
        .startSample
      #expect(abs(Double(moved) - Double(onset) / 1.1) <= 1, "stretched by 1.1: \(onset) to \(moved)")
    }
    #expect(try Program.run("auscult", ["verify", one.path]).status == 0)
    // Of shards that are merged, and by more workers, the same.
    for shard in ["0/2", "1/2"] { #expect(try prepare(folder, "two", "--shard", shard).status == 0) }
    #expect(try Program.run("auscult", ["merge", folder.file("two").path, "--workers", "2"]).status == 0)
    #expect(try tree(one) == tree(folder.file("two")))
    // Clips that are moved to another side take their states with them.
    try AtomicFile.write(
      Self.recipe.replacingOccurrences(of: "\"split\"", with: "\"seed\": 9, \"split\""), to: folder.file("r.json"))
    #expect(try prepare(folder, "one").status == 0)
    #expect(try prepare(folder, "three").status == 0)
    #expect(try tree(one) == tree(folder.file("three")))
    // What was prepared, and what is divided anew, is cut by its states.
    // Copies of what is no longer in training are left out, which is said.
    let split = try Program.run(
      "auscult", ["split", one.path, "-o", folder.file("split").path, "--test", "0.5", "--quiet"])
    #expect(split.status <= 1, "\(split.messages)")
    #expect(try Program.run("auscult", ["verify", folder.file("split").path]).status == 0)
    for (data, cycles) in [(one, "cycles-one"), (folder.file("split"), "cycles-split")] {
      let cut = try Program.run(
        "auscult",
        [
          "segment", data.path, "-o", folder.file(cycles).path, "--method", "cycles", "--states", "annotations",
          "--quiet",
        ])
      #expect(try rows(folder.file(cycles)).count > 24, "\(cut.messages)")
    }
  }

  @Test func aChangedAnnotationRedoesItsRecordingOnly() throws {
    let folder = try TemporaryFolder()
    let truths = try Self.write(to: folder)
    let out = folder.file("one")
    #expect(try prepare(folder, "one").status == 0)
    let before = try tree(out)
    let (path, truth) = try #require(truths.min { $0.key < $1.key })
    let name = PathText.stem(of: path)
    let shifted = truth.dropLast().map {
      StateInterval(startSample: $0.startSample + 20, endSample: $0.endSample + 20, state: $0.state)
    }
    try AtomicFile.write(
      StateAnnotations.text(shifted, sampleCount: 10000, sampleRate: Self.rate),
      to: folder.file("c/annotations/\(name).tsv"))
    #expect(try prepare(folder, "one").status == 0)
    let after = try tree(out)
    let changed = Set(before.filter { after[$0.key] != $0.value }.map(\.key))
    let tables = ["manifest.csv", "files.csv", "dataset.json", "train.csv", "val.csv", "test.csv"]
    #expect(changed.contains { $0.hasSuffix(".tsv") && $0.contains(name) })
    #expect(
      changed.allSatisfy { $0.hasSuffix(".tsv") && $0.contains(name) || tables.contains($0) }, "\(changed)")
  }

  @Test func aBrokenAnnotationIsListedAndItsRecordingKept() throws {
    let folder = try TemporaryFolder()
    let truths = try Self.write(to: folder)
    let path = try #require(truths.keys.min())
    let name = PathText.stem(of: path)
    try AtomicFile.write("0\t1\tS9\n", to: folder.file("c/annotations/\(name).tsv"))
    let run = try prepare(folder, "one")
    #expect(run.status == 1, "\(run.messages)")
    let rejected = try Rejection.read(folder.file("one/rejected.csv"))
    #expect(rejected.map(\.reason) == ["bad_annotation"] && rejected[0].sourceFile == path)
    #expect(rejected[0].detail.contains("annotations/\(name).tsv: line 1: 'S9' is no state"), "\(rejected[0].detail)")
    let own = try rows(folder.file("one")).filter { $0.sourceFile == path }
    #expect(!own.isEmpty)
    #expect(try tree(folder.file("one")).keys.allSatisfy { !$0.hasSuffix(".tsv") || !$0.contains(name) })
    #expect(try Program.run("auscult", ["verify", folder.file("one").path]).status == 0)
  }
}
