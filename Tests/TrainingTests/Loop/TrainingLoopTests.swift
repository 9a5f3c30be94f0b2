import Core
import Foundation
import TestSupport
import Testing

@testable import Training

private func golden(_ name: String) throws -> Golden {
  try Golden(try #require(Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Goldens")))
}

@Suite struct LogMelFeaturesTests {
  private let features = LogMelFeatures(sampleRate: 2000, sampleCount: 6000)

  /// Single-precision spectra against librosa in double: 1e-4 of one standard deviation.
  @Test func featuresMatchLibrosa() throws {
    let values = LogMelFeatures.Extractor(features)(ReferenceSignal.make(sampleRate: 2000).samples)
    #expect(features.frames == 121 && values.count == 32 * 121)
    for (band, row) in try golden("features").rows.enumerated() {
      for (column, value) in row.enumerated() { #expect(abs(Double(values[band * 121 + column * 8]) - value) < 1e-4) }
    }
  }

  /// Neither gain nor offset of a recording reaches the network: they would tell devices apart.
  @Test func gainAndOffsetPlayNoPart() {
    let extract = LogMelFeatures.Extractor(features)
    let samples = ReferenceSignal.make(sampleRate: 2000).samples
    let plain = extract(samples)
    let other = extract(samples.map { 0.01 * $0 + 0.3 })
    #expect(zip(plain, other).allSatisfy { abs($0 - $1) < 2e-3 })
  }

  @Test(arguments: [0, 1, 100, 7000]) func otherLengthsAreCutOrFilled(count: Int) {
    let values = LogMelFeatures.Extractor(features)([Float](repeating: 0.5, count: count))
    #expect(values.count == 32 * 121)
    #expect(values.allSatisfy { $0.isFinite })
  }
}

@Suite struct ClassWeightingTests {
  @Test func balancedIsScikitLearns() throws {
    let table = try golden("class_weights").rows
    let weights = ClassWeighting.balanced.weights(counts: table[0].map { Int($0) })
    #expect(zip(weights, table[1]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(ClassWeighting.none.weights(counts: [3, 0, 9]) == [1, 1, 1])
    #expect(ClassWeighting.balanced.weights(counts: [3, 0, 9])[1] == 1)
  }
}

@Suite struct EpochSamplerTests {
  private let recordings = (0..<60).map { "r\($0 / 5)" }

  @Test func everyRecordingGivesAtMostItsShare() {
    let sampler = EpochSampler(recordings: recordings, settings: TrainingSettings(batchSize: 7, clipsPerRecording: 2))
    for epoch in 1...5 {
      let batches = sampler.batches(epoch: epoch)
      let clips = batches.flatMap { $0 }
      #expect(clips.count == 24 && Set(clips).count == 24)
      #expect(batches.dropLast().allSatisfy { $0.count == 7 })
      #expect(Dictionary(grouping: clips) { recordings[$0] }.values.allSatisfy { $0.count == 2 })
    }
    #expect(sampler.batches(epoch: 1) != sampler.batches(epoch: 2))
    #expect(sampler.batches(epoch: 1) == sampler.batches(epoch: 1))
  }

  @Test func allClipsAreTakenWithoutALimit() {
    let sampler = EpochSampler(recordings: recordings, settings: TrainingSettings(clipsPerRecording: 0))
    #expect(sampler.batches(epoch: 3).flatMap { $0 }.sorted() == Array(0..<60))
  }

  @Test func masksCoverWholeBandsInHalfOfTheClips() {
    let sampler = EpochSampler(recordings: recordings, settings: TrainingSettings(maskedBands: 4))
    var masked = 0
    for clip in 0..<400 {
      var features = [Float](repeating: 1, count: 8 * 10)
      sampler.mask(&features, bands: 8, clip: clip, epoch: 1)
      let bands = (0..<8).map { band in features[(band * 10)..<(band * 10 + 10)].count { $0 == 0 } }
      #expect(bands.allSatisfy { $0 == 0 || $0 == 10 } && bands.count { $0 == 10 } <= 4)
      masked += bands.contains(10) ? 1 : 0
    }
    // Half are drawn, and one in five of those draws a width of nothing.
    #expect((120...200).contains(masked))
  }
}
