import Core
import Foundation
import TestSupport
import Testing

/// The named vectors of one JSON golden.
struct NamedGoldens {
  private let vectors: [String: [Double]]

  init(_ file: String) throws {
    let url = try #require(Bundle.module.url(forResource: file, withExtension: "json", subdirectory: "Goldens"))
    vectors = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: url))
  }

  subscript(_ name: String) -> [Double] {
    get throws { try #require(vectors[name], "no golden named \(name)") }
  }

  /// The largest difference between the golden and every `step`-th of `values`, relative to the golden's peak.
  func difference(_ name: String, _ values: [Double], step: Int = 1) throws -> Double {
    let expected = try self[name]
    let kept = stride(from: 0, to: values.count, by: step).map { values[$0] }
    try #require(kept.count == expected.count)
    let peak = expected.reduce(0) { max($0, abs($1)) }
    return zip(kept, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / peak
  }
}

/// The reference signal of three seconds in double precision.
func referenceSamples(_ sampleRate: Int) -> [Double] {
  ReferenceSignal.make(sampleRate: sampleRate).samples.map(Double.init)
}
