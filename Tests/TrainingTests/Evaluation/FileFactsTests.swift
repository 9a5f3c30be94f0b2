import Foundation
import Manifest
import Testing

@testable import Training

/// Floors are of recordings, however many altered copies a data set has.
@Suite struct FileFactsTests {
  private func row(_ id: String, parent: String, kind: ItemKind) -> ManifestRow {
    ManifestRow(
      id: id, fileName: "\(id).wav", label: "a", split: .train, groupID: parent, source: "s",
      sourceFile: "\(parent).wav", sourceSHA256: "", sampleRate: 2000, sampleCount: 6000, kind: kind, parentID: parent,
      sha256: "")
  }

  @Test func alteredCopiesAreNoRecordings() {
    let clips = [row("r-0", parent: "r", kind: .segment), row("q-0", parent: "q", kind: .segment)]
    let copies = (0..<5).map { row("q-0-a\($0)", parent: "q-0", kind: .augmented) }
    func examples(_ rows: [ManifestRow]) -> [String: Baseline.Example] {
      let heard = rows.map { HeardClip(energy: $0.kind == .augmented ? 900 : 60, sampleCount: 6000, profile: []) }
      return Baseline.Example.byRecording(rows, heard: heard, classes: ["a"])
    }
    let (without, with) = (examples(clips), examples(clips + copies))
    #expect(with.keys.sorted() == ["q", "r"] && with.keys == without.keys)
    #expect(with.allSatisfy { without[$0]?.features == $1.features })
  }
}
