import Core
import Foundation
import HeartSound
import MediaIO

/// The states of a recording, wherever they come from, in samples at some rate.
struct RecordingStates: Sendable {
  var intervals: [StateInterval]
  var sampleRate: Int
  var heartRate: Double?
  /// How sure the method is; nil for annotations.
  var confidence: Double?
  var isSure = true

  /// The same states at another rate of a recording of `count` samples.
  func scaled(to rate: Int, count: Int) -> RecordingStates {
    var result = self
    func scaled(_ sample: Int) -> Int {
      min(count, Int((Double(sample) * Double(rate) / Double(sampleRate)).rounded()))
    }
    result.intervals = intervals.enumerated().compactMap { index, interval in
      let start = scaled(interval.startSample)
      // Rounding must not leave a sample at the end over.
      let isLast = index == intervals.count - 1 && count - scaled(interval.endSample) <= rate / sampleRate
      let end = isLast ? count : scaled(interval.endSample)
      return start < end ? StateInterval(startSample: start, endSample: end, state: interval.state) : nil
    }
    result.sampleRate = rate
    return result
  }
}

/// Finds states by annotation or by a method that listens.
struct StateReader: Sendable {
  let source: SegmentingSettings.StateSource
  let segmenter: any HeartSoundSegmenter
  let annotations: AnnotationFinder

  /// The rate at which a listening method reads: enough for it, and little in memory.
  static let listeningRate = 1000
  /// Below this no rhythm can be heard, in seconds: two beats at 200 a minute.
  private static let shortest: Seconds = 0.6

  /// The annotated states of `input` at `sampleRate`.
  /// - Throws: `PreparationError` `.unusable`.
  func annotated(_ input: BatchInput, sampleRate: Int) throws(PreparationError) -> RecordingStates {
    guard let url = annotations.annotation(of: input) else {
      throw Self.unusable(
        "no_annotation",
        "has no annotation of its name ending in .tsv or _StateAns.mat beside it or in 'annotations'; '--annotations' names another folder."
      )
    }
    let intervals: [StateInterval]
    do { intervals = try StateAnnotations.read(url, sampleRate: sampleRate) } catch {
      throw Self.unusable("bad_annotation", "its annotation cannot be used: \(error)")
    }
    if intervals.isEmpty { throw Self.unusable("no_annotation", "its annotation marks nothing.") }
    return RecordingStates(
      intervals: intervals, sampleRate: sampleRate, heartRate: intervals.medianHeartRate(sampleRate: sampleRate))
  }

  /// The states of `input` and what decoding found, at ``listeningRate`` unless they are annotated ones.
  /// - Throws: `MediaError`; `PreparationError` `.unusable`.
  func heard(_ input: BatchInput) throws -> (states: RecordingStates, facts: MediaFacts, audio: AudioBuffer) {
    let (audio, facts) = try RecordingReader(rate: Self.listeningRate)(input.url)
    guard audio.duration >= Self.shortest else {
      throw Self.unusable(
        "too_short",
        "lasts \((audio.duration * 1000).rounded() / 1000) s; a rhythm needs two beats, \(Self.shortest) s at least.")
    }
    if audio.samples.allSatisfy({ abs($0) < 1 / 32768 }) {
      throw Self.unusable("silent", "is silent: no sample reaches 1/32768 of full scale.")
    }
    guard let found = segmenter(audio), !found.intervals.isEmpty else {
      throw Self.unusable(
        "no_heartbeat", "holds nothing that repeats 30 to 200 times a minute: no heartbeat was found.")
    }
    let states = RecordingStates(
      intervals: found.intervals, sampleRate: audio.sampleRate, heartRate: found.heartRate,
      confidence: found.confidence, isSure: found.isSure)
    return (states, facts, audio)
  }

  static func unusable(_ reason: String, _ message: String) -> PreparationError {
    PreparationError(.unusable(stage: "segment", reason: reason), message)
  }
}
