import Core
import Foundation
import Manifest
import TestSupport
import Testing

/// Cross-validation, ablation and comparison on the real executables, with a model that trains at once.
@Suite(.serialized) struct CrossValidationTests {
  private static let prepared = Result {
    try SyntheticSet.prepared(
      ["--recordings", "36", "--recordings-per-patient", "2", "--classes", "N,MR"], recipe: #"{"spectrogram": null}"#)
  }

  private func data() throws -> URL { try Self.prepared.get().file("data") }

  private func validate(_ output: URL, _ extra: [String] = [], data other: URL? = nil) throws -> Program.Result {
    try Program.run(
      "auscult-train",
      ["cross-validate", (try other ?? data()).path, "-o", output.path, "--model", "linear", "--folds", "3", "--quiet"]
        + extra)
  }

  @Test func shardsAndStopsGiveTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let whole = try validate(folder.file("whole"))
    #expect(whole.status == 0 && whole.output.contains("over folds"), "\(whole)")
    let result = try tree(folder.file("whole"))
    #expect(result.keys.contains("metrics.json") && result.keys.contains("folds/fold-3.json"))
    // The last fold first, on another number of threads; nothing is reported before all are there.
    let last = try validate(folder.file("parts"), ["--shard", "1/2", "--threads", "1"])
    #expect(last.status == 0 && last.output.isEmpty)
    #expect(try tree(folder.file("parts")).keys.sorted() == ["folds/fold-2.json"])
    #expect(try validate(folder.file("parts"), ["--shard", "0/2", "--threads", "2"]).status == 0)
    #expect(try tree(folder.file("parts")) == result)
    // A fold that is lost, and one that a crash has torn, are made anew.
    try FileManager.default.removeItem(at: folder.file("whole/folds/fold-1.json"))
    try AtomicFile.write("{\"key\":\"", to: folder.file("whole/folds/fold-2.json"))
    #expect(try validate(folder.file("whole")).status == 0)
    #expect(try tree(folder.file("whole")) == result)
    // Other settings do not mix with these folds, nor do other folds, whose names are others.
    for more in [["--weight-decay", "3"], ["--repeats", "2"]] {
      let other = try validate(folder.file("whole"), more)
      #expect(other.status == 73 && other.messages.contains("another cross-validation"), "\(other)")
      #expect(try tree(folder.file("whole")) == result)
    }
    #expect(try validate(folder.file("whole"), ["--restart", "--shard", "0/2"]).status == 64)
    #expect(try validate(folder.file("whole"), ["--repeats", "2", "--restart"]).status == 0)
    let replaced = try tree(folder.file("whole"))
    #expect(replaced.keys.contains("folds/repeat-2-fold-1.json") && !replaced.keys.contains("folds/fold-1.json"))
    // The mean of two repeats beside one.
    let pair = try Program.run(
      "auscult-train", ["compare", folder.file("whole").path, folder.file("parts").path, "--json"])
    #expect(pair.status == 0 && pair.output.contains("\"recordings\":36"), "\(pair)")
  }

  /// No command replaces what another one, or somebody else, has written, whatever its name.
  @Test func resultsOfOthersStay() throws {
    let folder = try TemporaryFolder()
    #expect(try validate(folder.file("cv")).status == 0)
    let (cv, model, data) = (folder.file("cv").path, folder.file("m").path, try data().path)
    #expect(
      try Program.run("auscult-train", ["train", data, "-o", model, "--model", "linear", "--quiet"]).status == 0)
    for name in ["metrics.json", "comparison.txt", "ablation.txt"] {
      try AtomicFile.write("mine", to: folder.file("others/\(name)"))
    }
    for taken in ["cv", "others"] {
      let (before, output) = (try tree(folder.file(taken)), folder.file(taken).path)
      for arguments in [
        ["evaluate", model, data, "-o", output], ["compare", cv, cv, "-o", output],
        ["ablate", data, "-o", output, "--epochs", "1", "--folds", "2"],
      ] {
        let run = try Program.run("auscult-train", arguments + ["--quiet"])
        #expect(run.status == 73 && run.messages.contains("Choose"), "\(arguments): \(run)")
      }
      #expect(try tree(folder.file(taken)) == before)
    }
    #expect(try validate(folder.file("others")).status == 73)
    // A command's own results are written again.
    for _ in 0..<2 {
      let run = try Program.run("auscult-train", ["evaluate", model, data, "-o", folder.file("e").path, "--quiet"])
      #expect(run.status == 0, "\(run.messages)")
    }
    // Options that neither side knows.
    for arguments in [["evaluate", model, data, "-o", folder.file("e").path], ["compare", cv, cv]] {
      let idle = try Program.run("auscult-train", arguments + ["--arrays", "nothing.npz"])
      #expect(idle.status == 64 && idle.messages.contains("'--arrays' would do nothing"), "\(idle)")
    }
  }

  /// The folds that `auscult split` has made are followed unasked, by `splits.csv` or by the manifest.
  @Test func theDataSetsOwnFoldsAreFollowed() throws {
    let folder = try TemporaryFolder()
    let divided = try Program.run(
      "auscult", ["split", try data().path, "-o", folder.file("divided").path, "--folds", "4", "--quiet"])
    #expect(divided.status == 0, "\(divided.messages)")
    let wanted = try ManifestFile(contentsOf: folder.file("divided/manifest.csv")).rows
    let foldOf = Dictionary(wanted.map { ($0.sourceFile, $0.fold) }, uniquingKeysWith: { first, _ in first })
    for name in ["table", "manifest"] {
      let run = try Program.run(
        "auscult-train",
        [
          "cross-validate", folder.file("divided").path, "-o", folder.file(name).path, "--model", "linear", "--quiet",
        ])
      #expect(run.status == 0, "\(run.messages)")
      let predictions = try CSVTable(contentsOf: folder.file("\(name)/predictions.csv"))
      #expect(predictions.rows.count == 36 && predictions.rows.allSatisfy { foldOf[$0[0]] == Int($0[4]) }, "\(name)")
      try? FileManager.default.removeItem(at: folder.file("divided/splits.csv"))
    }
  }

  @Test func everyRecordingIsJudgedOnceByAModelThatHasNotSeenIt() throws {
    let folder = try TemporaryFolder()
    #expect(try validate(folder.file("cv")).status == 0)
    let predictions = try CSVTable(contentsOf: folder.file("cv/predictions.csv"))
    let files = predictions.rows.map { $0[0] }
    #expect(files.count == 36 && Set(files).count == 36)
    let groups = Dictionary(grouping: predictions.rows, by: { $0[3] })
    #expect(groups.values.allSatisfy { Set($0.map { $0[4] }).count == 1 })
    let metrics =
      try JSONSerialization.jsonObject(with: Data(contentsOf: folder.file("cv/metrics.json"))) as? [String: Any]
    for key in [
      "recordings", "classes", "accuracy", "balanced_accuracy", "macro_f1", "auroc", "majority_accuracy",
      "confusion_matrix", "segments", "patients", "spread", "folds", "baselines", "thresholds", "calibration",
    ] {
      #expect(metrics?[key] != nil, "\(key)")
    }
    #expect((metrics?["recordings"] as? Int) == 36)
    // Kept folds answer for other questions, too.
    let votes = try validate(folder.file("cv"), ["--aggregation", "vote", "--json"])
    #expect(votes.status == 0 && votes.output.contains("\"aggregation\":\"vote\""), "\(votes)")
    let report = try String(contentsOf: folder.file("cv/report.txt"), encoding: .utf8)
    #expect(report.contains("by the vote of clips"))
    #expect(try CSVTable(contentsOf: folder.file("cv/predictions.csv")).rows != predictions.rows)
    // The same folds from a table; and a fixed schedule, whose thresholds come from the other folds.
    let table = folder.file("folds.csv")
    try AtomicFile.write(
      CSVTable(header: ["file_name", "fold"], rows: predictions.rows.map { [$0[0], $0[4]] }).text, to: table)
    let again = try Program.run(
      "auscult-train",
      [
        "cross-validate", try data().path, "-o", folder.file("again").path, "--model", "linear", "--splits", table.path,
        "--keep", "last", "--quiet",
      ])
    #expect(again.status == 0 && again.output.contains("threshold chosen on the other folds"), "\(again)")
    let assigned = try CSVTable(contentsOf: folder.file("again/predictions.csv"))
    #expect(assigned.rows.map { [$0[0], $0[4]] } == predictions.rows.map { [$0[0], $0[4]] })
    // Comparing with itself finds nothing, with the other something that has an interval.
    let same = try Program.run("auscult-train", ["compare", folder.file("cv").path, folder.file("cv").path, "--json"])
    #expect(same.status == 0 && same.output.contains("\"p_value\":1"), "\(same)")
    let differ = try Program.run(
      "auscult-train",
      ["compare", folder.file("cv").path, folder.file("again").path, "-o", folder.file("comparison").path])
    #expect(differ.status == 0 && differ.output.contains("McNemar"), "\(differ)")
    #expect(try tree(folder.file("comparison")).keys.sorted() == ["comparison.json", "comparison.txt"])
  }

  @Test func anAblationSwitchesOneThingAtATime() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      "auscult-train",
      [
        "ablate", try data().path, "-o", folder.file("a").path, "--folds", "2", "--epochs", "1", "--switch",
        "mixup", "--quiet",
      ])
    #expect(run.status == 0 && run.output.contains("mixup off"), "\(run)")
    #expect(try CSVTable(contentsOf: folder.file("a/ablation.csv")).rows.count == 2)
    let none = try Program.run(
      "auscult-train", ["ablate", try data().path, "-o", folder.file("b").path, "--model", "linear"])
    #expect(none.status == 65 && none.messages.contains("none of the things"), "\(none)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("b").path))
  }

  @Test func whatCannotBeValidatedIsRefused() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("out")
    func refusal(_ extra: [String], _ status: Int32, _ words: String) throws {
      let run = try Program.run(
        "auscult-train",
        ["cross-validate", try data().path, "-o", output.path, "--model", "linear", "--quiet"] + extra)
      #expect(run.status == status && run.messages.contains(words), "\(extra): \(run)")
      #expect(!FileManager.default.fileExists(atPath: output.path))
    }
    try refusal(["--leave-one-out", "source"], 65, "source")
    try refusal(["--folds", "1000"], 65, "too few")
    try refusal(["--leave-one-out", "source", "--folds", "3"], 64, "--folds")
    try refusal(["--shard", "3/3"], 64, "no shard")
    try refusal(["--by", "segment", "--folds", "3"], 65, "--allow-leakage")
    // A table that puts a patient on both sides.
    let rows = try ManifestFile(contentsOf: try data().appendingPathComponent("manifest.csv")).rows
    let files = Set(rows.map(\.sourceFile)).sorted()
    try AtomicFile.write(
      CSVTable(
        header: ["file_name", "fold"], rows: files.enumerated().map { [$1, "\($0 % 2 + 1)"] }
      ).text, to: folder.file("leaky.csv"))
    try refusal(["--splits", folder.file("leaky.csv").path], 65, "divides")
    let leaky = try validate(output, ["--by", "segment", "--allow-leakage"])
    #expect(leaky.status == 0 && leaky.messages.contains("too good"), "\(leaky)")
  }

  @Test func editedAndIncompleteDataAreRefused() throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("data")
    try FileManager.default.copyItem(at: try data(), to: copy)
    let manifest = copy.appendingPathComponent("manifest.csv")
    let rows = try ManifestFile(contentsOf: manifest).rows
    let clip = copy.appendingPathComponent(rows[0].fileName)
    let bytes = try Data(contentsOf: clip)
    try FileManager.default.removeItem(at: clip)
    let missing = try validate(folder.file("out"), data: copy)
    #expect(missing.status == 65 && missing.messages.contains(rows[0].id), "\(missing)")
    try AtomicFile.write(bytes.prefix(bytes.count - 2) + Data([0, 1]), to: clip)
    let altered = try validate(folder.file("out"), data: copy)
    #expect(altered.status == 65 && altered.messages.contains(rows[0].id), "\(altered)")
    try AtomicFile.write(bytes, to: clip)
    try AtomicFile.write(ManifestFile(rows: Array(rows.dropLast())).text, to: manifest)
    let edited = try validate(folder.file("out"), data: copy)
    #expect(edited.status == 65 && edited.messages.contains("has changed"), "\(edited)")
    #expect(try tree(folder.url).keys.allSatisfy { !$0.hasPrefix("out/folds/") })
    #expect(try validate(folder.file("out"), data: folder.file("nothing")).status == 66)
  }
}
