import Core
import Foundation
import SignalProcessing
import Testing

@Suite struct CorrelationTests {
  /// SciPy's `correlate`: 1e-9 of the largest value.
  @Test func correlationsMatchSciPy() throws {
    let goldens = try NamedGoldens("filters")
    let signal = referenceSamples(2000)
    let auto = Autocorrelation(signal, maximumLag: 4000)
    #expect(try goldens.difference("autocorrelation", auto.values, step: 61) < 1e-6)
    let cross = CrossCorrelation(Array(signal[..<3000]), Array(signal[500..<1700]))
    #expect(try goldens.difference("cross-correlation", cross.values, step: 61) < 1e-6)
    #expect(cross.peak()?.lag == 500)
  }

  @Test(arguments: [-300, -1, 0, 7, 450]) func theLagOfACopyIsFound(shift: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let noise = (0..<2000).map { _ in generator.normal() }
    let (a, b) = (Array(noise[500..<1500]), Array(noise[(500 + shift)..<(1500 + shift)]))
    #expect(CrossCorrelation(a, b).peak()?.lag == shift)
    let inverted = try #require(CrossCorrelation(a, b.map { -2 * $0 }).peak(ignoringSign: true))
    #expect(inverted.lag == shift && inverted.value < 0)
    #expect(abs(try #require(CrossCorrelation(a, a).peak()).value - 1) < 1e-12)
  }

  @Test func aPeriodIsFound() {
    let pulses = (0..<4000).map { $0 % 160 < 20 ? 1.0 : 0 }
    #expect(Autocorrelation(pulses).peak(in: 50...400)?.lag == 160)
    #expect(Autocorrelation(pulses).values[0] == 1)
    #expect(Autocorrelation(pulses, maximumLag: 30).peak(in: 50...400) == nil)
  }

  @Test func hostileSignalsGiveFiniteValues() {
    for signal in [[], [0], [1], [5, 5, 5], [0, 0, 0], [1e300, -1e300], [1e-300, 1e-300, 0]] as [[Double]] {
      #expect(Autocorrelation(signal).values.count == signal.count)
      #expect(Autocorrelation(signal).values.allSatisfy { $0.isFinite })
      let cross = CrossCorrelation(signal, [1, 2])
      #expect(cross.values.count == (signal.isEmpty ? 0 : signal.count + 1))
      #expect(cross.values.allSatisfy { abs($0) <= 1 })
    }
    #expect(Autocorrelation([0.1, 0.1, 0.1]).values == [0, 0, 0])
    #expect(CrossCorrelation([], []).peak() == nil)
    #expect(Autocorrelation([]).peak(in: 0...3) == nil)
  }
}
