import Core
import Foundation
import Manifest
import TestSupport
import Testing

/// `auscult split` on the real executables: what it writes can be trained on, and what leaks says so.
@Suite(.serialized) struct SplitTests {
  /// A collection of 24 recordings of 12 patients, and what 'auscult prepare' makes of it.
  private static let prepared = Result {
    try SyntheticSet.prepared(
      [
        "--recordings", "24", "--recordings-per-patient", "2", "--classes", "N,MR", "--formats", "wav",
        "--sample-rates", "8000",
      ], recipe: "{}")
  }

  private func data() throws -> URL { try Self.prepared.get().file("data") }

  @discardableResult
  private func split(_ data: URL, _ output: URL, _ arguments: [String] = [], status: Int32 = 0) throws -> Program.Result
  {
    let run = try Program.run("auscult", ["split", data.path, "-o", output.path, "--quiet"] + arguments)
    #expect(run.status == status, "\(run.messages)")
    return run
  }

  private func rows(_ url: URL) throws -> [ManifestRow] { try ManifestFile(contentsOf: url).rows }

  private func json(_ url: URL) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
  }

  @Test func aDataSetDividedAnewCanBeTrainedOn() throws {
    let folder = try TemporaryFolder()
    let (before, output) = (try tree(data()), folder.file("s"))
    try split(data(), output, ["--seed", "5", "--test", "0.3"])
    #expect(try tree(data()) == before)
    let rows = try rows(output.appendingPathComponent("manifest.csv"))
    let original = try self.rows(data().appendingPathComponent("manifest.csv"))
    #expect(rows.map(\.id) == original.map(\.id) && rows.map(\.split) != original.map(\.split))
    #expect(LeakCheck.leaks(in: rows).isEmpty)
    for row in rows {
      #expect(row.fileName.hasPrefix("clips/\(row.split.rawValue)/\(row.label)/"))
      #expect(row.spectrogram.hasPrefix("spectrograms/\(row.split.rawValue)/\(row.label)/"))
      for path in [row.fileName, row.spectrogram] {
        #expect(FileManager.default.fileExists(atPath: output.appendingPathComponent(path).path))
      }
    }
    let lists = try [Split.train, .validation, .test].map { split in
      try self.rows(output.appendingPathComponent(split.fileName ?? ""))
    }
    #expect(lists.flatMap { $0 }.count == rows.count && lists[2] == rows.filter { $0.split == .test })
    let train = try Program.run(
      "auscult-train", ["train", output.path, "-o", folder.file("m").path, "--epochs", "1", "--quiet"])
    #expect(train.status == 0, "\(train.messages)")
  }

  private func deviations(_ folder: URL) throws -> [String] {
    let run = try Program.run("auscult", ["verify", folder.path, "--json", "--quiet"])
    let found = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let deviations = try #require(found["deviations"] as? [[String: String]])
    #expect(run.status == (deviations.isEmpty ? 0 : 65))
    return deviations.map { "\($0["kind"] ?? ""): \($0["subject"] ?? "")" }
  }

  @Test(arguments: [
    [], ["--folds", "3"], ["--folds", "2", "--repeats", "2", "--test", "0.2"], ["--folds", "3", "--validation", "0"],
    ["--by", "segment", "--allow-leakage"], ["--by", "segment", "--allow-leakage", "--folds", "2"],
  ]) func whatIsDividedIsSoundUntilItIsEdited(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let output = folder.file("s")
    try split(data(), output, arguments)
    #expect(try deviations(output) == [])
    let lists = try FileManager.default.contentsOfDirectory(atPath: output.path).filter { $0.hasSuffix(".csv") }
    #expect(lists.contains("files.csv") && lists.contains("complaints.csv"))
    // A row that changes sides in all that knows of it but one, and a file that was changed.
    for name in lists + ["split.json", "dataset.json"] {
      let url = output.appendingPathComponent(name)
      let text = try String(contentsOf: url, encoding: .utf8)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      if name == "split.json" || name == "dataset.json" {
        let index = try #require(lines.firstIndex { $0.contains("\"grouped_by\"") })
        lines[index].replace(/: "[a-z]+"/, with: ": \"source\"")
      } else {
        lines.insert(lines[lines.count > 2 ? 1 : 0], at: 1)
      }
      try AtomicFile.write(lines.joined(separator: "\n"), to: url)
      #expect(try deviations(output).contains { $0.contains(name) }, "\(name)")
      try AtomicFile.write(text, to: url)
    }
    let url = output.appendingPathComponent("split.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    for (key, part) in [
      ("got", "balance"), ("wanted_share", "balance"), ("rejected", "counts"), ("unlabelled", "counts"),
    ] {
      let number = try #require(text.firstRange(of: try Regex("\"\(key)\" ?: ?[0-9.]+")), "\(key)")
      try AtomicFile.write(text.replacingCharacters(in: number, with: "\"\(key)\": 977"), to: url)
      #expect(try deviations(output).contains("count: split.json, \(part)"), "\(key)")
    }
    if arguments.isEmpty {
      let said = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let cells = try #require((said["balance"] as? [String: Any])?["cells"] as? [[String: Any]])
      let shares = cells.filter { $0["label"] == nil }.compactMap { $0["wanted_share"] as? Double }
      #expect(shares.count == 3 && abs(shares.reduce(0, +) - 1) < 1e-12, "\(shares)")
    }
    try FileManager.default.removeItem(at: url)
    #expect(try deviations(output).first == "unfinished: split.json")
  }

  /// In a training that tests its clip a copy has no place.
  @Test func foldsOfCopiesAreSound() throws {
    let folder = try TemporaryFolder()
    let recipe = folder.file("r.json")
    try AtomicFile.write(#"{"spectrogram": null, "augment": {"copies": 1, "policy": "light"}}"#, to: recipe)
    let sounds = try Self.prepared.get().file("c")
    let run = try Program.run(
      "auscult", ["prepare", sounds.path, "-o", folder.file("d").path, "--recipe", recipe.path, "--quiet"])
    #expect(run.status == 0, "\(run.messages)")
    for (index, arguments) in [["--folds", "3"], ["--folds", "2", "--repeats", "2"]].enumerated() {
      let output = folder.file("s\(index)")
      try split(folder.file("d"), output, arguments)
      #expect(
        try ManifestFile(contentsOf: output.appendingPathComponent("manifest.csv")).rows.contains {
          $0.kind == .augmented
        })
      #expect(try deviations(output) == [])
    }
  }

  @Test func aListOfOnesOwnThatIsDividedIsSound() throws {
    let folder = try TemporaryFolder()
    let sounds = try Self.prepared.get().file("c")
    try split(sounds, folder.file("s"))
    #expect(try deviations(folder.file("s")) == [])
    let table = folder.file("s/splits.csv")
    try split(data(), folder.file("again"), ["--splits", table.path])
    #expect(try deviations(folder.file("again")) == [])
    try split(data(), folder.file("folds"), ["--folds", "3"])
    let run = try Program.run(
      "auscult",
      ["prepare", sounds.path, "-o", folder.file("p").path, "--splits", folder.file("folds/splits.csv").path])
    #expect(run.status == 0 && run.output.contains("fold 1  fold 2  fold 3"), "\(run.output)")
    #expect(try deviations(folder.file("p")) == [])
  }

  /// A link is the input's own file: its permissions and bytes stay as they were, and nothing else is left of it.
  @Test(arguments: ["rejected.csv", "complaints.csv"]) func whatIsDamagedIsNotTakenForEmpty(name: String) throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("d")
    try FileManager.default.copyItem(at: data(), to: copy)
    try AtomicFile.write("a,b\n1\n", to: copy.appendingPathComponent(name))
    let run = try Program.run("auscult", ["split", copy.path, "-o", folder.file("s").path])
    #expect(run.status == 65 && run.messages.contains(name), "\(run.messages)")
  }

  @Test func filesOfTheInputAreNotTouched() throws {
    let folder = try TemporaryFolder()
    for index in 0..<6 {
      let file = folder.file("in/\(index % 2)/\(index).wav")
      try AtomicFile.write(WaveBytes.pcm16((0..<100).map { [sin(Float($0 * index))] }), to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: file.path)
    }
    let before = try tree(folder.file("in"))
    for _ in 0..<2 { try split(folder.file("in"), folder.file("out")) }
    #expect(try tree(folder.file("in")) == before)
    for index in 0..<6 {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: folder.file("in/\(index % 2)/\(index).wav").path)
      #expect(attributes[.posixPermissions] as? Int == 0o440)
      #expect(attributes[.referenceCount] as? Int == 2, "the output has one link and no remnant of another")
    }
  }

  @Test func theSameSharesAndSeedGiveWhatPrepareGave() throws {
    let folder = try TemporaryFolder()
    try split(data(), folder.file("s"))
    for list in ["manifest.csv", "train.csv", "val.csv", "test.csv"] {
      #expect(
        try Data(contentsOf: folder.file("s/\(list)")) == Data(contentsOf: data().appendingPathComponent(list)))
    }
  }

  @Test func aFolderIsTheSameWhateverWasThereBefore() throws {
    let folder = try TemporaryFolder()
    try split(data(), folder.file("one"), ["--workers", "1", "--folds", "3", "--repeats", "2"])
    try split(data(), folder.file("two"), ["--by", "segment", "--allow-leakage"])
    try split(data(), folder.file("two"), ["--workers", "2", "--folds", "3", "--repeats", "2"])
    #expect(try tree(folder.file("one")) == tree(folder.file("two")))
    try AtomicFile.write("mine", to: folder.file("strange/thesis.doc"))
    #expect(try split(data(), folder.file("strange"), status: 73).messages.contains("thesis.doc"))
    #expect(try tree(folder.file("strange")).keys.sorted() == ["thesis.doc"])
    #expect(try split(data(), data(), status: 73).messages.contains("output folder"))
  }

  @Test func foldsAreDisjointAndReusable() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("folds")
    try split(data(), output, ["--folds", "3"])
    let all = try rows(output.appendingPathComponent("manifest.csv"))
    var tested: [String] = []
    for fold in 1...3 {
      let sides = try Dictionary(
        uniqueKeysWithValues: [Split.train, .validation, .test].map { split in
          (split, try rows(output.appendingPathComponent("fold-\(fold)-\(split.rawValue).csv")))
        })
      #expect(LeakCheck.leaks(in: sides.flatMap { $1 }).isEmpty && sides.values.joined().count == all.count)
      #expect(sides[.test]?.allSatisfy { $0.fold == fold && $0.fileName.hasPrefix("clips/fold-\(fold)/") } == true)
      tested += sides[.test]?.map(\.id) ?? []
    }
    #expect(tested.sorted(by: precedesInBytes) == all.map(\.id))
    try split(data(), folder.file("again"), ["--splits", output.appendingPathComponent("splits.csv").path])
    for list in ["manifest.csv", "splits.csv", "fold-2-train.csv", "fold-2-val.csv", "fold-2-test.csv"] {
      #expect(
        try Data(contentsOf: folder.file("again/\(list)")) == Data(contentsOf: output.appendingPathComponent(list)))
    }
    let train = try Program.run("auscult-train", ["train", output.path, "-o", folder.file("m").path])
    #expect(train.status == 65 && train.messages.contains("folds"), "\(train.messages)")
  }

  @Test func aLeakySplitIsRefusedOrSaysSo() throws {
    let folder = try TemporaryFolder()
    let output = folder.file("leaky")
    #expect(try split(data(), output, ["--by", "segment"], status: 65).messages.contains("--allow-leakage"))
    let run = try split(data(), output, ["--by", "segment", "--allow-leakage"])
    #expect(run.messages.contains("this split leaks"))
    for name in ["split.json", "dataset.json"] {
      let certificate = try #require(
        try json(output.appendingPathComponent(name))["certificate"] as? [String: Any], "\(name)")
      #expect(certificate["leaky"] as? Bool == true && certificate["grouped_by"] as? String == "segment")
    }
    for list in ["manifest.csv", "train.csv", "test.csv", "splits.csv"] {
      let table = try CSVTable(contentsOf: output.appendingPathComponent(list))
      #expect(table.header.last == "leaky" && table.rows.contains { $0.last == "true" }, "\(list)")
    }
    func train(_ extra: [String] = []) throws -> Program.Result {
      try Program.run(
        "auscult-train", ["train", output.path, "-o", folder.file("m").path, "--epochs", "1", "--quiet"] + extra)
    }
    let refused = try train()
    #expect(refused.status == 65 && refused.messages.contains("rows"), "\(refused.messages)")
    #expect(try train(["--allow-leakage"]).status == 0)
    // A leaky assignment does not become clean by being read again.
    let again = try split(
      data(), folder.file("again"), ["--splits", output.appendingPathComponent("splits.csv").path], status: 65)
    #expect(again.messages.contains("divides"))
  }

  @Test func aListOfOnesOwnIsRead() throws {
    let folder = try TemporaryFolder()
    var text = "\u{FEFF}File;Class;Patient\r\n"
    for index in 0..<20 {
      text += "a/\(index).wav;\(index % 2 == 0 ? "x" : "nan");\(index / 4)\r\n"
      // The last two are the same bytes under two names and patients.
      try AtomicFile.write(
        WaveBytes.pcm16((0..<100).map { [sin(Float($0 * min(index, 18)))] }), to: folder.file("in/a/\(index).wav"))
    }
    text = text.replacingOccurrences(of: "a/19.wav;nan", with: "a/19.wav;x") + "a/gone.wav;x;9\r\n"
    try AtomicFile.write(text, to: folder.file("in/list.csv"))
    let run = try split(folder.file("in/list.csv"), folder.file("out"), ["--test", "0.4"], status: 1)
    #expect(run.output.contains("11 recordings in 5 groups"), "\(run.output)")
    let rows = try rows(folder.file("out/manifest.csv"))
    #expect(rows.count == 20 && rows.count { $0.split == .unlabelled } == 9 && LeakCheck.leaks(in: rows).isEmpty)
    let rejected = try CSVTable(contentsOf: folder.file("out/rejected.csv"))
    #expect(rejected.rows.map { [$0[0], $0[2]] } == [["a/gone.wav", "missing"]])
    #expect(!FileManager.default.fileExists(atPath: folder.file("out/dataset.json").path))
  }

  @Test func prepareTakesASplitOver() throws {
    let folder = try TemporaryFolder()
    let collection = try Self.prepared.get().file("c")
    try split(collection, folder.file("s"), ["--seed", "8", "--validation", "0.25"])
    let splits = folder.file("s/splits.csv")
    try AtomicFile.write(#"{"spectrogram": null}"#, to: folder.file("r.json"))
    func prepare(_ table: URL) throws -> Program.Result {
      try Program.run(
        "auscult",
        [
          "prepare", collection.path, "-o", folder.file("p").path, "--splits", table.path, "--recipe",
          folder.file("r.json").path, "--quiet",
        ])
    }
    let run = try prepare(splits)
    #expect(run.status == 0, "\(run.messages)")
    let wanted = Dictionary(
      try CSVTable(contentsOf: splits).rows.map { ($0[0], $0[3]) }, uniquingKeysWith: { first, _ in first })
    let rows = try rows(folder.file("p/manifest.csv"))
    #expect(!rows.isEmpty && rows.allSatisfy { wanted[$0.sourceFile] == $0.split.rawValue })
    // 'unlabelled' leaves a recording out although it has a label.
    var without = try CSVTable(contentsOf: splits)
    without.rows[0][3] = "unlabelled"
    try AtomicFile.write(without.text, to: folder.file("without.csv"))
    #expect(try prepare(folder.file("without.csv")).status == 0)
    let left = try self.rows(folder.file("p/manifest.csv")).filter { $0.split == .unlabelled }
    #expect(Set(left.map(\.sourceFile)) == [without.rows[0][0]] && left.allSatisfy { !$0.label.isEmpty })
    let sound = try Program.run("auscult", ["verify", folder.file("p").path, "--quiet"])
    #expect(sound.status == 0, "\(sound.output)")
    // Folds are taken over with a certificate about them.
    try split(collection, folder.file("s"), ["--folds", "3"])
    #expect(try prepare(splits).status == 0)
    let groups = try #require(
      (try json(folder.file("p/dataset.json"))["certificate"] as? [String: Any])?["groups"] as? [String: Int])
    let folded = try self.rows(folder.file("p/manifest.csv"))
    #expect(groups["fold-3-test"] == 4 && folded.allSatisfy { $0.fold != nil })
    var table = try CSVTable(contentsOf: splits)
    table.rows.removeLast()
    try AtomicFile.write(table.text, to: folder.file("short.csv"))
    let refused = try prepare(folder.file("short.csv"))
    #expect(refused.status == 65 && refused.messages.contains("no row for 1"), "\(refused.messages)")
  }

  @Test(arguments: [
    (["--folds", "3", "--leave-one-out", "source"], "'--folds' does not go"), (["--repeats", "2"], "Give '--folds'"),
    (["--splits", "x.csv", "--test", "0.1"], "'--test' does not go"), (["--by", "patien"], "'patient'"),
    (["--stable", "--stratify", "label,source"], "'--stratify' does not go"),
  ]) func contradictionsAreExplained(arguments: [String], message: String) throws {
    let run = try Program.run("auscult", ["split", "x", "-o", "y"] + arguments)
    #expect(run.status == 64 && run.messages.contains(message), "\(run.messages)")
  }
}
