import Core
import Foundation
import HeartSound
import SignalProcessing
import Testing

@testable import Augmentation

/// Laws of the numeric parts.
@Suite struct NumericsTests {
  @Test func gaussianNumbersHaveTheirMomentsAndTails() {
    var source = GaussianSource(SeededGenerator(seed: 5))
    let values = source.samples(400_000).map(Double.init)
    func moment(_ power: Double) -> Double { values.reduce(0) { $0 + pow($1, power) } / Double(values.count) }
    #expect(abs(moment(1)) < 0.006)
    #expect(abs(moment(2) - 1) < 0.01)
    #expect(abs(moment(3)) < 0.03)
    #expect(abs(moment(4) - 3) < 0.06)
    // P(|x| > 1) = 0.31731, P(|x| > 3.4426) = 0.000576, beyond which the tail begins.
    #expect(abs(Double(values.count { abs($0) > 1 }) / 400_000 - 0.31731) < 0.003)
    #expect(abs(Double(values.count { abs($0) > 3.4426 }) / 400_000 - 0.000576) < 0.00015)
  }

  @Test(arguments: [("white", 0.0), ("pink", -3.01), ("brown", -6.02)])
  func noiseFallsByItsColor(_ name: String, perOctave: Double) throws {
    let color = try #require(NoiseColor(rawValue: name))
    let noise = color.samples(65_536, sampleRate: 2000, generator: SeededGenerator(seed: 2))
    let bins = RealFFT(size: 65_536).forward(noise)
    func level(_ low: Double, _ high: Double) -> Double {
      let range = Int(low / 2000 * 65_536)..<Int(high / 2000 * 65_536)
      return 10 * log10(range.reduce(0.0) { $0 + Double(bins[$1].power) } / Double(range.count))
    }
    #expect(abs((level(400, 440) - level(100, 110)) / 2 - perOctave) < 0.4)
  }

  @Test(arguments: ["white", "pink", "brown"]) func noiseLiesExactlyAtItsRatio(_ color: String) throws {
    let (heart, scene) = try Scene.heart(seconds: 2)
    let policy = AugmentationPolicy.single("noise", ["snr": .range(17...17), "color": .words([color])])
    let plan = AugmentationPlanner(policy: policy, seed: 1).plan(for: .init(heart.audio), copy: 1, pool: scene)
    let made = try plan.apply(to: heart.audio, sounds: scene)
    let added = zip(made.audio.samples, heart.audio.samples).map { Float(Double($0) / made.limitingGain) - $1 }
    #expect(abs(10 * log10(heart.audio.samples.meanSquare / added.meanSquare) - 17) < 0.01)
  }

  @Test func interpolationReadsBetweenSamples() {
    let signal = (0..<400).map { Float(sin(0.7 * .pi * Double($0))) }
    let ours = BandlimitedInterpolation().values(of: signal, from: 50.3, step: 0.77, count: 300)
    let truth = (0..<300).map { Float(sin(0.7 * .pi * (50.3 + 0.77 * Double($0)))) }
    #expect(zip(ours, truth).allSatisfy { abs($0 - $1) < 1e-3 })
    let exact = BandlimitedInterpolation().values(of: signal, step: 1, count: 400)
    #expect(zip(exact, signal).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func whatIsNotChangedComesBack() {
    let signal = GoldenTests.beats
    let same = SpectralRewriting(fftSize: 256, hop: 64).scaled(signal) { _, _ in 1 }
    #expect(zip(same, signal).allSatisfy { abs($0 - $1) < 1e-5 })
    let still = PhaseVocoder(sampleRate: 2000).stretched(signal, rate: 1)
    #expect(zip(still, signal).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  /// The frequency, in hertz, at which a signal is strongest.
  static func pitch(_ samples: [Float], rate: Int) -> Double {
    let size = 65_536
    let bins = RealFFT(size: size).forward(Array(samples.prefix(size)))
    let peak = bins.indices.max { bins[$0].power < bins[$1].power } ?? 0
    return Double(peak) * Double(rate) / Double(size)
  }

  @Test(arguments: [-4.0, -1, 2, 5]) func pitchShiftMovesTheFundamental(_ semitones: Double) throws {
    let tone = AudioBuffer(samples: (0..<8000).map { 0.5 * sin(2 * .pi * 110 * Float($0) / 2000) }, sampleRate: 2000)
    let policy = AugmentationPolicy.single("pitch_shift", ["semitones": .range(semitones...semitones)])
    let plan = AugmentationPlanner(policy: policy, seed: 1).plan(for: .init(tone), copy: 1, pool: Scene())
    let made = try plan.apply(to: tone, sounds: Scene()).audio
    #expect(made.samples.count == tone.samples.count)
    #expect(abs(Self.pitch(made.samples, rate: 2000) - 110 * pow(2, semitones / 12)) < 0.3)
  }

  @Test(arguments: [0.85, 1.2]) func timeStretchLeavesThePitch(_ rate: Double) {
    let tone = (0..<8000).map { 0.5 * sin(2 * .pi * 110 * Float($0) / 2000) }
    let made = PhaseVocoder(sampleRate: 2000).stretched(tone, rate: rate)
    #expect(made.count == Int((8000 / rate).rounded()))
    #expect(abs(Self.pitch(made, rate: 2000) - 110) < 0.3)
    let middle = Array(made[1000..<(made.count - 1000)])
    #expect(abs(middle.meanSquare / 0.125 - 1) < 0.02)
  }
}
