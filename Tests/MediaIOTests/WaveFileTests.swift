import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct WaveFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func written(
    _ samples: [Float], _ format: WaveFile.Format = .wav, _ encoding: WaveFile.Encoding = .pcm16,
    dither: SeededGenerator? = nil
  ) throws -> (samples: [Float], report: WaveFile.Report) {
    let file = folder.file("x.\(format.rawValue)")
    let report = try WaveFile.write(
      AudioBuffer(samples: samples, sampleRate: 2000), to: file, format: format, encoding: encoding, dither: dither)
    return (try AudioDecoder.decode(file).audio.samples, report)
  }

  @Test func roundingIsToNearestAndClippingIsCounted() throws {
    let steps: [Float] = [0.4, 0.6, -0.4, -0.6, 1.5, 2.5, 32767.4, 32768, -32768, -32769, 1e30, -.infinity, .nan]
    let made = try written(steps.map { $0 / 32768 })
    #expect(made.samples.map { $0 * 32768 } == [0, 1, 0, -1, 2, 2, 32767, 32767, -32768, -32768, 32767, -32768, 0])
    #expect(made.report.clippedSamples == 4)
  }

  /// Eight samples are rounded at a time: what comes before and after them must not matter.
  @Test(arguments: [0, 1, 7, 8, 9, 16]) func everyPlaceIsRoundedAlike(before: Int) throws {
    let steps: [Float] = [0.4, 1.5, 2.5, 32768, -32769, 1e30, -.infinity, .nan, .infinity]
    let made = try written([Float](repeating: 0.25, count: before) + steps.map { $0 / 32768 })
    #expect(made.samples.dropFirst(before).map { $0 * 32768 } == [0, 2, 2, 32767, -32768, 32767, -32768, 0, 32767])
    #expect(made.samples.prefix(before).allSatisfy { $0 == 0.25 })
    #expect(made.report.clippedSamples == 5)
  }

  @Test func floatsAreKeptAsTheyAre() throws {
    let samples: [Float] = [0, 1.5, -2.25, 1e-30, .pi]
    let made = try written(samples, .wav, .float32)
    #expect(made.samples == samples)
    #expect(made.report.clippedSamples == 0)
  }

  @Test func flacHoldsNoFloats() {
    #expect(throws: MediaError.self) { try written([0], .flac, .float32) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("x.flac").path))
  }

  @Test func ditherIsTriangularAndKeyed() throws {
    let constant = [Float](repeating: 0.3 / 32768, count: 40_000)
    let key = SeededGenerator(seed: 7, id: "a", step: "dither")
    let made = try written(constant, dither: key).samples.map { Double($0) * 32768 }
    #expect(try written(constant, dither: key).samples.map { Double($0) * 32768 } == made)
    // The mean survives quantisation, and the variance is that of rounding and two uniform numbers: 1/12 · 3.
    let mean = made.reduce(0, +) / Double(made.count)
    let variance = made.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(made.count)
    #expect(abs(mean - 0.3) < 0.01)
    #expect(abs(variance - 0.25) < 0.01)
    #expect(Set(made).isSubset(of: [-1, 0, 1, 2]))
  }

  @Test(arguments: WaveFile.Format.allCases) func piecesMemoryAndWholeAreTheSameBytes(format: WaveFile.Format) throws {
    let audio = AudioBuffer(samples: TestSignals.click(length: 60_000, position: 30_000), sampleRate: 44_100)
    let key = SeededGenerator(seed: 1)
    try WaveFile.write(audio, to: folder.file("whole"), format: format, dither: key)
    try WaveFile.write(to: folder.file("pieces"), sampleRate: 44_100, format: format, dither: key) {
      writer throws(MediaError) in
      for start in stride(from: 0, to: 60_000, by: 7_000) {
        try writer.append(Array(audio.samples[start..<min(start + 7_000, 60_000)]))
      }
    }
    let whole = try Data(contentsOf: folder.file("whole"))
    #expect(try Data(contentsOf: folder.file("pieces")) == whole)
    #expect(try WaveFile.data(audio, format: format, dither: key).data == whole)
  }

  @Test func anErrorWhileProducingLeavesNoFile() throws {
    #expect(throws: MediaError.self) {
      try WaveFile.write(to: folder.file("half.wav"), sampleRate: 2000) { writer throws(MediaError) in
        try writer.append([0, 0, 0])
        throw MediaError(.damaged, "the source broke off")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func aPlaceThatCannotBeWrittenIsReported() throws {
    try Data().write(to: folder.file("a"))
    do {
      try WaveFile.write(AudioBuffer(samples: [0], sampleRate: 2000), to: folder.file("a/b.wav"))
      Issue.record("a file cannot hold another")
    } catch { #expect(error.code == .cannotWrite) }
  }
}
