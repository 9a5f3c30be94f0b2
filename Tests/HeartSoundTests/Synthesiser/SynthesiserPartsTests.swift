import Core
import Foundation
import Testing

@testable import HeartSound

/// The building blocks against SciPy and NumPy; tools/golden/synthesiser.py writes the vectors.
@Suite struct SynthesiserPartsTests {
  private let goldens: [String: [Double]]

  init() throws {
    let file = try #require(Bundle.module.url(forResource: "Goldens/synthesiser", withExtension: "json"))
    goldens = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: file))
  }

  @Test(arguments: [
    ("highPass30", [SecondOrderFilter(.highPass, frequency: 30, sampleRate: 4000)]),
    ("lowPass600", SecondOrderFilter.fourthOrderLowPass(600, sampleRate: 4000)),
    ("bandPass200", [SecondOrderFilter(.bandPass, frequency: 200, quality: 0.8, sampleRate: 4000)]),
  ]) func filtersHaveSciPysImpulseResponse(name: String, filters: [SecondOrderFilter]) throws {
    let golden = try #require(goldens[name])
    let impulse = [1.0] + [Double](repeating: 0, count: golden.count - 1)
    #expect(zip(impulse.filtered(by: filters), golden).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func theRecurrenceOfAToneIsItsFormula() throws {
    let golden = try #require(goldens["tone"])
    let tone = ValveSound.Tone(frequency: 80, level: 0.9, decay: 0.01, delay: 0.003, glide: -200, phase: 0.4)
    var signal = [Double](repeating: 0, count: golden.count)
    tone.render(into: &signal, onset: 0.0021, attack: 0.002, sampleRate: 4000)
    #expect(zip(signal, golden).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func aToneThatBeganBeforeTheSignalGoesOn() {
    let tone = ValveSound.Tone(frequency: 80, level: 1, decay: 0.02, delay: 0, glide: 300, phase: 1)
    var whole = [Double](repeating: 0, count: 400)
    tone.render(into: &whole, onset: 0.01, attack: 0.002, sampleRate: 4000)
    var late = [Double](repeating: 0, count: 300)
    tone.render(into: &late, onset: 0.01 - 100 / 4000, attack: 0.002, sampleRate: 4000)
    #expect(zip(whole[100...], late).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test(arguments: [-10, -0.5, 5, 1e12]) func soundsOutsideTheSignalAreSilent(onset: Double) {
    var signal = [Double](repeating: 0, count: 100)
    ValveSound.thud(frequency: 30).tones[0].render(into: &signal, onset: onset, attack: 0.01, sampleRate: 1000)
    #expect(signal.allSatisfy { $0 == 0 })
  }

  @Test func noiseHasUnitVarianceAndThePinkOneFalls() {
    var source = NoiseSource(SeededGenerator(seed: 3))
    let white = (0..<100_000).map { _ in source.white() }
    #expect(abs(white.reduce(0, +) / 1e5) < 0.02)
    #expect(abs(white.rootMeanSquare - 1) < 0.01)
    let pink = (0..<200_000).map { _ in source.pink() }
    // Bands of one relative width have equal power in pink noise; in white noise it doubles with each octave.
    let levels = [25.0, 50, 100, 200, 400, 800, 1600].map { frequency in
      pink.filtered(by: [SecondOrderFilter(.bandPass, frequency: frequency, quality: 2, sampleRate: 8000)])
        .rootMeanSquare
    }
    #expect(levels.allSatisfy { abs(20 * log10($0 / levels[0])) < 2 }, "\(levels)")
  }

  @Test(arguments: [MurmurModel.Shape.diamond, .plateau, .lateSystolic, .rumble, .flow])
  func envelopesStayBetweenZeroAndOne(shape: MurmurModel.Shape) {
    let murmur = MurmurModel(shape: shape, centre: 200, quality: 1, level: 1, position: 0.4)
    let values = (0...1000).map { murmur.envelope(at: Double($0) / 1000, length: 0.25) }
    #expect(values.allSatisfy { (0...1).contains($0) })
    #expect((values.max() ?? 0) > 0.5)
  }
}
