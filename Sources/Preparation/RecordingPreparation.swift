import Core
import Curation
import Foundation
import Hashing
import Manifest
import MediaIO
import Pictures

/// A recording with everything the pure step needs to know of it.
struct RecordingTask: Sendable {
  var recording: Recording
  var label: String?
  var split: Split
  var groupID: String
  var sourceSHA256: String
}

/// What became of a recording: rows (and windows that hold nothing), or a reason why not.
enum RecordingOutcome: Sendable {
  case rows([ManifestRow], silent: [Rejection])
  case rejected(Rejection)
  /// The output cannot be written: the run cannot go on.
  case stopped(any ReportableFailure)
}

/// The pure function from (recording, recipe, seed) to clips, pictures and rows, and the writing of them.
struct RecordingPreparation: Sendable {
  let recipe: Recipe
  let output: BatchOutput

  func callAsFunction(_ task: RecordingTask) -> RecordingOutcome {
    let recording: ClipCutter.Recording
    do { recording = try ClipCutter(recipe: recipe).cut(task.recording.url) } catch {
      guard case .unusable(let stage, let reason) = error.code else { return .stopped(error) }
      return .rejected(
        Rejection(
          sourceFile: task.recording.path, stage: stage, reason: reason, detail: error.message,
          sourceSHA256: task.sourceSHA256))
    }
    // A window of nothing teaches nothing, and two of them are the same bytes on whatever side of the split they fall.
    let silent = recording.windows.filter(recording.isSilent).map { window in
      Rejection(
        sourceFile: task.recording.path, stage: "segment", reason: "silent_window",
        detail:
          "samples \(window.range.lowerBound) to \(window.range.upperBound) at \(recording.audio.sampleRate) Hz are silent, so this window gives no clip.",
        sourceSHA256: task.sourceSHA256)
    }
    do {
      return .rows(try write(recording, task: task), silent: silent)
    } catch let error as any ReportableFailure {
      return .stopped(error)
    } catch {
      return .stopped(
        PreparationError(.output, "a clip could not be written.", subject: task.recording.path, cause: error))
    }
  }

  private func write(_ recording: ClipCutter.Recording, task: RecordingTask) throws -> [ManifestRow] {
    let (audio, facts) = (recording.audio, recording.facts)
    let picture = recipe.spectrogram.map { SpectrogramDrawer($0.settings, sampleRate: audio.sampleRate) }
    let folder = [task.split.rawValue, task.label.map(FolderName.safe) ?? ""].filter { !$0.isEmpty }.joined(
      separator: "/")
    return try recording.windows.enumerated().filter { !recording.isSilent($0.element) }.map { index, window in
      let id = "\(task.recording.id)-\(String(repeating: "0", count: max(0, 3 - String(index).count)))\(index)"
      let samples = recording.samples(of: window)
      let clip = "clips/\(folder)/\(id).wav"
      let sound = try WaveFile.data(AudioBuffer(samples: samples, sampleRate: audio.sampleRate))
      try AtomicFile.write(sound.data, to: try output.url(for: clip))
      var spectrogram = ""
      if let picture {
        spectrogram = "spectrograms/\(folder)/\(id).png"
        try AtomicFile.write(try picture.png(of: samples), to: try output.url(for: spectrogram))
      }
      return ManifestRow(
        id: id, fileName: clip, label: task.label ?? "", split: task.split, groupID: task.groupID,
        patientID: task.recording.patientID, source: task.recording.source, site: task.recording.site,
        sourceFile: task.recording.path, sourceSHA256: task.sourceSHA256, channel: recipe.decode.channel.rawValue,
        sampleRate: audio.sampleRate, startSample: window.range.lowerBound, sampleCount: samples.count, kind: .segment,
        parentID: task.recording.id, seed: recipe.seed,
        operations: operations(facts, window: window, limited: sound.report.clippedSamples),
        clippedFraction: facts.clippedFraction, spectrogram: spectrogram, sha256: SHA256.hexDigest(of: sound.data))
    }
  }

  /// The steps that made a clip, as JSON on one line.
  private func operations(_ facts: MediaFacts, window: Segmentation.Window, limited: Int) -> String {
    var steps = OperationSteps()
    steps.addDecoding(facts)
    steps.addResampling(from: facts.sampleRate, to: recipe.resample.rate, by: recipe.resample.converter)
    steps.add("window", [("start", "\(window.range.lowerBound)"), ("count", "\(window.range.count)")])
    if window.padding > 0 { steps.add("pad", [("zeros", "\(window.padding)")]) }
    if limited > 0 { steps.add("write", [("limited", "\(limited)")]) }
    return steps.text
  }
}
