import Core
import Foundation
import HeartSound
import Testing

/// The segmenters on sounds whose truth is known, and on what is no heart.
@Suite struct SegmentationTests {
  /// Quiet recordings, of every class unless told otherwise.
  private static func synthetic(
    _ count: Int, _ conditions: [ValveCondition] = ValveCondition.allCases, signalToNoise: Double = 30
  ) throws -> [SyntheticRecording] {
    let collection = try SyntheticCollection(
      seed: 5, recordings: count, recordingsPerPatient: 1, classes: conditions.map { .init($0) }, sampleRates: [2000])
    return collection.plan().map { item in
      let drawn = collection.recording(item)
      var model = drawn.recording
      (model.signalToNoise, model.touchesPerSecond, model.speechLevel, model.duration) = (signalToNoise, 0, 0, 8)
      return SyntheticRecording(model, of: drawn.patient, seed: 5)
    }
  }

  private func f1(_ segmenter: any HeartSoundSegmenter, _ recordings: [SyntheticRecording]) -> Double {
    let scores = recordings.map { recording in
      SegmentationScore(
        found: segmenter(recording.audio)?.intervals ?? [], annotated: recording.annotations,
        sampleRate: recording.audio.sampleRate)
    }
    return scores.reduce(SegmentationScore.Count()) { $0 + $1.sounds(at: 1) }.f1 ?? 0
  }

  @Test func theModelsFindCleanSounds() throws {
    #expect(f1(SegmentationChoice.standard, try Self.synthetic(10)) > 0.97)
  }

  /// Where an opening snap follows S2, the model of hearts without one is mistaken, and has to give way; elsewhere it stays.
  @Test func theLikeliestModelIsBelieved() throws {
    let stenosis = try Self.synthetic(8, [.mitralStenosis])
    #expect(f1(SegmentationModel.circor, stenosis) < 0.9)
    #expect(f1(SegmentationChoice.standard, stenosis) > 0.97)
    let others = try Self.synthetic(8, ValveCondition.allCases.filter { $0 != .mitralStenosis }, signalToNoise: 10)
    for recording in others {
      #expect(SegmentationChoice.standard(recording.audio) == SegmentationModel.circor(recording.audio))
    }
  }

  @Test func theOrderOfModelsDoesNotMatter() throws {
    let audio = try #require(try Self.synthetic(1).first).audio
    let reversed = SegmentationChoice(SegmentationChoice.standard.candidates.reversed())
    #expect(reversed(audio) == SegmentationChoice.standard(audio))
  }

  @Test func thePeakPickerFindsCleanSoundsOfHealthyHearts() throws {
    #expect(f1(ShannonSegmenter(), try Self.synthetic(3)) > 0.95)
  }

  @Test(arguments: [1000, 2000, 4000, 44_100]) func intervalsFillTheRecording(rate: Int) throws {
    let recording = try #require(try Self.synthetic(1).first)
    let times = (0..<(4 * rate)).map { Double($0) * 2000 / Double(rate) }
    let samples = times.map { recording.audio.samples[min(Int($0), recording.audio.samples.count - 1)] }
    let found = try #require(SegmentationChoice.standard(AudioBuffer(samples: samples, sampleRate: rate)))
    #expect(found.intervals.first?.startSample == 0)
    #expect(found.intervals.last?.endSample == samples.count)
    for (one, next) in zip(found.intervals, found.intervals.dropFirst()) {
      #expect(one.endSample == next.startSample && one.state.next == next.state)
    }
    #expect((0...1).contains(found.confidence))
  }

  /// Silence, one click, noise, 0.5 s, nothing at all, NaN, 250 beats a minute, a murmur far louder than the valves.
  @Test func whatIsNoHeartIsSaidToBeNone() throws {
    var generator = SeededGenerator(seed: 1, id: "noise", step: "test")
    let noise = (0..<20_000).map { _ in Float(0.1 * generator.normal()) }
    let click = [Float](repeating: 0, count: 900) + [1] + [Float](repeating: 0, count: 4000)
    let fast = (0..<10_000).map { Float(sin(Double($0) * 0.3) * exp(-Double($0 % 240) / 30)) }
    for segmenter in [SegmentationChoice.standard, ShannonSegmenter()] as [any HeartSoundSegmenter] {
      for samples in [[], [0.5], [Float](repeating: 0, count: 8000), Array(noise.prefix(500)), [.nan, .nan]] {
        #expect(segmenter(AudioBuffer(samples: samples, sampleRate: 1000)) == nil)
      }
      for samples in [click, fast] { _ = segmenter(AudioBuffer(samples: samples, sampleRate: 1000)) }
    }
    #expect(SegmentationChoice.standard(AudioBuffer(samples: noise, sampleRate: 1000))?.isSure != true)
  }

  /// A holosystolic murmur four times as loud as the valves: the rhythm stays, or the doubt is said.
  @Test func aMurmurLouderThanTheValves() throws {
    for recording in try Self.synthetic(2) {
      var audio = recording.audio
      var generator = SeededGenerator(seed: 2, id: recording.recording.id, step: "murmur")
      let peak = audio.samples.reduce(Float(0)) { max($0, abs($1)) }
      for systole in recording.annotations where systole.state == .systole {
        for index in systole.samples { audio.samples[index] += 2 * peak * Float(generator.normal()) }
      }
      let found = SegmentationChoice.standard(audio)
      #expect(found.map { abs($0.heartRate / recording.heartRate - 1) < 0.1 || !$0.isSure } ?? true)
    }
  }

  @Test func aFittedModelSurvivesItsFile() throws {
    let recordings = try Self.synthetic(4)
    let features = SegmentationFeature.springer
    let annotated = try recordings.map {
      try AnnotatedRecording($0.audio, annotations: $0.annotations, features: features)
    }
    let model = try SegmentationModel(fitting: annotated, features: features, patients: 2, source: "synthetic")
    #expect(f1(model, recordings) > 0.9)
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: place) }
    try model.write(to: place)
    #expect(try SegmentationModel(contentsOf: place) == model)
    let text = try String(contentsOf: place, encoding: .utf8)
    for (old, new) in [
      ("\"version\" : 1", "\"version\" : 9"), ("hilbert_envelope", "unheard_of"), ("\"weights\"", "\"loads\""),
      ("\"deviation\" : 0.", "\"deviation\" : -1."),
    ] {
      try AtomicFile.write(text.replacingOccurrences(of: old, with: new), to: place)
      #expect(throws: HeartSoundError.self) { try SegmentationModel(contentsOf: place) }
    }
  }

  @Test func tooLittleIsNotFittedTo() throws {
    let recording = try #require(try Self.synthetic(1).first)
    let few = Array(recording.annotations.prefix(9))
    let annotated = try AnnotatedRecording(recording.audio, annotations: few, features: [.hilbertEnvelope])
    #expect(throws: HeartSoundError.self) {
      try SegmentationModel(fitting: [annotated], features: [.hilbertEnvelope], patients: 1, source: "")
    }
    #expect(throws: HeartSoundError.self) {
      try AnnotatedRecording(recording.audio, annotations: [], features: [.hilbertEnvelope])
    }
  }
}
