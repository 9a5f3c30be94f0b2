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
