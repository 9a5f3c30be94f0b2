import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

@Suite struct ScalogramTests {
  /// NumPy's sums over wavelets written out in time: 1e-5 of the largest power (single precision results).
  @Test func scalogramMatchesItsDefinition() throws {
    let goldens = try NamedGoldens("features")
    let fine = try MorletScalogram(sampleRate: 4000, bandCount: 16, hop: 64)
    let powers = fine.power(of: ReferenceSignal.make(sampleRate: 4000, seconds: 1).samples)
    #expect(powers.rows == 16 && powers.columns == 63)
    #expect(try goldens.difference("scalogram", powers.values.map(Double.init)) < 1e-5)
    let coarse = try MorletScalogram(sampleRate: 2000, bandCount: 5, lowFrequency: 50, highFrequency: 400, hop: 250)
    let few = coarse.power(of: ReferenceSignal.make(sampleRate: 2000).samples)
    #expect(try goldens.difference("scalogram coarse", few.values.map(Double.init)) < 1e-5)
  }

  /// A sine of amplitude 0.5 at a band's frequency stands there with its amplitude, and a band away is weaker.
  @Test func aSineKeepsItsAmplitude() throws {
    let scalogram = try MorletScalogram(sampleRate: 4000, bandCount: 20, lowFrequency: 25, highFrequency: 800, hop: 40)
    let frequency = scalogram.frequencies[11]
    let sine = (0..<8000).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / 4000)) }
    let powers = scalogram.power(of: sine)
    for frame in 20..<180 {
      #expect(abs(powers[11, frame] - 0.25) < 1e-4)
      #expect(powers[10, frame] < 0.2 && powers[12, frame] < 0.2)
    }
  }

  /// Blocks leave no seam: any part of a long signal looks as it does alone, away from its ends.
  @Test func blocksLeaveNoSeam() throws {
    let samples = ReferenceSignal.make(sampleRate: 4000, seconds: 6).samples
    let scalogram = try MorletScalogram(sampleRate: 4000, bandCount: 8, hop: 50)
    let (whole, later) = (scalogram.power(of: samples), scalogram.power(of: Array(samples[7500...])))
    for band in 0..<8 {
      for frame in 30..<250 { #expect(abs(whole[band, frame + 150] - later[band, frame]) < 1e-6) }
    }
  }

  @Test func strangeSignalsAndRequests() throws {
    let scalogram = try MorletScalogram(sampleRate: 1000, highFrequency: 500, hop: 16)
    #expect(scalogram.power(of: []).values.isEmpty)
    #expect(scalogram.power(of: [1]).columns == 1)
    #expect(scalogram.power(of: [Float](repeating: 0, count: 100)).values.allSatisfy { $0 == 0 })
    #expect(throws: SignalError.self) {
      try MorletScalogram(sampleRate: 1000, lowFrequency: 0, highFrequency: 500, hop: 1)
    }
    #expect(throws: SignalError.self) { try MorletScalogram(sampleRate: 1000, highFrequency: 501, hop: 16) }
    #expect(throws: SignalError.self) { try MorletScalogram(sampleRate: 1000, highFrequency: 500, hop: 0) }
    #expect(throws: SignalError.self) {
      try MorletScalogram(sampleRate: 768_000, lowFrequency: 1e-9, highFrequency: 500, hop: 16)
    }
  }
}
