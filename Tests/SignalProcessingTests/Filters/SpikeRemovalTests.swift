import Core
import SignalProcessing
import Testing

@Suite struct SpikeRemovalTests {
  /// Schmidt's published steps in NumPy; values are copied, spans exact.
  @Test func matchesThePublishedSteps() throws {
    var signal = referenceSamples(2000)
    for (place, height) in [(700, 8.0), (701, 6), (2499, -9), (2500, -9.5), (4200, 5)] { signal[place] += height }
    let result = SpikeRemoval(sampleRate: 2000)(signal)
    let goldens = try NamedGoldens("filters")
    #expect(try goldens.difference("spiky", result.samples, step: 7) < 1e-7)
    #expect(try result.spikes.flatMap { [Double($0.lowerBound), Double($0.upperBound)] } == goldens["spikes"])
  }

  @Test func aCleanSignalStaysAsItIs() {
    let signal = referenceSamples(2000)
    let result = SpikeRemoval(sampleRate: 2000)(signal)
    #expect(result.samples == signal)
    #expect(result.spikes.isEmpty)
  }

  @Test func theTailShorterThanAWindowIsUntouched() {
    var signal = [Double](repeating: 0.1, count: 3400)
    signal[3300] = 50
    #expect(SpikeRemoval(sampleRate: 2000)(signal).samples == signal)
  }

  @Test func silenceEmptyAndShortSignalsEnd() {
    let remover = SpikeRemoval(sampleRate: 2000)
    for count in [0, 1, 999, 1000, 5000] {
      var signal = [Double](repeating: 0, count: count)
      if count > 0 { signal[0] = 1 }
      #expect(remover(signal).samples == signal)
    }
  }

  /// The filler itself towers above a signal of 10⁻⁶: without a limit this would never end.
  @Test func theNumberOfSpikesIsLimited() {
    var signal = (0..<8000).map { $0 % 2 == 0 ? 1e-6 : -1e-6 }
    signal[100] = 1
    #expect(SpikeRemoval(sampleRate: 2000, spikeLimit: 50)(signal).spikes.count == 50)
  }
}

@Suite struct NonFiniteRepairTests {
  @Test func gapsBecomeStraightLines() {
    let (nan, infinity) = (Float.nan, Float.infinity)
    #expect(mendingNonFinite([nan, 1, nan, infinity, 4, -infinity]) == [1, 1, 2, 3, 4, 4])
    #expect(mendingNonFinite([nan, nan]) == [0, 0])
    #expect(mendingNonFinite([]) == [])
    #expect(mendingNonFinite([1, 2]) == [1, 2])
    let extremes = mendingNonFinite([.greatestFiniteMagnitude, .nan, -.greatestFiniteMagnitude])
    #expect(extremes.allSatisfy { $0.isFinite })
  }
}
