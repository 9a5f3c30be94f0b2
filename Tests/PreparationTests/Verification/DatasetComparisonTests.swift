import Core
import Foundation
import Manifest
import TestSupport
import Testing

@testable import Preparation

@Suite struct DatasetComparisonTests {
  private func compare(_ change: (inout PreparedFixture) -> Void) throws -> DatasetComparison {
    let first = try PreparedFixture()
    var second = try PreparedFixture()
    change(&second)
    try first.write()
    try second.write()
    return try DatasetComparison(first.folder.url, second.folder.url)
  }

  @Test func theSameIsTheSame() throws {
    #expect(try compare { _ in }.isSame)
  }

  @Test func aMovedRecordingIsToldWithItsRows() throws {
    let comparison = try compare { fixture in
      for index in 0..<2 {
        fixture.rows[index].split = .test
        fixture.rows[index].fileName.replace("/train/", with: "/test/")
        fixture.rows[index].spectrogram = ""
      }
      fixture.recipe.seed = 3
    }
    #expect(comparison.moved == [.init(sourceFile: "in/r0.wav", from: "train", to: "test")])
    #expect(comparison.rows.changed == ["r0-000", "r0-001"])
    #expect(comparison.columns == ["file_name": 2, "split": 2, "spectrogram": 2])
    #expect(comparison.recipe.map(\.key) == ["seed"])
    #expect(comparison.files.added == ["clips/test/normal/r0-000.wav", "clips/test/normal/r0-001.wav"])
    #expect(comparison.files.removed.count == 4)
    #expect(comparison.recordings.isEmpty && !comparison.isSame)
  }

  @Test func recordingsAndReasonsThatDifferAreTold() throws {
    let comparison = try compare { fixture in
      fixture.rows.removeAll { $0.sourceFile == "in/r5.wav" }
      for index in fixture.rows.indices where fixture.rows[index].label == "murmur" {
        fixture.rows[index].label = "abnormal"
      }
      fixture.rejections[0].reason = "not_audio"
      fixture.rejections[0].sourceSHA256 = String(repeating: "0", count: 64)
    }
    #expect(comparison.recordings.removed == ["in/r5.wav"] && comparison.recordings.changed == ["in/bad.wav"])
    #expect(comparison.rejected.changed == ["in/bad.wav"])
    #expect(comparison.classes.added == ["abnormal"] && comparison.classes.removed == ["murmur"])
    #expect(comparison.rows.removed == ["r5-000", "r5-001"])
  }
}
