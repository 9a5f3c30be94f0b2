import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

@Suite struct FrequencyAmplitudePairsTests {
  /// librosa's STFT and NumPy: frequencies and amplitudes to 1e-5 (single precision).
  @Test(
    arguments: [(4000, 0.001), (4000, 0.01), (44_100, 0.01), (2000, 0.1)], FrequencyAmplitudePairs.Method.allCases)
  func matchesThePublishedSteps(recording: (rate: Int, deltaTime: Double), method: FrequencyAmplitudePairs.Method)
    throws
  {
    let goldens = try NamedGoldens("features")
    var samples = ReferenceSignal.make(sampleRate: recording.rate, seconds: 0.5).samples
    for i in (recording.rate / 8)..<(recording.rate / 4) { samples[i] = 0 }
    for includesDC in [true, false] {
      let extractor = try FrequencyAmplitudePairs(
        method: method, deltaTime: recording.deltaTime, sampleRate: recording.rate, includesDC: includesDC)
      let pairs = extractor(samples)
      #expect(pairs.count == extractor.frameCount(sampleCount: samples.count))
      let golden = try goldens["pairs \(recording.rate) \(recording.deltaTime) \(method) \(includesDC ? 0 : 1)"]
      let kept = stride(from: 0, to: pairs.count, by: 17).map { pairs[$0] }
      try #require(kept.count == golden.count / 2)
      let peak = stride(from: 1, to: golden.count, by: 2).reduce(0) { max($0, golden[$1]) }
      for (index, pair) in kept.enumerated() {
        #expect(abs(pair.frequency - golden[2 * index]) <= 1e-5 * Double(recording.rate))
        #expect(abs(pair.amplitude - golden[2 * index + 1]) <= 1e-5 * peak)
      }
    }
  }

  /// What the reference system's files show: frame lengths by rate, and 47,633 and 381,057 frames of 69.13 s.
  @Test func framesAreThoseOfTheReferenceSystem() throws {
    for (deltaTime, rate, length) in [
      (0.001, 44_100, 32), (0.01, 44_100, 256), (0.001, 4000, 4), (0.01, 4000, 32), (0.1, 44_100, 4096),
    ] {
      let pairs = try FrequencyAmplitudePairs(deltaTime: deltaTime, sampleRate: rate)
      #expect(pairs.frameLength == length && pairs.hop == length / 4)
    }
    let samples = 8 * 381_056
    let (fine, coarse) = (0.001, 0.01)
    #expect(
      try FrequencyAmplitudePairs(deltaTime: fine, sampleRate: 44_100).frameCount(sampleCount: samples) == 381_057)
    #expect(
      try FrequencyAmplitudePairs(deltaTime: coarse, sampleRate: 44_100).frameCount(sampleCount: samples) == 47_633)
  }

  @Test func anOffsetIsDominantOnlyIfZeroHertzTakesPart() throws {
    let samples = (0..<4000).map { Float(0.3 + 0.5 * sin(2 * .pi * 500 * Double($0) / 4000)) }
    let faithful = try FrequencyAmplitudePairs(deltaTime: 0.01, sampleRate: 4000)
    #expect(faithful(samples)[200].frequency == 0)
    let corrected = try FrequencyAmplitudePairs(deltaTime: 0.01, sampleRate: 4000, includesDC: false)
    #expect(corrected(samples)[200].frequency == 500)
  }

  @Test(arguments: FrequencyAmplitudePairs.Method.allCases)
  func hostileSignals(method: FrequencyAmplitudePairs.Method) throws {
    let extractor = try FrequencyAmplitudePairs(method: method, deltaTime: 0.01, sampleRate: 4000)
    #expect(extractor([]).count == 0)
    #expect(extractor([0.5]).count == 1)
    #expect(extractor([Float](repeating: 0, count: 100)).values.allSatisfy { $0 == 0 })
    #expect(extractor([Float](repeating: 1e30, count: 100)).values.allSatisfy { $0.isFinite })
    for (deltaTime, rate) in [(0.001, 2000), (0, 4000), (-1, 4000), (.nan, 4000), (1e9, 4000)] as [(Double, Int)] {
      #expect(throws: SignalError.self) { try FrequencyAmplitudePairs(deltaTime: deltaTime, sampleRate: rate) }
    }
  }

  /// An impulse in the middle of a frame has the same amplitude in every bin: the lowest wins.
  @Test func theFirstOfEqualAmplitudesWins() throws {
    func first(_ method: FrequencyAmplitudePairs.Method, includesDC: Bool = true) throws -> [Double] {
      let extractor = try FrequencyAmplitudePairs(
        method: method, deltaTime: 0.001, sampleRate: 4000, includesDC: includesDC)
      return extractor([1]).prefix(1).values
    }
    #expect(try first(.dominant) == [0, 1])
    #expect(try first(.dominant, includesDC: false) == [1000, 1])
    #expect(try first(.median) == [1000, 1])
    #expect(try first(.average) == [1000, 1])
  }

  @Test func sequences() {
    let pairs = PairSequence(frequencies: [10, 20], amplitudes: [1, 2])
    #expect(pairs.values == [10, 1, 20, 2] && pairs.frequencies == [10, 20] && pairs.amplitudes == [1, 2])
    #expect(pairs.prefix(1).values == [10, 1] && pairs.prefix(9) == pairs && pairs.prefix(-1).count == 0)
  }
}
