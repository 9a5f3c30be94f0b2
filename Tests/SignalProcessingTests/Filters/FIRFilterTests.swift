import Core
import Foundation
import SignalProcessing
import Testing

@Suite struct FIRFilterTests {
  /// SciPy's `firwin` and a centred convolution: 1e-6 of the largest value.
  @Test func subBandsMatchSciPy() throws {
    let goldens = try NamedGoldens("filters")
    let bands = try FIRFilter.subBands(sampleRate: 2000)
    let signal = referenceSamples(2000)
    for (band, name) in zip(bands, ["0-45", "45-80", "80-200", "200-"]) {
      #expect(try goldens.difference("fir \(name) taps", band.taps) < 1e-9)
      #expect(try goldens.difference("fir \(name)", band(signal), step: 61) < 1e-6)
    }
    let notch = try FIRFilter(.bandStop(45, 55), taps: 31, sampleRate: 2000)
    #expect(try goldens.difference("fir stop taps", notch.taps) < 1e-9)
  }

  @Test(arguments: [0, 1, 2, 30, 60, 61, 62]) func anyLengthIsKept(count: Int) throws {
    let filter = try FIRFilter(.bandPass(45, 80), taps: 61, sampleRate: 1000)
    let output = filter([Double](repeating: 1, count: count))
    #expect(output.count == count)
    #expect(output.allSatisfy { $0.isFinite })
  }

  @Test func senselessRequestsAreRefused() {
    #expect(throws: SignalError.self) { try FIRFilter(.lowPass(45), taps: 60, sampleRate: 1000) }
    #expect(throws: SignalError.self) { try FIRFilter(.lowPass(45), taps: 0, sampleRate: 1000) }
    #expect(throws: SignalError.self) { try FIRFilter.subBands(sampleRate: 400) }
    #expect(throws: SignalError.self) { try FIRFilter.subBands(edges: [], sampleRate: 2000) }
    #expect(throws: SignalError.self) { try FIRFilter.subBands(edges: [80, 45], sampleRate: 2000) }
  }
}
