import Core
import Foundation
import Hashing
public import HeartSound
import Manifest
import MediaIO

/// Segments one recording: a list of its states, or clips cut from it.
public struct RecordingSegmenting: Sendable {
  /// What is done.
  public let settings: SegmentingSettings
  private let reader: StateReader

  /// Makes a segmentation.
  /// - Parameters:
  ///   - models: what listens where the settings ask for it.
  ///   - annotations: where annotated states are looked for.
  public init(settings: SegmentingSettings, models: SegmentationChoice, annotations: AnnotationFinder) {
    self.settings = settings
    let source = settings.method == .shannon ? .shannon : settings.states ?? .hsmm
    reader = StateReader(
      source: source, segmenter: source == .shannon ? ShannonSegmenter() : models, annotations: annotations)
  }

  /// The work of a batch: writes the states as `NAME.tsv`, or the clips `NAME-000.wav` …, and returns the rows.
  /// - Throws: `MediaError`; `PreparationError` `.unusable`.
  public func callAsFunction(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    switch settings.method {
    case .hsmm, .shannon: try writeStates(input, output)
    case .windows, .events, .cycles: try writeClips(input, output)
    }
  }

  // MARK: States

  private func writeStates(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let (heard, facts, audio) = try reader.heard(input)
    let rate = settings.rate ?? facts.sampleRate
    let count = Int((Double(facts.frameCount) * Double(rate) / Double(facts.sampleRate)).rounded())
    let states = heard.scaled(to: rate, count: count)
    let text = StateAnnotations.text(states.intervals, sampleCount: count, sampleRate: rate)
    var row = input.row
    row.fileName = input.outputName + ".tsv"
    try AtomicFile.write(text, to: try output.url(for: row.fileName))
    row.startSample = Int((row.start * Double(rate)).rounded())
    (row.spectrogram, row.features, row.channel) = ("", "", ChannelPolicy.mean.rawValue)
    (row.sampleRate, row.sampleCount) = (rate, count)
    if settings.isDrawn {
      row.spectrogram = input.outputName + ".png"
      let picture = try StatePicture(audio: audio, states: heard, title: input.path).png()
      try AtomicFile.write(picture, to: try output.url(for: row.spectrogram))
    }
    var steps = OperationSteps(after: row.operations)
    steps.addDecoding(facts)
    steps.add("segment", fields(of: states))
    (row.operations, row.clippedFraction) = (steps.text, facts.clippedFraction)
    (row.heartRate, row.quality) = (states.heartRate.map(rounded), states.confidence.map(rounded))
    row.sha256 = SHA256.hexDigest(of: Data(text.utf8))
    return BatchResult(
      rows: [row], notes: BatchNote.notes(on: input, facts, use: "segmented") + doubts(input, states))
  }

  private func fields(of states: RecordingStates) -> [(name: String, value: String)] {
    var fields = [("states", OperationSteps.quoted(reader.source.rawValue))]
    if let confidence = states.confidence { fields.append(("confidence", "\(rounded(confidence))")) }
    return fields
  }

  private func doubts(_ input: BatchInput, _ states: RecordingStates) -> [BatchNote] {
    guard !states.isSure, let confidence = states.confidence else { return [] }
    return [
      BatchNote(
        kind: "unsure", subject: input.path,
        message: "its states are not sure (confidence \(rounded(confidence))): do not rely on them without a look.")
    ]
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  // MARK: Clips

  /// A range of a recording that becomes a clip.
  private struct Cut {
    var range: Range<Int>
    var padding = 0
    var step: (name: String, fields: [(name: String, value: String)])
  }

  private func writeClips(_ input: BatchInput, _ output: BatchOutput) throws -> BatchResult {
    let (audio, facts) = try RecordingReader(rate: settings.rate)(input.url)
    let (cuts, states) = try self.cuts(input, audio)
    var notes = BatchNote.notes(on: input, facts, use: "cut") + (states.map { doubts(input, $0) } ?? [])
    var rows: [ManifestRow] = []
    for (index, cut) in cuts.enumerated() {
      if audio.samples[cut.range].isSilent {
        notes.append(
          BatchNote(
            kind: "silent_clip", subject: input.path,
            message: "samples \(cut.range.lowerBound) to \(cut.range.upperBound) are silent and give no clip."))
        continue
      }
      rows.append(try write(cut, number: index, of: input, audio, facts, states, output))
    }
    if rows.isEmpty { throw StateReader.unusable("silent", "is silent wherever a clip would be cut.") }
    return BatchResult(rows: rows, notes: notes)
  }

  /// The ranges to cut, at least one, and the states they were cut by.
  private func cuts(_ input: BatchInput, _ audio: AudioBuffer) throws -> ([Cut], RecordingStates?) {
    switch settings.method {
    case .events: return try events(input, audio)
    case .cycles: return try cycles(input, audio)
    case .windows, .hsmm, .shannon:
      let windows =
        settings.windows?.segmentation.windows(sampleCount: audio.samples.count, sampleRate: audio.sampleRate) ?? []
      if windows.isEmpty {
        throw StateReader.unusable(
          "too_short", "lasts \((audio.duration * 1000).rounded() / 1000) s, less than a window.")
      }
      return (windows.map { Cut(range: $0.range, padding: $0.padding, step: ("window", [])) }, nil)
    }
  }

  private func cycles(_ input: BatchInput, _ audio: AudioBuffer) throws -> ([Cut], RecordingStates?) {
    let states =
      reader.source == .annotations
      ? try reader.annotated(input, sampleRate: audio.sampleRate)
      : try reader.heard(input).states.scaled(to: audio.sampleRate, count: audio.samples.count)
    let groups = settings.cycles ?? .init(length: 1, step: 1, samples: nil)
    let ranges = states.intervals.cycleGroups(of: groups.length, step: groups.step).filter {
      $0.upperBound <= audio.samples.count
    }
    if ranges.isEmpty {
      throw StateReader.unusable("no_cycle", "holds no \(groups.length) whole heart cycles after one another.")
    }
    let fields = [("cycles", "\(groups.length)")] + fields(of: states)
    return (ranges.map { Cut(range: $0, step: ("cycles", fields)) }, states)
  }

  private func events(_ input: BatchInput, _ audio: AudioBuffer) throws -> ([Cut], RecordingStates?) {
    let states = try reader.annotated(input, sampleRate: audio.sampleRate)
    let wanted = settings.events ?? .init(states: [.s1, .s2], length: nil)
    let cuts = states.intervals.filter { wanted.states.contains($0.state) }.compactMap { interval -> Cut? in
      var range = interval.samples
      if let length = wanted.length {
        let count = max(1, Int((length * Double(audio.sampleRate)).rounded()))
        let start = (interval.startSample + interval.endSample - count) / 2
        range = start..<(start + count)
      }
      guard range.lowerBound >= 0, range.upperBound <= audio.samples.count else { return nil }
      return Cut(range: range, step: ("event", [("state", "\(interval.state.rawValue)")]))
    }
    if cuts.isEmpty {
      throw StateReader.unusable("no_event", "holds no annotated event that lies wholly inside the recording.")
    }
    return (cuts, states)
  }

  private func write(
    _ cut: Cut, number: Int, of input: BatchInput, _ audio: AudioBuffer, _ facts: MediaFacts,
    _ states: RecordingStates?, _ output: BatchOutput
  ) throws -> ManifestRow {
    var samples = Array(audio.samples[cut.range]) + [Float](repeating: 0, count: cut.padding)
    var steps = OperationSteps(after: input.row.operations)
    steps.addDecoding(facts)
    steps.addResampling(from: facts.sampleRate, to: audio.sampleRate, by: .fft)
    steps.add(
      cut.step.name, [("start", "\(cut.range.lowerBound)"), ("count", "\(cut.range.count)")] + cut.step.fields)
    if cut.padding > 0 { steps.add("pad", [("zeros", "\(cut.padding)")]) }
    if settings.method == .cycles, let count = settings.cycles?.samples {
      samples = SpectralResampling.resampled(samples.map(Double.init), to: count).map { Float($0) }
      steps.add("beat_length", [("samples", "\(count)")])
    }
    let mark = "-\(String(repeating: "0", count: max(0, 3 - String(number).count)))\(number)"
    var row = input.row
    (row.fileName, row.id, row.parentID) = ("\(input.outputName)\(mark).wav", input.row.id + mark, input.row.id)
    let sound = try WaveFile.data(AudioBuffer(samples: samples, sampleRate: audio.sampleRate))
    try AtomicFile.write(sound.data, to: try output.url(for: row.fileName))
    if sound.report.clippedSamples > 0 { steps.add("write", [("limited", "\(sound.report.clippedSamples)")]) }
    row.startSample = Int((input.row.start * Double(audio.sampleRate)).rounded()) + cut.range.lowerBound
    (row.sampleRate, row.sampleCount, row.kind) = (audio.sampleRate, samples.count, .segment)
    (row.spectrogram, row.features, row.channel) = ("", "", ChannelPolicy.mean.rawValue)
    (row.operations, row.clippedFraction) = (steps.text, facts.clippedFraction)
    (row.heartRate, row.quality) = (states?.heartRate.map(rounded), states?.confidence.map(rounded))
    row.sha256 = SHA256.hexDigest(of: sound.data)
    return row
  }
}
