import Core
import Foundation
import SignalProcessing
import Testing

@testable import Augmentation

/// Numbers against librosa and SciPy (tools/golden/augmentation.py).
@Suite struct GoldenTests {
  struct File: Decodable {
    struct Stretch: Decodable { let rate: Double, size: Int, hop: Int, samples: [Float] }
    struct Masks: Decodable {
      let kernel: Int, margin: Double, bins: Int, frames: Int, harmonic: [Float], percussive: [Float]
    }
    struct Spline: Decodable { let knots: [Double], values: [Double] }
    struct Equalizer: Decodable { let bands: [[Double]], samples: [Float] }
    let rate: Int, signal_head: [Float], stretches: [Stretch], locked: [Stretch], hpss: [Masks], spline: Spline,
      short_spline: Spline
    let equalizer: Equalizer
  }

  static let file = Result {
    let url = try #require(Bundle.module.url(forResource: "Goldens/augmentation", withExtension: "json"))
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
  }

  /// The signal of the script.
  static let beats: [Float] = (0..<3000).map { index in
    let t = Double(index) / 2000
    let phase = t - 0.4 * (t / 0.4).rounded(.down)
    let tone = exp(-phase / 0.03) * sin(2 * .pi * 60 * phase) + 0.1 * sin(2 * .pi * 130 * t)
    return Float(0.5 * tone)
  }

  private func worst(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }

  @Test func theSignalIsTheScripts() throws {
    #expect(worst(Self.beats, try Self.file.get().signal_head) < 1e-6)
  }

  /// Both carry phases in single precision from frame to frame; the tolerance is 1e-3 of full scale.
  @Test func withoutLockingTheVocoderIsLibrosas() throws {
    for golden in try Self.file.get().stretches {
      let vocoder = PhaseVocoder(fftSize: golden.size, hop: golden.hop, keepsTransients: false)
      let ours = vocoder.stretched(Self.beats, rate: golden.rate)
      #expect(ours.count == golden.samples.count)
      #expect(worst(ours, golden.samples) < 1e-3, "rate \(golden.rate)")
    }
  }

  /// By angles in double precision there, by products in single precision here; the tolerance is 1e-3 of full scale.
  @Test func lockedPhasesAreNumPys() throws {
    for golden in try Self.file.get().locked {
      let ours = PhaseVocoder(fftSize: golden.size, hop: golden.hop).stretched(Self.beats, rate: golden.rate)
      #expect(ours.count == golden.samples.count)
      #expect(worst(ours, golden.samples) < 1e-3, "rate \(golden.rate)")
    }
  }

  @Test func harmonicAndPercussiveMasksAreLibrosas() throws {
    let magnitudes = SpectralRewriting(fftSize: 128, hop: 32).magnitudes(of: Array(Self.beats.prefix(1200)))
    // Where there is nothing but rounding, a mask says nothing.
    let floor = 1e-4 * (magnitudes.values.max() ?? 0)
    func worst(_ a: [Float], _ b: [Float]) -> Float {
      magnitudes.values.indices.reduce(0) { magnitudes.values[$1] > floor ? max($0, abs(a[$1] - b[$1])) : $0 }
    }
    for golden in try Self.file.get().hpss {
      #expect(magnitudes.rows == golden.bins && magnitudes.columns == golden.frames)
      let masks = HarmonicPercussiveSeparation(
        harmonicKernel: golden.kernel, percussiveKernel: golden.kernel, harmonicMargin: golden.margin,
        percussiveMargin: golden.margin
      ).masks(of: magnitudes)
      #expect(worst(masks.harmonic.values, golden.harmonic) < 1e-3, "kernel \(golden.kernel)")
      #expect(worst(masks.percussive.values, golden.percussive) < 1e-3, "kernel \(golden.kernel)")
    }
  }

  @Test func splinesAreSciPys() throws {
    for golden in [try Self.file.get().spline, try Self.file.get().short_spline] {
      let ours = SmoothCurve(golden.knots).sampled(golden.values.count)
      #expect(zip(ours, golden.values).allSatisfy { abs($0 - $1) < 1e-8 })
    }
  }

  @Test func theEqualizerIsSciPysCascade() throws {
    let golden = try Self.file.get().equalizer
    let bands = golden.bands.map { ParametricEqualizer.Band(frequency: $0[0], gain: $0[1], quality: $0[2]) }
    let ours = try ParametricEqualizer(bands, sampleRate: 2000)(Self.beats)
    #expect(worst(ours, golden.samples) < 1e-5)
  }
}
