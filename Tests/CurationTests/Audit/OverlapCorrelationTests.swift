import Core
import Foundation
import SignalProcessing
import TestSupport
import Testing

@testable import Curation

/// What NumPy and SciPy computed; see tools/golden/audit.py.
struct AuditGolden: Decodable {
  struct Measures: Decodable {
    var samples: [Int16]
    var contrast: Double, signal_to_noise: Double, periodicity: Double, unsteadiness: Double, low_share: Double
    var hum: Double
  }
  struct Overlap: Decodable {
    var a: [Int16], b: [Int16]
    var similarity: Double
    var lag: Int, overlap: Int
  }
  var measures: [Measures]
  var overlaps: [Overlap]

  static func load() throws -> AuditGolden {
    let url = try #require(Bundle.module.url(forResource: "audit", withExtension: "json", subdirectory: "Goldens"))
    return try JSONDecoder().decode(AuditGolden.self, from: Data(contentsOf: url))
  }
}

@Suite struct OverlapCorrelationTests {
  /// Lags exactly; the value of a lag is computed in integers, so that it agrees to double precision.
  @Test func findsWhatTheDefinitionFinds() throws {
    for pair in try AuditGolden.load().overlaps {
      let found = OverlapCorrelation.peak(pair.a, pair.b)
      #expect(found.lag == pair.lag && found.overlap == pair.overlap)
      #expect(abs(found.similarity - pair.similarity) < 1e-12)
      // The other way round the same sound stands earlier, and nothing else changes.
      let reversed = OverlapCorrelation.peak(pair.b, pair.a)
      #expect(reversed.lag == -pair.lag && abs(reversed.similarity - pair.similarity) < 1e-12)
    }
  }

  @Test func emptyAndSilentSignalsHaveNoFit() {
    #expect(OverlapCorrelation.peak([], [1, 2]).similarity == 0)
    let zeros = [Int16](repeating: 0, count: 2000)
    #expect(OverlapCorrelation.peak(zeros, zeros).similarity == 0)
  }

  @Test func oneSharedClickIsNoSupport() {
    var generator = SeededGenerator(seed: 3)
    func noise(_ level: Double) -> [Int16] { (0..<6000).map { _ in Int16(level * generator.normal()) } }
    var (a, b) = (noise(30), noise(30))
    for i in 0..<40 {
      let click = Int16(30_000 * exp(-Double(i) / 8) * cos(Double(i)))
      a[1000 + i] = click
      b[3000 + i] = click
    }
    let peak = OverlapCorrelation.peak(a, b)
    #expect(peak.similarity > 0.95 && peak.lag == -2000)
    #expect(OverlapCorrelation.support(a, b, at: peak.lag) < 0.2)
    // With nothing but the click, there is nothing that could disagree.
    let quiet = a.map { abs($0) > 200 ? $0 : 0 }
    #expect(OverlapCorrelation.support(quiet, quiet, at: 0) == 1)
  }
}
