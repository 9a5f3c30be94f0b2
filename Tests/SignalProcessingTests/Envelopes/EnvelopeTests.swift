import Core
import Foundation
import SignalProcessing
import Testing

@Suite struct EnvelopeTests {
  /// SciPy's `hilbert`, `sosfiltfilt` and NumPy: 1e-6 of the largest value.
  @Test func envelopesMatchSciPy() throws {
    let goldens = try NamedGoldens("filters")
    let signal = referenceSamples(2000)
    #expect(try goldens.difference("hilbert even", Envelope.hilbert(signal), step: 61) < 1e-6)
    #expect(try goldens.difference("hilbert odd", Envelope.hilbert(Array(signal[..<4999])), step: 61) < 1e-6)
    #expect(try goldens.difference("homomorphic", Envelope.homomorphic(signal, sampleRate: 2000), step: 61) < 1e-6)
    #expect(try goldens.difference("shannon", ShannonEnergy(sampleRate: 2000)(signal)) < 1e-6)
  }

  /// By the definition, for lengths of all kinds: even, odd, prime.
  @Test(arguments: [2, 3, 7, 64, 97, 250]) func theEnvelopeIsThatOfTheAnalyticSignal(count: Int) {
    let signal = (0..<count).map { sin(Double($0 * $0 % 31)) }
    let expected = (0..<count).map { n -> Double in
      var (real, imaginary) = (0.0, 0.0)
      for k in 0...(count / 2) {
        let weight = k == 0 || 2 * k == count ? 1.0 : 2
        for m in 0..<count {
          let angle = 2 * .pi * Double(k * (n - m)) / Double(count)
          real += weight * signal[m] * cos(angle)
          imaginary += weight * signal[m] * sin(angle)
        }
      }
      return hypot(real, imaginary) / Double(count)
    }
    #expect(zip(Envelope.hilbert(signal), expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func theEnvelopeOfAToneIsItsAmplitude() {
    let tone = (0..<2000).map { 0.7 * cos(2 * .pi * 50 * Double($0) / 2000) }
    #expect(Envelope.hilbert(tone).allSatisfy { abs($0 - 0.7) < 1e-12 })
  }

  @Test(arguments: [0, 1, 2, 3, 40, 41]) func hostileSignalsGiveFiniteValues(count: Int) throws {
    let signals = [0, 1, 1e150, 1e-300].map { [Double](repeating: $0, count: count) }
    for signal in signals {
      for envelope in [Envelope.hilbert(signal), try Envelope.homomorphic(signal, sampleRate: 2000)] {
        #expect(envelope.count == count)
        #expect(envelope.allSatisfy { $0.isFinite })
      }
      let energy = try ShannonEnergy(sampleRate: 2000)(signal)
      #expect(energy.count == (count < 40 ? 0 : 1))
      #expect(energy.allSatisfy { $0.isFinite })
    }
  }

  @Test func silenceHasNoShannonEnergy() throws {
    #expect(try ShannonEnergy(sampleRate: 2000)([Double](repeating: 0, count: 400)).allSatisfy { $0 == 0 })
    #expect(try ShannonEnergy(sampleRate: 2000)([Double](repeating: 0.3, count: 400)).allSatisfy { $0 == 0 })
  }

  @Test func senselessRequestsAreRefused() {
    #expect(throws: SignalError.self) { try Envelope.homomorphic([0.0, 1] as [Double], sampleRate: 16) }
    #expect(throws: SignalError.self) { try ShannonEnergy(sampleRate: 0) }
    #expect(throws: SignalError.self) { try ShannonEnergy(sampleRate: 2000, window: -1) }
    #expect(throws: SignalError.self) { try ShannonEnergy(sampleRate: 2000, hop: .infinity) }
  }
}
