import Manifest
import Testing

@testable import Training

@Suite struct BreakdownTests {
  private let items = ScoredItem.clips(
    rows: [(0.5, "b"), (0.1, "a"), (nil, ""), (0.9, "b")].enumerated().map { index, facts in
      ManifestRow(
        id: "\(index)", fileName: "\(index).wav", label: index % 2 == 0 ? "N" : "MR", split: .test, groupID: "\(index)",
        source: facts.1, sourceFile: "", sourceSHA256: "", sampleRate: 2000, sampleCount: 6000, kind: .original,
        parentID: "\(index)", quality: facts.0, sha256: "")
    }, probabilities: [[0.4, 0.6], [0.6, 0.4], [0.2, 0.8], [0.7, 0.3]])

  @Test func qualityGoesFromGoodToUnknown() throws {
    let parts = try #require(Breakdown.quality(of: items, classes: ["MR", "N"], seed: 1)).parts
    #expect(parts.map(\.name) == ["good (0.7 and more)", "middling (0.4 to 0.7)", "low (below 0.4)", "unknown"])
    #expect(parts.allSatisfy { $0.scores.recordings == 1 })
  }

  @Test func sourcesGoByTheirNames() throws {
    let parts = try #require(Breakdown.sources(of: items, classes: ["MR", "N"], seed: 1)).parts
    #expect(parts.map(\.name) == ["a", "b", "unknown"] && parts.map(\.scores.recordings) == [1, 2, 1])
    #expect(Breakdown.sources(of: [items[0], items[3]], classes: ["MR", "N"], seed: 1) == nil)
  }
}
