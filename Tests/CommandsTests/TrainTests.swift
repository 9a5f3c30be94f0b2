import ArrayFiles
import Core
import Foundation
import Manifest
import TestSupport
import Testing

/// `auscult-train train` and `export` on the real executable: resuming, other families, and input that is wrong.
@Suite(.serialized) struct TrainTests {
  /// A small prepared set with small pictures.
  private static let prepared = Result {
    try SyntheticSet.prepared(
      ["--recordings", "16", "--classes", "N,MR", "--formats", "wav"],
      recipe: """
        {"spectrogram": {"width": 32, "height": 24}, "segment": {"length": 3, "overlap": 0}, "split": {"copies": "ignored"}}
        """)
  }

  private func train(_ output: URL, _ arguments: [String]) throws -> Program.Result {
    try Program.run(
      "auscult-train",
      ["train", try Self.prepared.get().file("data").path, "-o", output.path, "--quiet"] + arguments)
  }

  @Test(arguments: [[], ["--augment", "light", "--augment-share", "0.7"]])
  func aRunThatWasKilledGoesOnToTheSameWeights(more: [String]) throws {
    let folder = try TemporaryFolder()
    let arguments =
      more + [
        "--epochs", "3", "--keep", "last", "--clips-per-recording", "1", "--average", "0.9", "--mixup", "0.2",
        "--schedule", "plateau", "--clip", "5",
        "--class-weights", "sources",
      ]
    let whole = try train(folder.file("whole"), arguments)
    #expect(whole.status == 0, "\(whole.messages)")
    let checkpoint = folder.file("killed/checkpoint.safetensors")
    let process = try Program.launch(
      "auscult-train",
      ["train", try Self.prepared.get().file("data").path, "-o", folder.file("killed").path, "--quiet"] + arguments)
    while process.isRunning && !FileManager.default.fileExists(atPath: checkpoint.path) { usleep(2000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(FileManager.default.fileExists(atPath: checkpoint.path))
    #expect(!FileManager.default.fileExists(atPath: folder.file("killed/model.json").path))
    // Other settings would give other weights.
    let other = try train(folder.file("killed"), arguments + ["--resume", "--dropout", "0.1"])
    #expect(other.status == 65 && other.messages.contains("other data or settings"), "\(other.messages)")
    let resumed = try train(folder.file("killed"), arguments + ["--resume", "--threads", "2"])
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try tree(folder.file("killed")) == tree(folder.file("whole")))

    // Half a checkpoint: nothing is lost that was there.
    try AtomicFile.write(Data(repeating: 7, count: 100), to: folder.file("killed/checkpoint.safetensors"))
    let before = try tree(folder.file("killed"))
    let damaged = try train(folder.file("killed"), arguments + ["--resume"])
    #expect(damaged.status == 65 && damaged.messages.contains("--restart"), "\(damaged.messages)")
    #expect(try tree(folder.file("killed")) == before)
  }

  @Test func aFinishedModelIsNeitherMadeTwiceNorLost() throws {
    let folder = try TemporaryFolder()
    let (model, linear) = (folder.file("m"), ["--model", "linear"])
    #expect(try train(model, linear).status == 0)
    let first = try tree(model)
    let again = try train(model, linear)
    #expect(again.status == 0 && again.output.contains("classes"), "\(again)")
    for (other, difference) in [
      (["--model", "linear", "--weight-decay", "3"], "other options"), (["--model", "knn"], "another kind, linear"),
      (["--model", "linear", "--resume", "--seed", "4"], "other options"),
    ] {
      let refused = try train(model, other)
      #expect(refused.status == 73 && refused.messages.contains("--restart"), "\(refused)")
      #expect(refused.messages.contains(difference), "\(refused)")
      #expect(try tree(model) == first)
    }
    #expect(try train(model, ["--model", "linear", "--weight-decay", "3", "--restart"]).status == 0)
    #expect(try tree(model) != first)
  }

  @Test func newCopiesForEveryEpoch() throws {
    let folder = try TemporaryFolder()
    let usual = ["--epochs", "1", "--keep", "last", "--clips-per-recording", "1"]
    let policy =
      #"{"some_of": [{"transform": "gain"}, {"transform": "pcgmix"}, {"transform": "time_stretch"}], "count": 2}"#
    try AtomicFile.write(policy, to: folder.file("p.json"))
    let live = usual + ["--augment", folder.file("p.json").path]
    #expect(try train(folder.file("plain"), usual).status == 0)
    #expect(try train(folder.file("none"), live + ["--augment-share", "0"]).status == 0)
    let run = try train(folder.file("live"), live)
    #expect(run.status == 0, "\(run.messages)")
    func weights(_ name: String) throws -> Data { try Data(contentsOf: folder.file("\(name)/weights.safetensors")) }
    #expect(try weights("none") == weights("plain"))
    #expect(try weights("live") != weights("plain"))
    #expect(try train(folder.file("threads"), live + ["--threads", "2"]).status == 0)
    #expect(try tree(folder.file("threads")) == tree(folder.file("live")))
    let model = try String(contentsOf: folder.file("live/model.json"), encoding: .utf8)
    #expect(model.contains("pcgmix") && model.contains("\"share\" : 0.5"), "\(model.suffix(3000))")
    // Each transform is left out in turn.
    let ablation = try Program.run(
      "auscult-train",
      [
        "ablate", try Self.prepared.get().file("data").path, "-o", folder.file("a").path, "--folds", "2", "--quiet",
        "--switch", "augmentation",
      ] + live)
    #expect(ablation.status == 0, "\(ablation.messages)")
    let table = try String(contentsOf: folder.file("a/ablation.txt"), encoding: .utf8)
    for words in ["augmentation off", "without gain", "without pcgmix", "without time_stretch"] {
      #expect(table.contains(words), "\(table)")
    }
  }

  @Test(arguments: [
    (["--model", "cnn-image", "--augment", "light"], "Augment in the recipe instead"),
    (["--model", "linear", "--augment", "light"], "'--epochs', '--augment' would do nothing"),
    (["--model", "knn", "--weight-decay", "1"], "'--weight-decay' would do nothing"),
    (["--resume", "--restart"], "Leave one of them out"),
    (["--model", "cnn-mfcc", "--standardize", "band"], "'--standardize' would do nothing"),
    (["--model", "linear", "--arrays", "nothing.npz"], "'--arrays' would do nothing: linear"),
    (["--augment", "lihgt"], "Did you mean 'light'"), (["--augment-share", "0.2"], "goes with '--augment'"),
    (["--augment", "nothing.json"], "cannot be read"),
  ])
  func augmentationThatCannotBeIsExplained(arguments: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let run = try train(folder.file("m"), arguments + ["--epochs", "1"])
    #expect([64, 65, 66].contains(run.status) && run.messages.contains(words), "\(run)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("m").path))
  }

  /// What copies are made of decides a fold as its rows do.
  @Test func foldsWithOtherNoisesAreOthers() throws {
    let folder = try TemporaryFolder()
    let data = try Self.prepared.get().file("data")
    let noise = folder.file("noise").path
    try AtomicFile.write(#"{"transform": "recorded_noise", "folder": "\#(noise)"}"#, to: folder.file("p.json"))
    func copyNoise(_ number: Int) throws {
      let rows = try ManifestFile(contentsOf: data.appendingPathComponent("manifest.csv")).rows
      let sound = try Data(contentsOf: data.appendingPathComponent(rows[number].fileName))
      try AtomicFile.write(sound, to: folder.file("noise/n.wav"))
    }
    func validate() throws -> Program.Result {
      try Program.run(
        "auscult-train",
        [
          "cross-validate", data.path, "-o", folder.file("cv").path, "--folds", "2", "--epochs", "1", "--keep", "last",
          "--clips-per-recording", "1", "--augment", folder.file("p.json").path, "--quiet",
        ])
    }
    try copyNoise(0)
    #expect(try validate().status == 0)
    #expect(try validate().status == 0)
    try copyNoise(1)
    let other = try validate()
    #expect(other.status == 73 && other.messages.contains("another cross-validation"), "\(other)")
  }

  @Test func modelsWithoutSoundsHaveNothingToAlter() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      "auscult-train",
      [
        "ablate", try Self.prepared.get().file("data").path, "-o", folder.file("a").path, "--model", "cnn-image",
        "--switch", "augmentation", "--folds", "2", "--quiet",
      ])
    #expect(run.status == 65 && run.messages.contains("none of the things to switch"), "\(run)")
  }

  @Test(arguments: ["linear", "knn", "boosted-trees", "cnn-image"])
  func everyFamilyTrainsPredictsAndIsReadAgain(model: String) throws {
    let folder = try TemporaryFolder()
    let brief = model == "cnn-image" ? ["--epochs", "1", "--clips-per-recording", "1"] : []
    let arguments = ["--model", model] + brief
    let run = try train(folder.file("m"), arguments)
    #expect(run.status == 0, "\(run.messages)")
    let again = try train(
      folder.file("n"), arguments + ["--threads", "2"])
    #expect(again.status == 0)
    #expect(try tree(folder.file("m")) == tree(folder.file("n")))
    let data = try Self.prepared.get().file("data")
    let evaluation = try Program.run(
      "auscult-train",
      ["evaluate", folder.file("m").path, data.appendingPathComponent("test.csv").path, "-o", folder.file("e").path])
    #expect(evaluation.status == 0, "\(evaluation.messages)")
    let collection = try Self.prepared.get().file("c")
    let test = try ManifestFile(contentsOf: data.appendingPathComponent("test.csv")).rows
    let prediction = try Program.run(
      "auscult-train",
      ["predict", folder.file("m").path, collection.appendingPathComponent(test[0].sourceFile).path, "--json"])
    #expect(prediction.status == 0, "\(prediction.messages)")
    // The clips of the manifest, which are rounded to 16 bits, and the file itself give the same answer.
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(prediction.output.utf8)) as? [String: Any])
    let probabilities = try #require(answer["probabilities"] as? [String: Double])
    let judged = try CSVTable(contentsOf: folder.file("e/predictions.csv"))
    let row = try #require(judged.rows.first { $0[0] == test[0].sourceFile })
    for (label, probability) in probabilities {
      let column = try #require(judged.column(named: "probability_\(label)"))
      #expect(abs(probability - (Double(row[column]) ?? -1)) < 1e-9, "\(label)")
    }
    // A file that was cut short or changed is named.
    let name = model == "boosted-trees" ? "trees.json" : "weights.safetensors"
    let learnt = try Data(contentsOf: folder.file("m/\(name)"))
    try AtomicFile.write(learnt.prefix(learnt.count / 2), to: folder.file("m/\(name)"))
    let cut = try Program.run(
      "auscult-train", ["evaluate", folder.file("m").path, data.path, "-o", folder.file("f").path])
    #expect(cut.status == 65 && cut.messages.contains(name), "\(cut.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("f/metrics.json").path))
  }

  @Test func modelsOfOtherVersionsAreRefusedByName() throws {
    let folder = try TemporaryFolder()
    #expect(try train(folder.file("m"), ["--model", "linear"]).status == 0)
    let url = folder.file("m/model.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    for (change, words) in [
      (text.replacingOccurrences(of: "\"format\" : 2", with: "\"format\" : 1"), "has format 1"),
      (text.replacingOccurrences(of: "\"format\" : 2", with: "\"format\" : 99"), "has format 99"),
      (#"{"format": 2}"#, "not a model"), ("", "not a model"),
    ] {
      try AtomicFile.write(change, to: url)
      let run = try Program.run("auscult-train", ["predict", folder.file("m").path, "/dev/null"])
      #expect(run.status == 65 && run.messages.contains(words), "\(run.messages)")
    }
    let missing = try Program.run("auscult-train", ["predict", folder.file("none").path, "/dev/null"])
    #expect(missing.status == 66 && missing.messages.contains("model.json"), "\(missing.messages)")
  }

  @Test func modelsThatTheDataDoesNotFitSayWhatToDo() throws {
    let folder = try TemporaryFolder()
    let embedding = try train(folder.file("m"), ["--model", "mlp-embedding"])
    #expect(embedding.status == 65 && embedding.messages.contains("--arrays"), "\(embedding.messages)")
    let cepstra = try train(folder.file("m"), ["--model", "cnn-mfcc", "--epochs", "1"])
    #expect(cepstra.status == 65 && cepstra.messages.contains("22050"), "\(cepstra.messages)")
    // A refused run leaves no folder that others would take for a model.
    #expect(!FileManager.default.fileExists(atPath: folder.file("m").path))
    let diverged = try train(
      folder.file("m"), ["--optimizer", "sgd", "--learning-rate", "10", "--weight-decay", "1000", "--epochs", "8"])
    #expect(diverged.status == 65 && diverged.messages.contains("Lower"), "\(diverged.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("m/model.json").path))
    // What has gone wrong without becoming infinite is said.
    let lost = try train(folder.file("lost"), ["--optimizer", "sgd", "--learning-rate", "10", "--epochs", "3"])
    #expect(lost.status == 0 && lost.messages.contains("no better than chance"), "\(lost)")
    let copies = try Program.run(
      "auscult", ["augment", try Self.prepared.get().file("c").path, "-o", folder.file("copies").path, "--quiet"])
    #expect(copies.status == 0, "\(copies.messages)")
    let augmented = try Program.run(
      "auscult-train", ["train", folder.file("copies").path, "-o", folder.file("n").path, "--quiet"])
    #expect(augmented.status == 66 && augmented.messages.contains("the key 'augment' of a recipe"), "\(augmented)")
    // Refused runs leave the model that was there.
    #expect(try train(folder.file("m"), ["--model", "linear"]).status == 0)
    let before = try tree(folder.file("m"))
    #expect(try train(folder.file("m"), ["--model", "mlp-embedding", "--restart"]).status == 65)
    #expect(try tree(folder.file("m")) == before)
  }

  /// Arrays by row id, as a pretrained network's embeddings come: two patches a row, of which the first number tells.
  @Test func arraysBelongToRowsById() throws {
    let folder = try TemporaryFolder()
    let rows = try ManifestFile(
      contentsOf: try Self.prepared.get().file("data").appendingPathComponent("manifest.csv")
    ).rows
    var archive = NumPyArchive()
    for row in rows {
      let sign: Float = row.label == "N" ? 1 : -1
      archive.append(
        NumPyArray(shape: [2, 3], elements: .float32([sign, 0.1, 0, sign, -0.1, 0.5])), named: row.id)
    }
    let file = folder.file("e.npz")
    try AtomicFile.write(try archive.npzData(), to: file)
    let run = try train(
      folder.file("m"),
      ["--model", "mlp-embedding", "--arrays", file.path, "--epochs", "3", "--learning-rate", "0.02", "--json"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(
      run.output.contains("\"embedding\":{\"count\":3}") && run.output.contains("\"balanced_accuracy\":1"),
      "\(run.output)")
    // Nothing can make arrays of a sound here, whatever the file.
    let asked = try Program.run("auscult-train", ["predict", folder.file("m").path, "/dev/null", "/dev/zero"])
    #expect(asked.status == 65 && asked.messages.contains("takes arrays") && asked.output.isEmpty, "\(asked)")
    // A row without an array, and a number that is none.
    let first = try #require(rows.first { $0.split == .train })
    archive[first.id] = nil
    try AtomicFile.write(try archive.npzData(), to: file)
    let again = ["--model", "mlp-embedding", "--arrays", file.path, "--restart"]
    let missing = try train(folder.file("m"), again)
    #expect(missing.status == 65 && missing.messages.contains(first.id), "\(missing.messages)")
    archive[first.id] = NumPyArray(shape: [2, 3], elements: .float32([.nan, 0, 0, 0, 0, 0]))
    try AtomicFile.write(try archive.npzData(), to: file)
    let broken = try train(folder.file("m"), again)
    #expect(broken.status == 65 && broken.messages.contains("no number"), "\(broken.messages)")
  }

  /// The signal comes as soon as the program says that it has begun to work.
  @Test(arguments: ["linear", "knn", "boosted-trees"]) func anInterruptedTrainingSaysSo(model: String) throws {
    let folder = try TemporaryFolder()
    let script = #"""
      mkfifo "$1/messages"; "$0" train "$2" -o "$1/m" --model "$3" --workers 1 2>"$1/messages" & process=$!
      while read -r line; do
        echo "$line" >&2
        case $line in Turning*) kill -INT $process ;; esac
      done <"$1/messages"
      wait $process
      """#
    let run = try Program.run(
      shell: script, "auscult-train", [folder.url.path, try Self.prepared.get().file("data").path, model])
    #expect(run.status == 130 && run.messages.contains("stopped as asked"), "\(run)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("m").path))
  }

  @Test func exportWritesONNXAndSaysWhatEightBitsCost() throws {
    let folder = try TemporaryFolder()
    #expect(try train(folder.file("m"), ["--epochs", "1"]).status == 0)
    let data = try Self.prepared.get().file("data").path
    let run = try Program.run(
      "auscult-train",
      ["export", folder.file("m").path, "--onnx", folder.file("m.onnx").path, "--int8", "--data", data, "--json"])
    #expect(run.status == 0, "\(run.messages)")
    let result = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let (small, large) = (try #require(result?["bytes"] as? Int), try #require(result?["exact_bytes"] as? Int))
    let file = try Data(contentsOf: folder.file("m.onnx"))
    #expect(small < large / 3 && small == file.count)
    #expect(file.range(of: Data(#""window":"periodic Hann""#.utf8)) != nil, "how the input is made, to the last step")
    let difference = try #require((result?["cost"] as? [String: Any])?["greatest_difference"] as? Double)
    #expect(difference > 0 && difference < 0.1)
    #expect(try train(folder.file("k"), ["--model", "knn"]).status == 0)
    let refused = try Program.run(
      "auscult-train", ["export", folder.file("k").path, "--onnx", folder.file("k.onnx").path])
    #expect(refused.status == 65 && refused.messages.contains("not a network"), "\(refused.messages)")
  }
}
