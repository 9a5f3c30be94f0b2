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

  @Test func aRecordingCanBeOneClip() throws {
    let folder = try TemporaryFolder()
    let audio = ReferenceSignal.make(sampleRate: 2000, seconds: 7)
    try AtomicFile.write(try WaveFile.data(audio).data, to: folder.file("a.wav"))
    let recipe = try Recipe(json: Data(#"{"segment": null}"#.utf8), subject: "r.json")
    let recording = try ClipCutter(recipe: recipe).cut(folder.file("a.wav"))
    #expect(recording.windows == [.init(range: 0..<14_000, padding: 0)])
  }

  @Test func whatLiesOutsideTheBandGoesAndTheRestFillsTheScale() throws {
    let folder = try TemporaryFolder()
    func tone(_ frequency: Float, at t: Int) -> Float { sin(2 * .pi * frequency * Float(t) / 2000) }
    let tones = (0..<8000).map { t -> Float in 0.1 + 0.2 * tone(100, at: t) + 0.3 * tone(700, at: t) }
    try AtomicFile.write(
      try WaveFile.data(AudioBuffer(samples: tones, sampleRate: 2000)).data, to: folder.file("a.wav"))
    var recipe = try Recipe(json: Data(#"{"filter": {}, "level": "peak"}"#.utf8), subject: "r.json")
    let samples = try ClipCutter(recipe: recipe).cut(folder.file("a.wav")).audio.samples
    #expect(samples.map { abs($0) }.max() == 1)
    // Away from the ends only the tone of 100 Hz is left.
    let middle = samples[2000..<6000]
    let level = (middle.reduce(0) { $0 + $1 * $1 } / 4000).squareRoot()
    let part = middle.indices.reduce(Float(0)) { $0 + samples[$1] * tone(100, at: $1) } / 2000
    #expect(abs(level - part / Float(2).squareRoot()) < 0.002 * level && part > 0.6)
    recipe.filter?.highFrequency = 1000
    #expect(throws: PreparationError.self) { try ClipCutter(recipe: recipe).cut(folder.file("a.wav")) }
  }
}
