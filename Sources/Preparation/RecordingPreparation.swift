import Core
import Curation
import Foundation
import Hashing
import Manifest
import MediaIO
import Pictures

/// The pure function from a recording and a recipe to clips and pictures, and the writing of them.
struct RecordingPreparation: Sendable {
  let recipe: Recipe
  /// What products depend on besides the content.
  private let commonKey: String

  init(recipe: Recipe) throws {
    self.recipe = recipe
    commonKey = Algorithms.versions + Self.steps(of: recipe).text
  }

  /// The steps of a recipe that touch a single recording: all but those that name, label and divide.
  private static func steps(of recipe: Recipe) -> JSONValue {
    guard case .object(var members) = recipe.jsonValue else { return .null }
    for key in ["name", "purpose", "labels", "split", "quality", "augment", "seed"] { members[key] = nil }
    return .object(members)
  }

  @Sendable func key(_ task: RecordingTask) -> WorkKey {
    let id = task.recording.id
    let digest =
      task.sourceSHA256.isEmpty
      ? nil
      : SHA256.hexDigest(
        of: Data(
          "\(commonKey)\u{0}\(task.sourceSHA256)\u{0}\(task.annotationSHA256)\u{0}\(id)".utf8))
    return WorkKey(id: id, digest: digest)
  }

  /// Decodes, cuts and writes a recording.
  /// - Throws: `PreparationError` `.unusable`, `MediaError`, `CoreError`.
  @Sendable func perform(_ task: RecordingTask, _ output: BatchOutput) throws -> PreparedRecording {
    let recording = try ClipCutter(recipe: recipe).cut(task.recording.url)
    let known = try KnownStates(task, sampleRate: recording.audio.sampleRate, ownRate: recording.facts.sampleRate)
    // A window of nothing teaches nothing, and two of them are the same bytes on whatever side of the split they fall.
    let silent = recording.windows.filter(recording.isSilent)
    return PreparedRecording(
      placement: task.placement, hasPictures: recipe.spectrogram != nil, sampleRate: recording.audio.sampleRate,
      sampleCount: recording.audio.samples.count, channel: recipe.decode.channel.rawValue,
      clippedFraction: recording.facts.clippedFraction, nonFiniteSamples: recording.facts.nonFiniteSamples,
      clips: try write(recording, known, task: task, output),
      silent: silent.map { .init(start: $0.range.lowerBound, end: $0.range.upperBound) },
      annotationFault: known.fault)
  }

  /// Moves the files of a recording whose split or label has changed.
  @Sendable func adapt(_ task: RecordingTask, _ product: PreparedRecording, _ output: BatchOutput) throws
    -> PreparedRecording?
  {
    let (old, new) = (product.placement, task.placement)
    if old == new { return product }
    for clip in product.clips {
      func paths(_ placement: String) -> [String] {
        product.paths(of: clip, of: task.recording.id, placement: placement)
      }
      for (from, to) in zip(paths(old), paths(new)) where !(try output.move(from, to: to)) { return nil }
    }
    var moved = product
    moved.placement = new
    return moved
  }

  private func write(
    _ recording: ClipCutter.Recording, _ known: KnownStates, task: RecordingTask, _ output: BatchOutput
  ) throws -> [PreparedRecording.Clip] {
    let audio = recording.audio
    let picture = ClipPicture(recipe)
    return try recording.windows.enumerated().filter { !recording.isSilent($0.element) }.map { index, window in
      let id = PreparedRecording.clipID(task.recording.id, number: index)
      let samples = recording.samples(of: window)
      let sound = try WaveFile.data(AudioBuffer(samples: samples, sampleRate: audio.sampleRate))
      let file = try output.write(sound.data, to: PreparedRecording.clipPath(id, placement: task.placement))
      let states = try output.write(
        known.intervals(in: window.range), beside: file.path, sampleCount: samples.count, sampleRate: audio.sampleRate)
      if let picture {
        try output.write(
          try picture.png(of: samples), to: PreparedRecording.picturePath(id, placement: task.placement))
      }
      return PreparedRecording.Clip(
        number: index, startSample: window.range.lowerBound, sampleCount: samples.count,
        operations: operations(recording, window: window, limited: sound.report.clippedSamples),
        sha256: file.sha256, limitedSamples: sound.report.clippedSamples, statesSHA256: states)
    }
  }

  /// The steps that made a clip, as JSON on one line.
  private func operations(_ recording: ClipCutter.Recording, window: Segmentation.Window, limited: Int) -> String {
    var steps = OperationSteps()
    steps.addDecoding(recording.facts)
    steps.addResampling(from: recording.facts.sampleRate, to: recipe.resample.rate, by: recipe.resample.converter)
    Conditioning(recipe).add(recording.conditioning, to: &steps)
    steps.add("window", [("start", "\(window.range.lowerBound)"), ("count", "\(window.range.count)")])
    if window.padding > 0 { steps.add("pad", [("zeros", "\(window.padding)")]) }
    if limited > 0 { steps.add("write", [("limited", "\(limited)")]) }
    return steps.text
  }
}
