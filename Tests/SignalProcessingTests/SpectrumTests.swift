import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

private func golden(_ name: String) throws -> Golden {
  let url = try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Goldens"))
  return try Golden(url)
}

/// The largest difference between a golden's columns and every `step`-th column of `matrix`.
private func worstDifference(_ matrix: Matrix, _ golden: Golden, step: Int) -> Double {
  #expect(matrix.rows == golden.rows.count)
  #expect((matrix.columns + step - 1) / step == golden.rows[0].count)
  var worst = 0.0
  for (r, row) in golden.rows.enumerated() {
    for (c, value) in row.enumerated() { worst = max(worst, abs(Double(matrix[r, c * step]) - value)) }
  }
  return worst
}

@Suite struct RealFFTTests {
  @Test(arguments: [1, 2, 7, 256, 441, 1000]) func inverseUndoesForward(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let samples = (0..<size).map { _ in Float(generator.normal()) }
    let fft = RealFFT(size: size)
    let back = fft.inverse(fft.forward(samples)).map { $0 / Float(size) }
    #expect(zip(samples, back).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func energyIsKept() {  // Parseval
    let signal = ReferenceSignal.make(sampleRate: 2000, seconds: 1).samples
    let bins = RealFFT(size: signal.count).forward(signal)
    let inTime = signal.reduce(0.0) { $0 + Double($1 * $1) }
    let inFrequency = bins.enumerated().reduce(0.0) { sum, bin in
      sum + Double(bin.element.power) * (bin.offset == 0 || bin.offset == signal.count / 2 ? 1 : 2)
    }
    #expect(abs(inFrequency / Double(signal.count) / inTime - 1) < 1e-5)
  }

  @Test func instancesOnManyThreadsAgree() {
    let signal = ReferenceSignal.make(sampleRate: 2000, seconds: 0.5).samples
    let expected = RealFFT(size: signal.count).forward(signal)
    let results = parallelMap(Array(0..<64), workers: 8) { i in
      RealFFT(size: signal.count + 64).forward(signal).count + RealFFT(size: 100 + i).size > 0
        && RealFFT(size: signal.count).forward(signal) == expected
    }
    #expect(results.allSatisfy { $0 })
  }
}

@Suite struct MelSpectrogramTests {
  /// librosa computes its FFT in single precision, as we do: 1e-5 of the largest value (measured differences are below 5e-7).
  @Test(arguments: [(2000, 256, 32, 64), (16000, 2048, 512, 128), (22050, 2048, 512, 128)])
  func bandsMatchLibrosa(rate: Int, fftSize: Int, hop: Int, bands: Int) throws {
    let mel = MelSpectrogram(
      MelConfiguration(
        frames: FrameLayout(fftSize: fftSize, hop: hop), bank: .init(bandCount: bands),
        compression: .decibels(range: 80)),
      sampleRate: rate)
    let reference = try golden("mel_\(rate)")
    let signal = ReferenceSignal.make(sampleRate: rate).samples
    #expect(worstDifference(mel.bandSums(signal), reference, step: 16) <= 1e-5 * reference.peak)
  }

  /// Decibels amplify rounding near the floor: 1e-3 dB on coefficients of up to 10³.
  @Test(arguments: [(2000, 256, 32, 64), (16000, 2048, 512, 128), (22050, 2048, 512, 128)])
  func cepstraMatchLibrosa(rate: Int, fftSize: Int, hop: Int, bands: Int) throws {
    let mel = MelSpectrogram(
      MelConfiguration(
        frames: FrameLayout(fftSize: fftSize, hop: hop), bank: .init(bandCount: bands),
        compression: .decibels(range: 80)),
      sampleRate: rate)
    let cepstra = CepstralCoefficients(count: 40, bandCount: bands)(mel(ReferenceSignal.make(sampleRate: rate).samples))
    #expect(worstDifference(cepstra, try golden("mfcc_\(rate)"), step: 16) <= 2e-3)
  }

  /// The definition of the orthonormal DCT-II, for odd and even numbers of bands and for frames that fill no block.
  @Test(arguments: [(1, 1, 1), (7, 7, 11), (8, 5, 8), (13, 6, 3), (40, 40, 17), (65, 20, 9)])
  func cepstraAreTheCosineTransform(bands: Int, count: Int, frames: Int) {
    var generator = SeededGenerator(seed: UInt64(bands))
    var levels = Matrix(rows: bands, columns: frames)
    for index in levels.values.indices { levels.values[index] = Float(generator.integer(below: 2001) - 1000) / 50 }
    let cepstra = CepstralCoefficients(count: count, bandCount: bands)(levels)
    for k in 0..<count {
      for t in 0..<frames {
        let scale = ((k == 0 ? 1.0 : 2.0) / Double(bands)).squareRoot()
        let sum = (0..<bands).reduce(0.0) { sum, n in
          let turn: Double = .pi * Double(k) * (Double(n) + 0.5) / Double(bands)
          return sum + Double(levels[n, t]) * cos(turn)
        }
        #expect(abs(Double(cepstra[k, t]) - scale * sum) < 1e-4, "\(k) \(t)")
      }
    }
  }

  @Test func htkBandsWithReflectedEndsMatchLibrosa() throws {
    let configuration = MelConfiguration(
      frames: FrameLayout(fftSize: 400, windowLength: 200, hop: 100, padding: .reflect),
      bank: .init(bandCount: 40, lowFrequency: 20, highFrequency: 1000, scale: .htk, hasUnitArea: false),
      compression: .none)
    let reference = try golden("mel_htk_reflect_4000")
    let bands = MelSpectrogram(configuration, sampleRate: 4000)(ReferenceSignal.make(sampleRate: 4000).samples)
    #expect(worstDifference(bands, reference, step: 8) <= 1e-5 * reference.peak)
  }

  /// The AudioSet front ends in double precision: 5e-5, as single-precision filter banks differ by that much.
  @Test(arguments: [("yamnet", MelConfiguration.yamnet), ("vggish", MelConfiguration.vggish)])
  func audioSetFrontEnds(name: String, configuration: MelConfiguration) throws {
    let bands = MelSpectrogram(configuration, sampleRate: 16000)(ReferenceSignal.make(sampleRate: 16000).samples)
    #expect(worstDifference(bands, try golden(name), step: 16) <= 5e-5)
  }

  @Test(arguments: [0, 1, 31, 32, 100]) func shortSignalsHaveTheRightNumberOfFrames(count: Int) {
    let layout = FrameLayout(fftSize: 256, hop: 32)
    let mel = MelSpectrogram(
      MelConfiguration(frames: layout, bank: .init(bandCount: 16), compression: .decibels(range: 80)), sampleRate: 2000)
    let bands = mel([Float](repeating: 0.1, count: count))
    #expect(bands.columns == (count == 0 ? 0 : 1 + count / 32))
    #expect(bands.values.allSatisfy { $0.isFinite })
  }

  /// Against the library's logarithm in double precision: 2e-5 dB over the whole range of single precision.
  @Test func decibelsAreThoseOfTheLogarithm() {
    var values: [Float] = [0, -1, 1e-11, 1e-10, 1, 0.5, 0.707_106_7, 0.707_106_8, 2, 1e30, .greatestFiniteMagnitude]
    var x: Float = 1.0001e-10
    while x < 1e30 {
      values.append(x)
      x *= 1.0137
    }
    var made = values + [.nan, .infinity]
    Compression.decibels(range: nil).apply(to: &made)
    for (value, level) in zip(values, made) {
      #expect(abs(Double(level) - 10 * log10(max(1e-10, Double(value)))) < 2e-5 * max(1, abs(Double(level)) / 50))
    }
    #expect(made[values.count] == made[0] && made[values.count + 1] == made[10])
  }
}
