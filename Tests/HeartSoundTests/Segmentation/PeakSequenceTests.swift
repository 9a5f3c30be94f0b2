import Core
import Testing

@testable import HeartSound

@Suite struct PeakSequenceTests {
  /// S1 every `period` seconds and S2 `systole` after it, for `count` beats.
  private func beats(
    _ count: Int, period: Seconds = 0.8, systole: Seconds = 0.3, from start: Seconds = 0.2
  ) -> [PeakSequence.Peak] {
    (0..<count).flatMap { beat in
      let first = start + Double(beat) * period
      return [PeakSequence.Peak(time: first, height: 2), PeakSequence.Peak(time: first + systole, height: 1.5)]
    }
  }

  private func sorted(_ peaks: [PeakSequence.Peak]) -> [PeakSequence.Peak] { peaks.sorted { $0.time < $1.time } }

  private func names(_ sequence: PeakSequence?) -> [[Bool]] { sequence?.runs.map { $0.map(\.isFirst) } ?? [] }

  @Test func evenBeatsAreOneRun() throws {
    let sequence = try #require(PeakSequence(beats(10), period: 0.8, duration: 8.2))
    #expect(names(sequence) == [(0..<20).map { $0 % 2 == 0 }])
    #expect(sequence.confidence > 0.8)
  }

  /// A murmur's peaks between S1 and S2, and third sounds after S2, nearly as high as the valves'.
  @Test func peaksBetweenAreLeftOut() throws {
    let murmurs = (0..<10).flatMap { beat in
      [0.12, 0.45].map { PeakSequence.Peak(time: 0.2 + Double(beat) * 0.8 + $0, height: 1.4) }
    }
    let sequence = try #require(PeakSequence(sorted(beats(10) + murmurs), period: 0.8, duration: 8.2))
    #expect(sequence.runs.flatMap { $0 }.map(\.time) == beats(10).map(\.time))
  }

  @Test func aMissingSoundDividesTheRun() throws {
    var peaks = beats(10)
    peaks.remove(at: 9)
    let sequence = try #require(PeakSequence(peaks, period: 0.8, duration: 8.2))
    #expect(names(sequence) == [(0..<9).map { $0 % 2 == 0 }, (0..<10).map { $0 % 2 == 0 }])
  }

  /// Noise of several seconds does not cost what lies before it.
  @Test func bothSidesOfALongGapAreFound() throws {
    let sequence = try #require(
      PeakSequence(beats(6) + beats(6, from: 15), period: 0.8, duration: 20))
    #expect(sequence.runs.map(\.count) == [12, 12])
    #expect(sequence.runs.allSatisfy { $0[0].isFirst })
  }

  /// At 150 beats a minute systole and diastole last equally long: which is which is a guess, and that is said.
  @Test func evenDistancesAreDoubtful() throws {
    let sequence = try #require(PeakSequence(beats(20, period: 0.4, systole: 0.2), period: 0.4, duration: 8.2))
    #expect(sequence.confidence < 0.1)
  }

  @Test func tooFewPeaksAreNoSequence() {
    #expect(PeakSequence([], period: 0.8, duration: 8) == nil)
    #expect(PeakSequence(beats(1), period: 0.8, duration: 8) == nil)
  }
}
