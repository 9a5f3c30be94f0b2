import Core
import Foundation
import MediaIO
import Preparation
import TestSupport
import Testing

@Suite struct ClipCutterTests {
  /// Prediction must average the windows that preparation made clips of, and no others.
  @Test func silentWindowsAreNotAudible() throws {
    let folder = try TemporaryFolder()
    let sound = ReferenceSignal.make(sampleRate: 2000, seconds: 3).samples
    let audio = AudioBuffer(samples: sound + [Float](repeating: 0, count: 12_000), sampleRate: 2000)
    try AtomicFile.write(try WaveFile.data(audio).data, to: folder.file("a.wav"))
    let recording = try ClipCutter(recipe: .standard).cut(folder.file("a.wav"))
    #expect(recording.windows.count == 4)
    #expect(recording.audibleWindows.map(\.range) == [0..<6000, 4000..<10_000])
  }
}
