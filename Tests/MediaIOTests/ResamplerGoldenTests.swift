import Core
import Foundation
import MediaIO
import Testing

/// Against SciPy and soxr (tools/golden/resampler.py).
@Suite struct ResamplerGoldenTests {
  private func golden(_ name: String) throws -> [Double] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Goldens"))
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { try #require(Double($0)) }
  }

  /// The difference of two signals relative to the second, in decibels, `margin` samples from either end.
  private func difference(_ made: [Float], _ truth: [Double], margin: Int = 0) -> Double {
    let pairs = zip(made, truth).dropFirst(margin).dropLast(margin)
    let error = pairs.reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    let power = pairs.reduce(0.0) { $0 + $1.1 * $1.1 }
    return 10 * log10(error / power)
  }

  @Test(arguments: [
    (44_100, 2_000, 8820), (44_100, 16_000, 2205), (11_025, 2_000, 2205), (22_050, 4_000, 2205), (4_000, 44_100, 200),
    (8_000, 16_000, 500),
  ])
  func theSpectralConverterIsSciPysPolyphaseFilter(input: Int, output: Int, count: Int) throws {
    let truth = try golden("kaiser_\(input)_\(output)")
    let made = try Resampler(from: input, to: output, method: .fft).resample(noise(count))
    #expect(made.count == truth.count)
    // Single-precision transforms against double precision: measured −140 dB.
    #expect(difference(made, truth) <= -135)
  }

  /// Noise from a linear congruential generator, the same in every language.
  private func noise(_ count: Int) -> [Float] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
      state = 1_664_525 &* state &+ 1_013_904_223
      return Float(Double(state) / 4_294_967_296 - 0.5)
    }
  }

  @Test(arguments: [(44_100, 2_000, 8820), (44_100, 16_000, 2205)])
  func decimationInFrontChangesNothingOfLibsamplerate(input: Int, output: Int, count: Int) throws {
    let truth = try golden("samplerate_\(input)_\(output)")
    let made = try Resampler(from: input, to: output, method: .samplerate(.best)).resample(noise(count))
    // Ends included; without the zeros around the signal it would be −45 dB.
    #expect(difference(made, truth) <= -100)
  }

  @Test(arguments: [(44_100, 2_000, 44_100), (44_100, 16_000, 4410), (11_025, 2_000, 11_025)])
  func bothMethodsAgreeWithSoxr(input: Int, output: Int, count: Int) throws {
    let nyquist = Double(min(input, output)) / 2
    var tones = [Double](repeating: 0, count: count)
    for k in 0..<10 {
      let radians = 2 * Double.pi * (0.03 + 0.077 * Double(k)) * nyquist / Double(input)
      for i in 0..<count { tones[i] += 0.08 * cos(radians * Double(i) + Double(k)) }
    }
    let truth = try golden("soxr_\(input)_\(output)")
    for method in [ResamplingMethod.fft, .samplerate(.best)] {
      let made = try Resampler(from: input, to: output, method: method).resample(tones.map { Float($0) })
      #expect(made.count == truth.count)
      // Away from the ends, where each filter rings in its way. soxr's own ripple of 0.002 dB bounds the agreement.
      #expect(difference(made, truth, margin: 300) <= -85)
    }
  }
}
