import Core
import Foundation
import MediaIO
import SignalProcessing
import TestSupport
import Testing

@testable import Curation

@Suite struct SoundMeasuresTests {
  /// To 1e-4: the spectra are of single precision.
  @Test func agreesWithSciPy() throws {
    for golden in try AuditGolden.load().measures {
      let full = golden.samples.map { Float($0) / 32768 }
      let measures = try #require(SoundMeasures(band: try SoundSignature.band(of: full), full: full, spikes: 3))
      #expect(abs(measures.contrast - golden.contrast) < 1e-4)
      #expect(abs(measures.signalToNoise - golden.signal_to_noise) < 1e-4)
      #expect(abs(measures.periodicity - golden.periodicity) < 1e-4)
      #expect(abs(measures.unsteadiness - golden.unsteadiness) < 1e-4)
      #expect(abs(measures.lowShare - golden.low_share) < 1e-4)
      #expect(abs(measures.hum - golden.hum) < 1e-2)
      #expect(measures.spikeRate == 3 / (Double(full.count) / 1000))
    }
  }

  @Test func gainChangesNothing() throws {
    let full = try AuditGolden.load().measures[0].samples.map { Float($0) / 32768 }
    func measures(_ gain: Float) throws -> SoundMeasures {
      let scaled = full.map { $0 * gain }
      return try #require(SoundMeasures(band: try SoundSignature.band(of: scaled), full: scaled, spikes: 0))
    }
    let (loud, quiet) = (try measures(1), try measures(0.01))
    #expect(abs(loud.periodicity - quiet.periodicity) < 1e-4 && abs(loud.contrast - quiet.contrast) < 1e-3)
    #expect(abs(loud.lowShare - quiet.lowShare) < 1e-4 && abs(loud.hum - quiet.hum) < 1e-2)
  }

  @Test func nothingIsMeasuredOfSilence() {
    let zeros = [Float](repeating: 0, count: 5000)
    #expect(SoundMeasures(band: zeros, full: zeros, spikes: 0) == nil)
    #expect(SoundMeasures(band: [0.1, 0.2], full: [0.1, 0.2], spikes: 0) == nil)
  }
}

@Suite struct LevelMeterTests {
  private func meter(_ samples: [Float], rate: Int = 4000, block: Int = 1000) -> LevelMeter {
    var meter = LevelMeter(sampleRate: rate, settings: .init())
    for start in stride(from: 0, to: samples.count, by: block) {
      meter.add(Array(samples[start..<min(samples.count, start + block)]))
    }
    meter.finish()
    return meter
  }

  private func tone(_ count: Int, level: Float = 0.5, frequency: Double = 100, rate: Double = 4000) -> [Float] {
    (0..<count).map { level * Float(sin(2 * .pi * frequency * Double($0) / rate + 0.1)) }
  }

  @Test func offsetPeakAndLevel() {
    let measured = meter(tone(8000).map { $0 + 0.25 })
    #expect(abs(measured.offset - 0.25) < 1e-4)
    #expect(abs(measured.peak - 0.75) < 1e-3)
    #expect(abs(measured.level - 20 * log10(0.5 / 2.0.squareRoot())) < 0.01)
    #expect(measured.clippedFraction == 0 && measured.dropoutFraction == 0 && measured.silentFraction == 0)
  }

  /// Counts that a person can make: blocks must not show.
  @Test(arguments: [7, 100, 4096, 100_000]) func faultsAreCountedAcrossBlocks(block: Int) {
    var samples = tone(8000).map { max(-0.4, min(0.4, $0)) }
    let flat = samples.count { abs($0) == 0.4 }
    let clipped = meter(samples, block: block)
    #expect(abs(clipped.clippedFraction - Double(flat) / 8000) < 1e-3 && clipped.clippedFraction > 0.1)
    for i in 2000..<2400 { samples[i] = samples[2000] }
    for i in 5000..<5199 { samples[i] = 0.001 }
    let dropped = meter(samples, block: block)
    #expect(dropped.dropoutCount == 1)
    #expect(abs(dropped.dropoutFraction - 400.0 / 8000) < 1e-3)
    let silent = meter(tone(4000) + tone(12_000, level: 1e-4), block: block)
    #expect(abs(silent.silentFraction - 0.75) < 0.02)
  }

  /// White noise at 4 kHz taken to 44.1 kHz ends abruptly at 2 kHz; the same noise at its own rate does not.
  @Test func conversionFromALowerRateShows() throws {
    var generator = SeededGenerator(seed: 5)
    let noise = AudioBuffer(samples: (0..<12_000).map { _ in Float(0.1 * generator.normal()) }, sampleRate: 4000)
    let own = meter(noise.samples).bandwidth
    #expect(!own.isAbrupt && (own.edge ?? 0) > 1900)
    let converted = meter(try noise.resampled(to: 44_100).samples, rate: 44_100, block: 40_000).bandwidth
    #expect(converted.isAbrupt)
    #expect(abs((converted.edge ?? 0) - 1950) < 120)
  }

  @Test func nothingCrashesTheMeter() {
    for samples: [Float] in [[], [0], [1, 1], [Float](repeating: 1, count: 5000), [0.5, -0.5, 0.5]] {
      let measured = meter(samples)
      #expect(measured.level.isFinite && measured.offset.isFinite)
      #expect((0...1).contains(measured.clippedFraction) && (0...1).contains(measured.silentFraction))
    }
  }
}

@Suite struct SignalQualityTests {
  /// Real recordings: how well the index and the score tell what people heard. Few files a class, so that it stays quick.
  @Test(.enabled(if: SharedData.path("pascal/set_a") != nil)) func artifactsStandOut() throws {
    let folder = try #require(SharedData.path("pascal/set_a"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    func some(_ prefix: String) -> [Recording] {
      names.filter { $0.hasPrefix(prefix) }.prefix(6).map {
        Recording(path: $0, in: folder, label: prefix)
      }
    }
    func qualities(_ recordings: [Recording]) -> [RecordingQuality] {
      SoundSurvey(of: recordings, settings: .init(), workers: 2).qualities.compactMap { $0 }
    }
    let (artifacts, normals) = (qualities(some("artifact")), qualities(some("normal")))
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(mean(artifacts.map(\.index)) + 0.2 < mean(normals.map(\.index)))
    #expect(mean(artifacts.map(\.strangeness)) > mean(normals.map(\.strangeness)) + 0.4)
  }

  /// A voice and a heart behind much noise may share a spectrum; only the heart beats.
  @Test(.enabled(if: SharedData.path("circor2022/training_data") != nil)) func aBeatIsAHeart() throws {
    let folder = try #require(SharedData.path("circor2022/training_data"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".wav") }
    let recordings = names.sorted().prefix(12).map { Recording(path: $0, in: folder, label: nil) }
    let heard = SoundSurvey(of: recordings, settings: .init(), workers: 2).qualities.compactMap { $0 }
    #expect(heard.count == 12)
    for var quality in heard {
      let strangeness = quality.strangeness
      quality.heartRateConfidence = nil
      #expect(quality.strangeness >= strangeness)
      quality.heartRateConfidence = 1
      #expect(abs(quality.strangeness - strangeness) < 1e-12 || quality.strangeness < strangeness)
      #expect(quality.strangeness <= 2.0 / 3)
    }
    #expect(heard.count { $0.strangeness > QualitySettings().highestStrangeness } <= 1)
  }
}
