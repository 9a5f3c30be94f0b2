import Core
import TestSupport
import Testing

@testable import Training

@Suite struct ScaledMelTests {
  /// `tf.image.resize` of one axis: half-pixel centres, the two nearest values, the outermost beyond the ends.
  @Test(
    arguments: [
      (2, [0.5, 2.5]), (8, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]), (1, [1.5]), (4, [0, 1, 2, 3]),
    ] as [(Int, [Float])]) func columnsLieBetweenTheNearestTwo(count: Int, expected: [Float])
  {
    let ramp = Matrix(rows: 2, columns: 4, values: [0, 1, 2, 3, 10, 11, 12, 13])
    #expect(ramp.stretched(to: count).values == expected + expected.map { $0 + 10 })
  }

  /// Whatever the length, the size is one; the loudest cell is 0 dB, and nothing lies more than 80 dB below.
  @Test(arguments: [0.2, 3, 20]) func mapsHaveOneSizeAndOneScale(seconds: Double) {
    let features = ScaledMelFeatures(sampleRate: 16_000, sampleCount: nil)
    let samples = ReferenceSignal.make(sampleRate: 16_000, seconds: seconds).samples
    let map = ScaledMelFeatures.Extractor(features)(samples)
    #expect(map.count == 128 * 128)
    #expect(map.allSatisfy { (-80...0).contains($0) })
    let quiet = ScaledMelFeatures.Extractor(features)(samples.map { $0 / 4 })
    #expect(zip(map, quiet).allSatisfy { abs($0 - $1) < 0.01 })
  }
}
