import Foundation
import Manifest
import TestSupport
import Testing

/// Recipes that cut nothing, and the models of systems 2 and 4, which look at whole recordings, on the real executables.
@Suite(.serialized) struct WholeRecordingTests {
  /// A data set of recordings as they are.
  private static let prepared = Result {
    try SyntheticSet.prepared(
      ["--recordings", "16", "--classes", "N,MR", "--formats", "wav"],
      recipe: #"{"extends": "system-4", "resample": {"rate": 4000}, "split": {"copies": "ignored"}}"#)
  }

  private func train(_ model: String, _ output: URL, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run(
      "auscult-train",
      [
        "train", try Self.prepared.get().file("data").path, "-o", output.path, "--quiet", "--model", model,
      ] + (model == "linear" ? [] : ["--epochs", "1"]) + arguments)
  }

  @Test func everyRecordingIsOneClip() throws {
    let rows = try ManifestFile(
      contentsOf: try Self.prepared.get().file("data").appendingPathComponent("manifest.csv")
    ).rows
    #expect(Set(rows.map(\.parentID)).count == 16 && rows.count == 16)
    #expect(rows.allSatisfy { $0.startSample == 0 && $0.sampleRate == 4000 })
    #expect(Set(rows.map(\.sampleCount)).count > 1, "the lengths of synthetic recordings differ")
  }

  @Test func theMapOfAWholeRecordingIsLearntAndPredicted() throws {
    let folder = try TemporaryFolder()
    let run = try train("cnn-scaled-mel", folder.file("m"))
    #expect(run.status == 0, "\(run.messages)")
    let (data, collection) = (try Self.prepared.get().file("data"), try Self.prepared.get().file("c"))
    let evaluation = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, data.path, "-o", folder.file("e").path, "--quiet"])
    #expect(evaluation.status == 0, "\(evaluation.messages)")
    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv")).rows
    let prediction = try Program.run(
      "auscult-train",
      ["predict", folder.file("m").path, collection.appendingPathComponent(test[0].sourceFile).path, "--json"])
    #expect(prediction.status == 0 && prediction.output.contains("\"windows\":1"), "\(prediction.messages)")
  }

  @Test(arguments: ["cnn-logmel", "cnn-mfcc", "linear"]) func modelsOfWindowsSayWhatTheyNeed(model: String) throws {
    let folder = try TemporaryFolder()
    let run = try train(model, folder.file("m"))
    #expect(run.status == 65 && run.messages.contains("whole recordings"), "\(run.messages)")
    #expect(run.messages.contains("\"segment\": {}"))
  }

  @Test func alignedPairsAreLearntAndPredictionSaysHowToMakeThem() throws {
    let folder = try TemporaryFolder()
    let (data, collection) = (try Self.prepared.get().file("data"), try Self.prepared.get().file("c"))
    let aligned = try Program.run(
      "auscult",
      [
        "align", data.appendingPathComponent("manifest.csv").path, "-o", folder.file("pairs").path, "--delta-time",
        "0.1",
        "--quiet",
      ])
    #expect(aligned.status == 0, "\(aligned.messages)")
    let arrays = ["--arrays", folder.file("pairs").path]
    let run = try train("fcnn-aligned", folder.file("m"), arrays)
    #expect(run.status == 0, "\(run.messages)")
    let evaluation = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, data.path, "-o", folder.file("e").path, "--quiet"] + arrays)
    #expect(evaluation.status == 0, "\(evaluation.messages)")
    let models = [folder.file("m").path, folder.file("m").path]
    let comparison = try Program.run("auscult-train", ["compare"] + models + ["--data", data.path, "--json"] + arrays)
    #expect(comparison.status == 0 && comparison.output.contains("\"p_value\":1"), "\(comparison.messages)")
    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv")).rows
    let prediction = try Program.run(
      "auscult-train", ["predict", folder.file("m").path, collection.appendingPathComponent(test[0].sourceFile).path])
    #expect(prediction.status == 65 && prediction.messages.contains("--arrays"), "\(prediction.messages)")
  }
}
