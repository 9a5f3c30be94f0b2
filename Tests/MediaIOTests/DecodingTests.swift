import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct DecodingTests {
  @Test(arguments: MediaFormat.allCases) func aClickStaysAtItsSample(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("click.\(format.fileExtension)")
    try AudioEncoder.encode(AudioBuffer(samples: TestSignals.click(), sampleRate: 44_100), to: file, format: format)
    let recording = try AudioDecoder.decode(file)
    let scale = Double(recording.audio.sampleRate) / 44_100
    let position = Double(TestSignals.position(in: recording.audio.samples, rate: recording.audio.sampleRate)) / scale
    // libavcodec's WMA encoder and decoder together lose the first 2,048 frames; the container marks nothing.
    let expected = format == .wma ? 50_000 - 2048 : 50_000.0
    #expect(abs(position - expected) < 1)
    let original = (Double(TestSignals.clickLength) * scale).rounded(.up)
    // AAC goes on to the end of its last frame.
    let surplus = Double(recording.audio.samples.count) - original
    if format != .wma { #expect(0...1023 ~= surplus) }
    #expect(recording.facts.frameCount == recording.audio.samples.count)
    #expect(recording.facts.lostFrames == 0)
    #expect(recording.facts.primingAssumed == (format == .aac))
  }

  @Test func sixteenBitsRoundTripExactly() throws {
    let folder = try TemporaryFolder()
    let samples = (0..<65_536).map { Float($0 - 32_768) / 32_768 }
    for format in [WaveFile.Format.wav, .flac] {
      let file = folder.file("x.\(format.rawValue)")
      let report = try WaveFile.write(AudioBuffer(samples: samples, sampleRate: 2000), to: file, format: format)
      #expect(report.clippedSamples == 0)
      let recording = try AudioDecoder.decode(file)
      #expect(recording.audio.samples == samples)
      #expect(recording.audio.sampleRate == 2000)
      #expect(recording.facts.bitsPerSample == 16)
    }
  }
}
