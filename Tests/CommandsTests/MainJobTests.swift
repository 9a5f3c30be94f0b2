import Core
import Foundation
import Manifest
import TestSupport
import Testing

/// The main job from a synthetic collection to an evaluated model, on the real executables.
@Suite(.serialized) struct MainJobTests {
  private static let collection = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder()
    let run = try Program.run(
      "auscult",
      [
        "synthesize", "-o", folder.file("c").path, "--recordings", "60", "--recordings-per-patient", "2", "--classes",
        "N,MR", "--quiet",
      ])
    #expect(run.status == 0, "\(run.messages)")
    return folder
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
    let back = try Program.run(
      "auscult", ["prepare", try Self.collection.get().file("c").path, "-o", folder.file("two").path, "--quiet"],
      environment: ["LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"])
    #expect(back.status == 0)
    #expect(try tree(folder.file("two")) == one)
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
    #expect(model.keys.sorted() == ["history.csv", "model.json", "weights.safetensors"])
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
      "auscult-train", ["predict", folder.file("model").path, file, "/dev/null", "--json", "--quiet"])
    #expect(prediction.status == 1)
    let lines = prediction.output.split(separator: "\n")
    #expect(lines.count == 2)
    let answer = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let probabilities = try #require(answer?["probabilities"] as? [String: Double])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-5)
    #expect(answer?["label"] as? String == probabilities.max { $0.value < $1.value }?.key)
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
    // A patient moved to the other side.
    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv"))
    var moved = test.rows[0]
    moved.split = .train
    try AtomicFile.write(ManifestFile(rows: original.rows + [moved]).text, to: url)
    #expect(try train().status == 65)
    let allowed = try train(["--allow-leakage"])
    #expect(allowed.status == 0 && allowed.messages.contains("leak"))
    // A clip that is gone.
    try AtomicFile.write(original.text, to: url)
    try FileManager.default.removeItem(at: data.appendingPathComponent(original.rows[0].fileName))
    let missing = try train()
    #expect(missing.status == 65 && missing.messages.contains(original.rows[0].id))
    // No data set at all.
    #expect(
      try Program.run("auscult-train", ["train", folder.file("nothing").path, "-o", folder.file("m").path]).status == 73
    )
  }
}
