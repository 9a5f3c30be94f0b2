import Core
import Foundation
import HeartSound
import Manifest
import MediaIO
import TestSupport
import Testing

/// `auscult segment` on the real executable.
@Suite struct SegmentTests {
  private func segment(_ input: URL, _ output: URL, _ arguments: [String] = []) throws -> Program.Result {
    try Program.run("auscult", ["segment", input.path, "--output", output.path, "--quiet"] + arguments)
  }

  /// Three annotated synthetic recordings, silence, and half a second.
  private func writeCollection(_ folder: TemporaryFolder, recordings: Int = 3) throws -> [SyntheticRecording] {
    let collection = try SyntheticCollection(
      seed: 8, recordings: recordings, recordingsPerPatient: 1, sampleRates: [2000])
    var truths: [SyntheticRecording] = []
    for item in collection.plan() {
      let drawn = collection.recording(item)
      var model = drawn.recording
      (model.duration, model.signalToNoise) = (8, 25)
      let truth = SyntheticRecording(model, of: drawn.patient, seed: 8)
      truths.append(truth)
      try WaveFile.write(truth.audio, to: folder.file("in/\(item.id).wav"))
      let text = StateAnnotations.text(truth.annotations, sampleCount: truth.audio.samples.count, sampleRate: 2000)
      try AtomicFile.write(text, to: folder.file("in/\(item.id).tsv"))
    }
    return truths
  }

  @Test func whatIsNoneOfOursIsNotOverwritten() throws {
    let folder = try TemporaryFolder()
    _ = try writeCollection(folder)
    let model = folder.file("model")
    #expect(try segment(folder.file("in"), model, ["--fit"]).status == 0)
    #expect(try segment(folder.file("in"), model, ["--fit"]).status == 0)
    let other = #"{"format": 2, "architecture": "auscult"}"#
    try AtomicFile.write(other, to: folder.file("classifier/model.json"))
    for (place, job) in [("classifier", "--fit"), ("in", "--score"), ("model", "--score")] {
      let run = try segment(folder.file("in"), folder.file(place), [job])
      #expect(run.status == 73, "\(place): \(run.messages)")
    }
    #expect(try String(contentsOf: folder.file("classifier/model.json"), encoding: .utf8) == other)
  }

  @Test(arguments: [
    ["--fit", "--picture"], ["--fit", "--noise", "4"], ["--fit", "--folds", "3"], ["--score", "--method", "windows"],
    ["--score", "--standard", "--features", "springer"], ["--score", "--model", "m.json", "--standard"],
    ["--score", "--source", "x"], ["--score", "--method", "shannon", "--standard"], ["--score", "--rate", "1000"],
  ]) func studiesRefuseIdleOptions(options: [String]) throws {
    let run = try Program.run("auscult", ["segment", "nowhere", "-o", "out"] + options)
    #expect(run.status == 64, "\(run.messages)")
  }

  private func rows(_ output: URL) throws -> [ManifestRow] {
    try ManifestFile(contentsOf: output.appendingPathComponent("manifest.csv"), mayLackLabels: true).rows
  }

  /// As the CinC 2016 challenge lays them out: `annotations/hand_corrected/training-a_StateAns/a0001_StateAns.mat`.
  @Test func theAnnotationsOfTheChallengeAreFound() throws {
    let folder = try TemporaryFolder()
    let recording = folder.file("in/training-a/a0001.wav")
    let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let laid = folder.file("in/annotations/hand_corrected/training-a_StateAns/a0001_StateAns.mat")
    try WaveFile.write(writeCollection(folder, recordings: 1)[0].audio, to: recording)
    try FileManager.default.createDirectory(
      at: laid.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: goldens.appendingPathComponent("HeartSoundTests/Goldens/a0001_StateAns.mat"), to: laid)
    let events = ["--method", "events", "--events", "s1", "--length", "0.1"]
    let run = try segment(recording.deletingLastPathComponent(), folder.file("out"), events)
    #expect(run.status == 0, "\(run.messages)")
    // S1 from 0.2 s and from 1 s, 0.12 s each, at 2,000 Hz.
    #expect(try rows(folder.file("out")).map(\.startSample) == [420, 2020])
    let elsewhere = folder.file("hand_corrected")
    try FileManager.default.moveItem(at: folder.file("in/annotations/hand_corrected"), to: elsewhere)
    let annotation = elsewhere.appendingPathComponent("training-a_StateAns/a0001_StateAns.mat")
    let named = ["--annotations", elsewhere.path]
    #expect(try segment(recording, folder.file("named"), events + named).status == 0)
    #expect(try rows(folder.file("named")).map(\.startSample) == [420, 2020])
    // An archive of both.
    try FileManager.default.copyItem(
      at: annotation, to: folder.file("in/training-a/a0001_StateAns.mat"))
    let packed = try Program.run(
      shell: "tar -cf \"$1\" -C \"$2\" training-a", "auscult", [folder.file("a.tar").path, folder.file("in").path])
    #expect(packed.status == 0, "\(packed.messages)")
    #expect(try segment(folder.file("a.tar"), folder.file("packed"), events).status == 0)
    try FileManager.default.removeItem(at: folder.file("in/training-a/a0001_StateAns.mat"))
    let without = try segment(recording.deletingLastPathComponent(), folder.file("none"), events)
    #expect(without.status != 0)
    try AtomicFile.write("MATLAB", to: annotation)
    #expect(try segment(recording.deletingLastPathComponent(), folder.file("out"), events + named).status != 0)
    let reasons = try String(contentsOf: folder.file("out/rejected.csv"), encoding: .utf8)
    #expect(reasons.contains("less than 128 bytes"), "\(reasons)")
  }

  @Test func statesAreThoseOfTheLibraryForAnyNumberOfWorkers() throws {
    let folder = try TemporaryFolder()
    let truths = try writeCollection(folder)
    let silence = AudioBuffer(samples: [Float](repeating: 0, count: 8000), sampleRate: 2000)
    try WaveFile.write(silence, to: folder.file("in/silence.wav"))
    try WaveFile.write(
      AudioBuffer(samples: Array(truths[0].audio.samples.prefix(1000)), sampleRate: 2000),
      to: folder.file("in/short.wav"))
    let (one, two) = (folder.file("one"), folder.file("two"))
    let run = try segment(folder.file("in"), one, ["--picture", "--workers", "1"])
    #expect(run.status == 1, "\(run.messages)")
    #expect(try segment(folder.file("in"), two, ["--picture", "--workers", "3"]).status == 1)
    #expect(try tree(one) == tree(two))
    let made = try rows(one)
    #expect(made.count == 3)
    for (row, truth) in zip(made, truths) {
      let states = try StateAnnotations.read(one.appendingPathComponent(row.fileName), sampleRate: 2000)
      #expect(states.first?.startSample == 0 && states.last?.endSample == truth.audio.samples.count)
      #expect(row.sampleCount == truth.audio.samples.count && row.sampleRate == 2000)
      #expect((row.quality ?? -1) >= 0 && (row.heartRate ?? 0) > 30)
      #expect(FileManager.default.fileExists(atPath: one.appendingPathComponent(row.spectrogram).path))
    }
    let rejected = try CSVTable(contentsOf: one.appendingPathComponent("rejected.csv"))
    let reason = try #require(rejected.column(named: "reason"))
    #expect(Set(rejected.rows.map { $0[reason] }) == ["silent", "too_short"])
  }

  @Test func clipsAreTheSamplesTheyClaim() throws {
    let folder = try TemporaryFolder()
    let truth = try #require(try writeCollection(folder, recordings: 1).first)
    let wave = try AudioDecoder.decode(firstSound(folder))
    for arguments in [
      ["--method", "cycles", "--states", "annotations", "--cycles", "2"], ["--method", "events", "--events", "s2"],
      ["--method", "windows", "--preset", "centred-3s"], ["--method", "windows", "--length", "1.5", "--step", "0.5"],
    ] {
      let output = folder.file(arguments.joined())
      let run = try segment(folder.file("in"), output, arguments)
      #expect(run.status == 0, "\(run.messages)")
      let made = try rows(output)
      #expect(!made.isEmpty)
      for row in made {
        let clip = try AudioDecoder.decode(output.appendingPathComponent(row.fileName)).audio
        let end = row.startSample + row.sampleCount
        #expect(clip.samples == Array(wave.audio.samples[row.startSample..<end]), "\(row.fileName)")
        #expect(row.kind == .segment && row.groupID == made[0].groupID && row.parentID == made[0].parentID)
      }
      if arguments[1] == "cycles" {
        let groups = truth.annotations.cycleGroups(of: 2, step: 2)
        #expect(made.map(\.startSample) == groups.map(\.lowerBound))
      }
    }
  }

  private func firstSound(_ folder: TemporaryFolder) throws -> URL {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("in").path)
    return folder.file("in/" + (try #require(names.sorted().first { $0.hasSuffix(".wav") })))
  }

  @Test func beatsCanBeMadeEquallyLong() throws {
    let folder = try TemporaryFolder()
    _ = try writeCollection(folder, recordings: 1)
    let run = try segment(folder.file("in"), folder.file("out"), ["--method", "cycles", "--beat-samples", "800"])
    #expect(run.status == 0, "\(run.messages)")
    let made = try rows(folder.file("out"))
    #expect(made.count >= 4 && made.allSatisfy { $0.sampleCount == 800 && $0.operations.contains("beat_length") })
  }

  @Test func modelsAreFittedJudgedAndUsed() throws {
    let folder = try TemporaryFolder()
    _ = try writeCollection(folder, recordings: 5)
    let model = folder.file("fit/model.json")
    #expect(try segment(folder.file("in"), folder.file("fit"), ["--fit", "--source", "synthetic"]).status == 0)
    #expect(try segment(folder.file("in"), folder.file("out"), ["--model", model.path]).status == 0)
    let judged = try segment(
      folder.file("in"), folder.file("score"), ["--score", "--folds", "5", "--noise", "10", "--json"])
    #expect(judged.status == 0, "\(judged.messages)")
    let result = try #require(try JSONSerialization.jsonObject(with: Data(judged.output.utf8)) as? [String: Any])
    let levels = try #require(result["levels"] as? [[String: Any]])
    #expect(levels.count == 2)
    let figures = try #require(levels[0]["figures"] as? [String: [String: Any]])
    let f1 = try #require(figures["sounds_f1_100_ms"]?["value"] as? Double)
    #expect(f1 > 0.5 && f1 <= 1)
    let table = try CSVTable(contentsOf: folder.file("score/recordings.csv"))
    #expect(table.rows.count == 10)
  }

  /// Names that tell no patient and site: each recording stands for itself.
  @Test func recordingsOfUnknownPatientsStandForThemselves() throws {
    let folder = try TemporaryFolder()
    _ = try writeCollection(folder, recordings: 8)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("in").path)
    let sounds = names.filter { $0.hasSuffix(".wav") }
    for (number, name) in sounds.sorted().enumerated() {
      let stem = name.dropLast(4)
      for ending in ["wav", "tsv"] {
        try FileManager.default.moveItem(
          at: folder.file("in/\(stem).\(ending)"), to: folder.file("in/rec_\(number).\(ending)"))
      }
    }
    let judged = try segment(folder.file("in"), folder.file("score"), ["--score", "--folds", "2"])
    #expect(judged.status == 0, "\(judged.messages)")
    #expect(judged.output.contains("8 recordings of 8 patients"), "\(judged.output)")
  }

  @Test(arguments: [
    ["--preset", "5s"], ["--method", "windows", "--step", "4"],
    ["--method", "windows", "--preset", "5s", "--length", "2"],
    ["--folds", "3"], ["--fit", "--score"], ["--cycles", "2"], ["--method", "guess"],
  ]) func contradictionsAreRefused(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(AudioBuffer(samples: [0, 0.1], sampleRate: 2000), to: folder.file("in/a.wav"))
    let run = try segment(folder.file("in"), folder.file("out"), arguments)
    #expect(run.status == 64 && !run.messages.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.file("out").path))
  }

  @Test func badAnnotationsAndModelsAreNamed() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(ReferenceSignal.make(sampleRate: 2000), to: folder.file("in/a.wav"))
    try AtomicFile.write("0 1 9\n", to: folder.file("in/a.tsv"))
    let fit = try segment(folder.file("in"), folder.file("fit"), ["--fit"])
    #expect(fit.status == 65 && fit.messages.contains("line 1"))
    try AtomicFile.write("{}", to: folder.file("model.json"))
    let run = try segment(folder.file("in"), folder.file("out"), ["--model", folder.file("model.json").path])
    #expect(run.status == 65 && run.messages.contains("model.json"))
    #expect(
      try segment(folder.file("in"), folder.file("out"), ["--model", folder.file("none.json").path]).status == 66)
  }
}
