import Core
import Foundation
import Preparation
import TestSupport
import Testing

/// Windows as published systems cut them.
@Suite struct WindowPresetTests {
  private func count(_ preset: SegmentingSettings.WindowPreset, _ seconds: Double, rate: Int = 1000) -> Int {
    preset.windows.windows(sampleCount: Int((seconds * Double(rate)).rounded()), sampleRate: rate).count
  }

  @Test func countsAreThoseOfTheSystems() {
    // n = int((d − 3) / 2) + 1, the block centred: (d − (2n + 1)) / 2 s are left on either side.
    #expect(count(.centred3, 2.999) == 0 && count(.centred3, 3) == 1 && count(.centred3, 8) == 3)
    let windows = SegmentingSettings.WindowPreset.centred3.windows.windows(sampleCount: 8000, sampleRate: 1000)
    #expect(windows.map(\.range.lowerBound) == [500, 2500, 4500])
    #expect(
      count(.patches, 0.5) == 1 && count(.patches, 0.96) == 1 && count(.patches, 1.44) == 2 && count(.patches, 1.5) == 3
    )
    #expect(count(.five, 4) == 1 && count(.five, 10) == 2 && count(.five, 10.1) == 3)
    #expect(count(.fifteen, 15) == 1 && count(.fifteen, 22.5) == 2 && count(.fifteen, 30) == 3)
  }

  /// Reference system 1 made 1,281 slices of the PASCAL recordings that are normal or abnormal, artifacts left out.
  @Test(.enabled(if: SharedData.path("data/pascal") != nil)) func pascalGivesAsManySlicesAsSystem1() throws {
    let root = try #require(SharedData.path("data/pascal"))
    let files = (FileManager.default.subpaths(atPath: root.path) ?? []).filter {
      let name = ($0 as NSString).lastPathComponent
      return name.hasSuffix(".wav") && !name.hasPrefix("artifact") && !name.contains("unlabelled")
    }
    let slices = try files.map { file in
      let (frames, rate) = try Self.length(root.appendingPathComponent(file))
      return SegmentingSettings.WindowPreset.centred3.windows.windows(sampleCount: frames, sampleRate: rate).count
    }
    #expect(slices.reduce(0, +) == 1281)
  }

  /// The frames and the rate of a mono 16-bit WAV file, from its chunks.
  private static func length(_ url: URL) throws -> (frames: Int, rate: Int) {
    let bytes = [UInt8](try Data(contentsOf: url))
    func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    var (place, rate) = (12, 0)
    while place + 8 <= bytes.count {
      let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
      if name == "fmt " { rate = number(place + 12) }
      if name == "data" { return (min(number(place + 4), bytes.count - place - 8) / 2, rate) }
      place += 8 + number(place + 4) + number(place + 4) % 2
    }
    throw CocoaError(.fileReadCorruptFile)
  }
}
