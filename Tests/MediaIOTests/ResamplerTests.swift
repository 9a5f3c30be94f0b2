import Core
import Foundation
import MediaIO
import Testing

@Suite struct ResamplerTests {
  @Test(arguments: [
    (44_100, 16_000), (44_100, 2_000), (44_100, 1_000), (22_050, 4_000), (11_025, 2_000), (48_000, 2_000),
  ])
  func spectralConversionMeetsItsFigures(input: Int, output: Int) throws {
    let quality = try ResamplerQuality(from: input, to: output, method: .fft)
    #expect(quality.ripple <= 0.005)
    #expect(quality.minus3dB >= 0.95)
    #expect(quality.aliasFromNyquist <= -130)
    #expect(quality.signalToNoise >= 130)
    #expect(quality.delay < 1e-3)
    #expect(quality.lengthError == 0)
  }

  @Test(arguments: [(44_100, 16_000), (44_100, 2_000), (22_050, 4_000)])
  func libsamplerateBehindADecimatorMeetsItsFigures(input: Int, output: Int) throws {
    let quality = try ResamplerQuality(from: input, to: output, method: .samplerate(.best))
    #expect(quality.ripple <= 0.005)
    #expect(quality.minus3dB >= 0.95)
    #expect(quality.aliasFromNyquist <= -120)
    #expect(quality.delay < 1e-3)
    #expect(quality.lengthError == 0)
  }

  @Test(arguments: [(4_000, 44_100), (8_000, 16_000), (2_000, 4_000)])
  func upwardConversionIsFlatAndInTime(input: Int, output: Int) throws {
    for method in [ResamplingMethod.fft, .samplerate(.best)] {
      let quality = try ResamplerQuality(from: input, to: output, method: method)
      #expect(quality.ripple <= 0.005)
      #expect(quality.minus3dB >= 0.95)
      #expect(quality.delay < 1e-3)
      #expect(quality.lengthError == 0)
    }
  }

  @Test func equalRatesAreTheIdentity() throws {
    let samples = TestSignals.sine(100, rate: 2000, count: 1234)
    #expect(try Resampler(from: 2000, to: 2000).resample(samples) == samples)
  }

  @Test(arguments: [ResamplingMethod.fft, .samplerate(.best), .samplerate(.medium), .samplerate(.fastest)])
  func blocksOfAnySizeGiveTheSameSamples(method: ResamplingMethod) throws {
    let samples = TestSignals.click(length: 60_001, position: 30_000)
    let resampler = try Resampler(from: 44_100, to: 2_000, method: method)
    let whole = resampler.resample(samples)
    #expect(whole.count == (60_001 * 20 + 440) / 441)
    for size in [1000, 4096, 44_100] {
      var pieces: [Float] = []
      for start in stride(from: 0, to: samples.count, by: size) {
        resampler.process(Array(samples[start..<min(start + size, samples.count)]), into: &pieces)
      }
      resampler.finish(into: &pieces)
      #expect(pieces == whole)
    }
  }

  /// What shares the work agrees with what does not to single precision, at every length and for rates of any kind.
  @Test(arguments: [[2000, 16_000], [16_000, 44_100, 2000], [22_050, 4000], [8001, 2000], [48_000, 2000], [2000]])
  func severalRatesAtOnceAreThoseOfOneEach(rates: [Int]) throws {
    for method in [ResamplingMethod.fft, .samplerate(.fastest)] {
      let several = try MultiRateResampler(from: 44_100, to: rates, method: method)
      for length in [0, 1, 7000, 130_001] {
        var generator = SeededGenerator(seed: 5)
        let samples = (0..<length).map { _ in Float(generator.uniform(in: -0.5...0.5)) }
        var outputs = rates.map { _ in [Float]() }
        for start in stride(from: 0, to: length, by: 50_000) {
          several.process(Array(samples[start..<min(start + 50_000, length)]), into: &outputs)
        }
        several.finish(into: &outputs)
        for (rate, output) in zip(rates, outputs) {
          let alone = try Resampler(from: 44_100, to: rate, method: method).resample(samples)
          #expect(output.count == alone.count, "\(rate)")
          let difference = zip(output, alone).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
          #expect(difference < 2e-6, "\(rate)")
        }
      }
    }
  }

  @Test func theTwoMethodsAgreeBelowFourFifthsOfNyquist() throws {
    var generator = SeededGenerator(seed: 3)
    // Tones below 0.8 of the target's Nyquist frequency.
    var samples = [Float](repeating: 0, count: 88_200)
    for _ in 0..<20 {
      let tone = TestSignals.sine(generator.uniform(in: 5...800), rate: 44_100, count: samples.count, amplitude: 0.05)
      for i in samples.indices { samples[i] += tone[i] }
    }
    let a = try Resampler(from: 44_100, to: 2_000, method: .fft).resample(samples)
    let b = try Resampler(from: 44_100, to: 2_000, method: .samplerate(.best)).resample(samples)
    #expect(a.count == b.count)
    let difference = zip(a, b).dropFirst(300).dropLast(300).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let power = a.dropFirst(300).dropLast(300).reduce(0.0) { $0 + pow(Double($1), 2) }
    #expect(10 * log10(difference / power) <= -100)
  }

  @Test(arguments: [0, 1, 2, 21, 22, 23, 440, 441, 442, 10_000])
  func lengthIsTheCeiling(count: Int) throws {
    for (input, output) in [(44_100, 2_000), (4_000, 44_100), (11_025, 2_000), (44_101, 16_000), (500, 441_000)] {
      for method in [ResamplingMethod.fft, .samplerate(.medium)] {
        let made = try Resampler(from: input, to: output, method: method).resample(
          [Float](repeating: 0.1, count: count))
        #expect(made.count == (count * output + input - 1) / input)
      }
    }
  }
}
