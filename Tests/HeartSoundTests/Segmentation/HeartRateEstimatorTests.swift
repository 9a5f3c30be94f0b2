import Core
import Foundation
import HeartSound
import Testing

/// Heart rates of sounds whose rate is known.
@Suite struct HeartRateEstimatorTests {
  /// S1 and S2 as decaying tones; S2 follows 0.2 s + a fifth of the period after S1.
  private func clicks(_ rate: Double, seconds: Double, sampleRate: Int = 2000, s2: Float = 0.7) -> AudioBuffer {
    var generator = SeededGenerator(seed: 1, id: "clicks", step: "noise")
    var samples = (0..<Int(seconds * Double(sampleRate))).map { _ in Float(0.002 * generator.normal()) }
    func add(_ time: Double, _ level: Float, _ frequency: Double) {
      for n in 0..<(sampleRate / 10) {
        let index = Int(time * Double(sampleRate)) + n
        guard samples.indices.contains(index) else { return }
        let t = Double(n) / Double(sampleRate)
        samples[index] += level * Float(exp(-t / 0.02) * sin(2 * .pi * frequency * t))
      }
    }
    let period = 60 / rate
    for beat in 0..<Int(seconds / period) {
      add(0.1 + Double(beat) * period, 0.8, 45)
      add(0.1 + Double(beat) * period + 0.2 + 0.2 * (period - 0.3), s2, 60)
    }
    return AudioBuffer(samples: samples, sampleRate: sampleRate)
  }

  @Test(arguments: [32.0, 45, 60, 75, 90, 110, 130, 150, 170, 190])
  func findsTheRate(_ rate: Double) throws {
    let estimate = try #require(HeartRateEstimator()(clicks(rate, seconds: 12)))
    #expect(abs(estimate.heartRate / rate - 1) < 0.02)
    #expect(estimate.confidence > 0.5)
  }

  @Test(arguments: [800, 1000, 4000, 44_100])
  func knowsEveryRateOfSampling(_ sampleRate: Int) throws {
    let estimate = try #require(HeartRateEstimator()(clicks(72, seconds: 6, sampleRate: sampleRate)))
    #expect(abs(estimate.heartRate / 72 - 1) < 0.02)
  }

  @Test func aKnockDoesNotDecide() throws {
    var audio = clicks(66, seconds: 10)
    for at in [1.3, 2.05] { for n in 0..<60 { audio.samples[Int(at * 2000) + n] = n % 8 < 4 ? 1 : -1 } }
    let estimate = try #require(HeartRateEstimator()(audio))
    #expect(abs(estimate.heartRate / 66 - 1) < 0.02)
  }

  @Test func saysSoWhenThereIsNoHeart() {
    var generator = SeededGenerator(seed: 2, id: "noise", step: "test")
    for seconds in [2, 5, 20] {
      let noise = AudioBuffer(
        samples: (0..<(seconds * 1000)).map { _ in Float(0.1 * generator.normal()) }, sampleRate: 1000)
      #expect(HeartRateEstimator()(noise)?.confidence ?? 0 < 0.2)
    }
  }

  @Test func refusesWhatHoldsNoPeriod() {
    #expect(HeartRateEstimator()(AudioBuffer(samples: [], sampleRate: 4000)) == nil)
    #expect(HeartRateEstimator()(AudioBuffer(samples: [0.5], sampleRate: 4000)) == nil)
    #expect(HeartRateEstimator()(AudioBuffer(samples: [Float](repeating: 0, count: 8000), sampleRate: 4000)) == nil)
    #expect(HeartRateEstimator()(AudioBuffer(samples: [Float](repeating: .nan, count: 8000), sampleRate: 4000)) == nil)
    #expect(HeartRateEstimator()(clicks(80, seconds: 0.5)) == nil)
    // A period must fit twice: 60 beats a minute cannot be read from 1.5 s.
    #expect(HeartRateEstimator()(clicks(60, seconds: 1.5)).map { $0.heartRate > 75 } ?? true)
  }

  @Test func synthesiserAgrees() throws {
    let collection = try SyntheticCollection(seed: 3, recordings: 6, sampleRates: [2000])
    for item in collection.plan() {
      let truth = collection.recording(item)
      let estimate = try #require(HeartRateEstimator()(truth.audio))
      #expect(abs(estimate.heartRate / truth.heartRate - 1) < 0.1, "\(item.id)")
    }
  }
}
