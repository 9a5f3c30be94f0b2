import Core
import Foundation
import Testing

@testable import SignalProcessing

/// Both transforms against their definition, for every way in which bins and their mirror images fall into groups of eight.
@Suite struct TransformDefinitionTests {
  static let sizes = Array(1...70) + [126, 128, 130, 254, 255, 256, 258, 441, 480, 600]

  /// X[k] = Σ x[n] e^(−2πikn/N), summed in double precision with exact angles.
  private func spectrum(_ samples: [Double]) -> [(real: Double, imaginary: Double)] {
    let size = samples.count
    return (0...(size / 2)).map { k in
      samples.enumerated().reduce((0, 0)) { sum, sample in
        let angle = 2 * Double.pi * Double(k * sample.offset % size) / Double(size)
        return (sum.0 + sample.element * cos(angle), sum.1 - sample.element * sin(angle))
      }
    }
  }

  private func noise(_ size: Int) -> [Double] {
    var generator = SeededGenerator(seed: UInt64(size))
    return (0..<size).map { _ in Double(Float(generator.normal())) }
  }

  /// A few roundings of single precision, 6e-8 each, of sums of `size` terms.
  @Test(arguments: sizes) func singlePrecision(size: Int) {
    let samples = noise(size)
    let tolerance = 1e-6 * Double(size).squareRoot()
    let bins = RealFFT(size: size).forward(samples.map { Float($0) })
    for (bin, expected) in zip(bins, spectrum(samples)) {
      #expect(abs(Double(bin.real) - expected.real) < tolerance)
      #expect(abs(Double(bin.imaginary) - expected.imaginary) < tolerance)
    }
    let back = RealFFT(size: size).inverse(bins)
    for (sample, expected) in zip(back, samples) { #expect(abs(Double(sample) / Double(size) - expected) < 1e-6) }
  }

  /// Straight from the packed transform, and by way of the spectrum: the same numbers to the last bit.
  @Test(arguments: sizes) func powersAreThoseOfTheSpectrum(size: Int) {
    let samples = noise(size).map { Float($0) }
    let transform = RealFFT(size: size)
    var powers = [Float](repeating: .nan, count: transform.binCount)
    powers.withUnsafeMutableBufferPointer { powers in
      transform.writePowers(to: powers) { _ = $0.update(fromContentsOf: samples) }
    }
    #expect(powers == transform.forward(samples).map(\.power))
  }

  @Test(arguments: sizes) func doublePrecision(size: Int) {
    let samples = noise(size)
    let tolerance = 2e-14 * Double(size)
    let bins = DoubleFFT(size: size).forward(samples)
    for (bin, expected) in zip(bins, spectrum(samples)) {
      #expect(abs(bin.real - expected.real) < tolerance)
      #expect(abs(bin.imaginary - expected.imaginary) < tolerance)
    }
    let back = DoubleFFT(size: size).inverse(bins)
    for (sample, expected) in zip(back, samples) { #expect(abs(sample / Double(size) - expected) < 1e-14) }
  }

  /// As FFTW's: what a real signal cannot have is not looked at.
  @Test(arguments: [2, 16, 250]) func imaginaryPartsOfTheOutermostBinsDoNotCount(size: Int) {
    var bins = RealFFT(size: size).forward(noise(size).map { Float($0) })
    let expected = RealFFT(size: size).inverse(bins)
    bins[0].imaginary = 3
    bins[size / 2].imaginary = -5
    #expect(RealFFT(size: size).inverse(bins) == expected)
  }
}
