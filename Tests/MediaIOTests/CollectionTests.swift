import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct CollectionTests {
  @Test(.enabled(if: SharedData.path("data/pascal/set_a") != nil)) func pascalDecodesWithoutLoss() throws {
    let folder = try #require(SharedData.path("data/pascal/set_a"))
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "wav" }.sorted { $0.path < $1.path }
    #expect(!files.isEmpty)
    for file in files.prefix(30) {
      let recording = try AudioDecoder.decode(file)
      #expect(recording.facts.lostFrames == 0 && recording.facts.lostPackets == 0, "\(file.lastPathComponent)")
      #expect(recording.facts.frameCount == recording.audio.samples.count)
    }
  }
}
