import Core
import Foundation
import Manifest
import MediaIO
import TestSupport
import Testing

/// The main job from a synthetic collection to an evaluated model, on the real executables.
@Suite(.serialized) struct MainJobTests {
  private static let collection = Result {
    try SyntheticSet.collection(["--recordings", "60", "--recordings-per-patient", "2", "--classes", "N,MR"])
  }

  private func prepare(_ arguments: [String] = [], into folder: TemporaryFolder, _ name: String) throws -> URL {
    let run = try Program.run(
      "auscult",
      ["prepare", try Self.collection.get().file("c").path, "-o", folder.file(name).path, "--quiet"] + arguments)
    #expect(run.status == 0, "\(run.messages)")
    return folder.file(name)
  }

  @Test func synthesisIsReproducible() throws {
    let folder = try TemporaryFolder()
    let arguments = ["--recordings", "7", "--quiet", "--seed", "3"]
    for (name, workers) in [("a", "1"), ("b", "2")] {
      #expect(
        try Program.run("auscult", ["synthesize", "-o", folder.file(name).path, "--workers", workers] + arguments)
          .status == 0)
    }
    let one = try tree(folder.file("a"))
    #expect(one.count == 15)
    #expect(try tree(folder.file("b")) == one)
  }

  @Test func synthesisWhereNothingCanBeMadeSaysSo() throws {
    let run = try Program.run("auscult", ["synthesize", "--recordings", "1", "-o", "/proc/auscult", "--quiet"])
    #expect(run.status == 73 && run.messages.contains("cannot be created"), "\(run)")
  }

  @Test func oneAndTwoWorkersGiveTheSameTree() throws {
    let folder = try TemporaryFolder()
    let one = try tree(try prepare(["--workers", "1"], into: folder, "one"))
    #expect(one.keys.contains("dataset.json") && one.count > 300)
    #expect(try tree(try prepare(["--workers", "2"], into: folder, "two")) == one)
    // Prepared again into the same place, with another locale and time zone: still the same, and nothing stale is left.
    let again = try Program.run(
      "auscult",
      [
        "prepare", try Self.collection.get().file("c").path, "-o", folder.file("two").path, "--quiet", "--recipe",
        "wide",
      ])
    #expect(again.status == 0)
    #expect(try tree(folder.file("two")) != one)
    // What a run that was killed leaves: a clip that no list names, half a picture. What somebody put there stays.
    let (clip, picture) = ("clips/test/N/x-0123abcd-000.wav", "spectrograms/val/N/x-0123abcd-000.png")
    let half = "spectrograms/val/N/.x-0123abcd-000.png.\(UUID().uuidString).partial"
    for stale in [clip, half, "clips/notes.txt"] { try AtomicFile.write("x", to: folder.file("two/" + stale)) }
    let lines = "B\t\"x\"\nF\t\"x\"\t\"\(clip)\"\nF\t\"x\"\t\"\(picture)\"\nD\t\"y\"\tcut of"
    try AtomicFile.write(lines, to: folder.file("two/.auscult/work-00001-of-00007"))
    let back = try Program.run(
      "auscult", ["prepare", try Self.collection.get().file("c").path, "-o", folder.file("two").path, "--quiet"],
      environment: ["LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"])
    #expect(back.status == 0)
    #expect(try tree(folder.file("two")) == one.merging(["clips/notes.txt": Data("x".utf8)]) { $1 })
  }

  @Test func aPreparedSetIsVerifiedComparedAndLogged() throws {
    let folder = try TemporaryFolder()
    let log = folder.file("log.jsonl")
    let data = try prepare(["--json-log", log.path], into: folder, "data")
    let collection = try Self.collection.get().file("c").path
    let sound = try Program.run("auscult", ["verify", data.path, "--recordings", collection, "--quiet"])
    #expect(sound.status == 0 && sound.output.contains("sound"), "\(sound)")
    let events = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    #expect(events.count == 62 && events.last?.contains("\"items\":{\"done\":60}") == true)

    try AtomicFile.write(#"{"split": {"test": 0.3}, "spectrogram": null}"#, to: folder.file("r.json"))
    let other = try prepare(["--recipe", folder.file("r.json").path], into: folder, "other")
    let difference = try Program.run("auscult", ["diff", data.path, other.path])
    #expect(difference.status == 1 && difference.output.contains("recipe: split.test: 0.2 -> 0.3"), "\(difference)")
    #expect(difference.output.contains("recordings in another split: "))
    #expect(try Program.run("auscult", ["diff", data.path, data.path]).status == 0)
    let recipe = try Program.run("auscult", ["recipe", "diff", data.path, other.path])
    #expect(recipe.status == 1 && recipe.output.hasPrefix("spectrogram: {"), "\(recipe)")

    // One byte of one clip.
    let clip = try #require(
      try ManifestFile(contentsOf: other.appendingPathComponent("manifest.csv")).rows.first?.fileName)
    var bytes = try Data(contentsOf: other.appendingPathComponent(clip))
    bytes[100] ^= 1
    try bytes.write(to: other.appendingPathComponent(clip))
    let broken = try Program.run("auscult", ["verify", other.path, "--quiet"])
    #expect(broken.status == 65 && broken.output.contains("First: changed: \(clip)"), "\(broken)")
    let json = try Program.run("auscult", ["verify", other.path, "--quiet", "--json"])
    #expect(json.status == 65 && json.output.contains("\"subject\":\"\(clip)\""), "\(json)")
    let inside = try Program.run(
      "auscult", ["prepare", collection, "-o", data.path, "--json-log", data.appendingPathComponent("l").path])
    #expect(inside.status == 64 && inside.messages.contains("beside it"), "\(inside)")
    #expect(try Program.run("auscult", ["verify", data.path, "--quiet"]).status == 0)
  }

  @Test func aSplitThatCannotBeMadeLeavesTheDataSetWhole() throws {
    let folder = try TemporaryFolder()
    let before = try tree(try prepare(into: folder, "data"))
    let collection = try Self.collection.get()
    let first = try CSVTable(contentsOf: collection.file("c/labels.csv")).rows[0]
    let one = collection.file("c/one.csv")
    try AtomicFile.write("file,label\n\(first[0]),\(first[1])\n", to: one)
    let run = try Program.run("auscult", ["prepare", one.path, "-o", folder.file("data").path])
    try FileManager.default.removeItem(at: one)
    #expect(run.status == 65 && run.messages.contains("too few"), "\(run.messages)")
    #expect(try tree(folder.file("data")) == before)
  }

  @Test func trainEvaluateAndPredict() throws {
    let folder = try TemporaryFolder()
    let data = try prepare(into: folder, "data")
    for (name, threads) in [("model", "1"), ("model2", "2")] {
      let run = try Program.run(
        "auscult-train",
        ["train", data.path, "-o", folder.file(name).path, "--epochs", "12", "--threads", threads, "--quiet"])
      #expect(run.status == 0, "\(run.messages)")
    }
    let model = try tree(folder.file("model"))
    #expect(
      model.keys.sorted() == ["decision.json", "history.csv", "history.svg", "model.json", "weights.safetensors"])
    #expect(try tree(folder.file("model2")) == model)

    let evaluation = try Program.run(
      "auscult-train",
      [
        "evaluate", folder.file("model").path, data.appendingPathComponent("test.csv").path, "-o",
        folder.file("e").path, "--quiet",
      ])
    #expect(evaluation.status == 0, "\(evaluation.messages)")
    let metrics =
      try JSONSerialization.jsonObject(with: Data(contentsOf: folder.file("e/metrics.json"))) as? [String: Any]
    let accuracy = try #require(metrics?["accuracy"] as? Double)
    let majority = try #require(metrics?["majority_accuracy"] as? Double)
    #expect(accuracy > majority, "accuracy \(accuracy), majority \(majority)")
    let page = try String(contentsOf: folder.file("e/report.html"), encoding: .utf8)
    #expect(
      page.contains("<svg") && page.contains("data:image/png") && page.contains("<audio")
        && !page.contains("src=\"http"))

    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv")).rows
    let file = try Self.collection.get().file("c/\(test[0].sourceFile)").path
    let prediction = try Program.run(
      "auscult-train", ["predict", folder.file("model").path, file, "/dev/null", "--judge-all", "--json", "--quiet"])
    #expect(prediction.status == 1)
    let lines = prediction.output.split(separator: "\n")
    #expect(lines.count == 2)
    let answer = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let probabilities = try #require(answer?["probabilities"] as? [String: Double])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-5)
    #expect(answer?["label"] as? String == probabilities.max { $0.value < $1.value }?.key)
    // They are those that were evaluated, but for clips' rounding to 16 bits; calibrated ones have the same order.
    let judged = try CSVTable(contentsOf: folder.file("e/predictions.csv"))
    let row = try #require(judged.rows.first { $0[0] == test[0].sourceFile })
    let column = try #require(judged.column(named: "probability_MR"))
    #expect(abs(try #require(Double(row[column])) - (probabilities["MR"] ?? -1)) < 0.01, "\(row): \(probabilities)")
    let calibrated = try #require(answer?["calibrated"] as? [String: Double])
    #expect(abs(calibrated.values.reduce(0, +) - 1) < 1e-9)
    #expect(calibrated.max { $0.value < $1.value }?.key == probabilities.max { $0.value < $1.value }?.key)
    let quality = try #require(answer?["quality"] as? Double)
    #expect((0.4...1).contains(quality))

    // What is no heart sound is not judged unless asked for.
    var generator = SeededGenerator(seed: 1)
    let noise = AudioBuffer(samples: (0..<20_000).map { _ in Float(0.1 * generator.normal()) }, sampleRate: 4000)
    try WaveFile.data(noise).data.write(to: folder.file("noise.wav"))
    let declined = try Program.run(
      "auscult-train", ["predict", folder.file("model").path, folder.file("noise.wav").path])
    #expect(declined.status == 0 && declined.output.contains(": unusable ("), "\(declined)")
    // What is not known because a file is gone is said.
    #expect(!declined.messages.contains("decision.json"))
    try FileManager.default.removeItem(at: folder.file("model/decision.json"))
    let unruled = try Program.run("auscult-train", ["predict", folder.file("model").path, file, "--quiet"])
    #expect(unruled.status == 0 && unruled.messages.contains("no decision.json beside the model"), "\(unruled)")
  }

  @Test func whatDoesNotFitTheModelIsRefused() throws {
    let folder = try TemporaryFolder()
    let data = try prepare(into: folder, "data")
    #expect(
      try Program.run("auscult-train", ["train", data.path, "-o", folder.file("m").path, "--epochs", "1", "--quiet"])
        .status == 0)
    // Clips of another length would be judged by their beginning.
    try AtomicFile.write(#"{"segment": {"length": 4}, "spectrogram": null}"#, to: folder.file("r.json"))
    let other = try prepare(["--recipe", folder.file("r.json").path], into: folder, "other")
    let run = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, other.path, "-o", folder.file("e").path])
    #expect(run.status == 65 && run.messages.contains("8000 samples"), "\(run.messages)")
    // Labels of another question.
    let list = data.appendingPathComponent("renamed.csv")
    let rows = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv")).rows
    let renamed = CSVTable(header: ["file_name", "label"], rows: rows.map { [$0.fileName, "present"] })
    try AtomicFile.write(renamed.text, to: list)
    let strange = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, list.path, "-o", folder.file("e").path])
    #expect(strange.status == 65 && strange.messages.contains("labels present, and the model knows"), "\(strange)")
    // One that was mistyped, and one that the model should decline.
    let mistyped = CSVTable(
      header: ["file_name", "label"], rows: rows.enumerated().map { [$1.fileName, $0 == 0 ? "Nn" : $1.label] })
    try AtomicFile.write(mistyped.text, to: list)
    func evaluate(_ more: [String]) throws -> Program.Result {
      try Program.run(
        "auscult-train", ["evaluate", folder.file("m").path, list.path, "-o", folder.file("e").path, "--quiet"] + more)
    }
    let typo = try evaluate([])
    #expect(typo.status == 65 && typo.messages.contains("Did you mean 'N'?"), "\(typo)")
    for (label, words) in [("N", "is a class of the model"), ("Nnn", "Did you mean 'Nn'?")] {
      let wrong = try evaluate(["--strangers", label])
      #expect(wrong.status == 65 && wrong.messages.contains(words), "\(wrong)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("e").path))
    let declined = try evaluate(["--strangers", "Nn", "--json"])
    #expect(declined.status == 0 && declined.output.contains(#""name":"class Nn""#), "\(declined)")
    #expect(declined.output.contains(#""classes":["MR","N"]"#), "\(declined)")
    // A description that was tampered with.
    let url = folder.file("m/model.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    for (part, other) in [
      ("\"MR\"", "\"N\""), ("\"hop\" : 0.025", "\"hop\" : 1e300"), ("\"rate\" : 2000", "\"rate\" : 4000"),
    ] {
      #expect(text.contains(part))
      try AtomicFile.write(text.replacingOccurrences(of: part, with: other), to: url)
      let run = try Program.run("auscult-train", ["predict", folder.file("m").path, "/dev/null"])
      #expect(run.status == 65 && run.messages.contains("contradicts itself"), "\(other): \(run.messages)")
    }
  }

  @Test func whatTheModelHasSeenIsNotEvaluated() throws {
    let folder = try TemporaryFolder()
    let data = try prepare(into: folder, "data")
    #expect(
      try Program.run("auscult-train", ["train", data.path, "-o", folder.file("m").path, "--epochs", "1", "--quiet"])
        .status == 0)
    let list = data.appendingPathComponent("train.csv").path
    let refused = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, list, "-o", folder.file("e").path])
    #expect(refused.status == 65 && refused.messages.contains("--allow-leakage"))
    let allowed = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, list, "-o", folder.file("e").path, "--allow-leakage"])
    #expect(allowed.status == 0 && allowed.messages.contains("too good"))
    // A list that somebody chose from is evaluated, and the reader is told.
    let test = data.appendingPathComponent("test.csv")
    let whole = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, test.path, "-o", folder.file("e").path])
    #expect(whole.status == 0 && !whole.messages.contains("not as 'auscult prepare' wrote it"))
    try AtomicFile.write(ManifestFile(rows: Array(try ManifestFile(contentsOf: test).rows.dropLast())).text, to: test)
    let chosen = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, test.path, "-o", folder.file("e").path])
    #expect(chosen.status == 0 && chosen.messages.contains("not as 'auscult prepare' wrote it"))
  }

  @Test func leaksAndEditsAreRefused() throws {
    let folder = try TemporaryFolder()
    let data = try prepare(into: folder, "data")
    func train(_ extra: [String] = []) throws -> Program.Result {
      try Program.run(
        "auscult-train", ["train", data.path, "-o", folder.file("m").path, "--epochs", "1", "--quiet"] + extra)
    }
    // An edit after the certificate was written.
    let url = data.appendingPathComponent("train.csv")
    let original = try ManifestFile(contentsOf: url)
    try AtomicFile.write(ManifestFile(rows: Array(original.rows.dropLast())).text, to: url)
    let edited = try train()
    #expect(edited.status == 65 && edited.messages.contains("train.csv"))
    // A patient moved to the other side; the list it stands in counts, not what its row says.
    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv"))
    let moved = test.rows[0]
    try AtomicFile.write(ManifestFile(rows: original.rows + [moved]).text, to: url)
    #expect(try train().status == 65)
    let allowed = try train(["--allow-leakage"])
    #expect(allowed.status == 0 && allowed.messages.contains("leak"))
    // A clip that is gone.
    try AtomicFile.write(original.text, to: url)
    try FileManager.default.removeItem(at: data.appendingPathComponent(original.rows[0].fileName))
    let missing = try train(["--restart"])
    #expect(missing.status == 65 && missing.messages.contains(original.rows[0].id))
    // No data set at all.
    #expect(
      try Program.run("auscult-train", ["train", folder.file("nothing").path, "-o", folder.file("m").path]).status == 66
    )
  }
}
