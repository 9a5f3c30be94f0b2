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
    #expect(recording.facts.primingAssumed == (format == .aac || format == .wma))
    #expect(!recording.facts.delayUnmarked)
    if format == .wma { #expect(recording.facts.removedPrimingFrames == 4096) }
    let peak = recording.audio.samples.reduce(Float(0)) { max($0, abs($1)) }
    #expect(recording.facts.peak == peak)
  }

  /// The first frame of an MP3 file holds the LAME tag; without it nobody knows how late the sound is.
  @Test func anUnmarkedDelayIsSaid() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("click.mp3")
    try AudioEncoder.encode(AudioBuffer(samples: TestSignals.click(), sampleRate: 44_100), to: file, format: .mp3)
    let bytes = [UInt8](try Data(contentsOf: file))
    let starts = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xFB }
    let first = try #require(starts.first)
    let second = try #require(starts.first { $0 > first + 100 })
    let recording = try AudioDecoder.decode(Data(bytes[second...]), name: "click.mp3")
    #expect(recording.facts.delayUnmarked && recording.facts.removedPrimingFrames == 0)
    #expect(recording.facts.notes.contains { $0.contains("delay") })
    #expect(abs(TestSignals.position(in: recording.audio.samples, rate: 44_100) - 50_000 - 1105) < 2)
  }

  @Test(arguments: [(Float(0), true), (0x1p-16, true), (0x1p-15, false), (-0.5, false)])
  func silenceIsSeen(sample: Float, isSilent: Bool) throws {
    let folder = try TemporaryFolder()
    var samples = [Float](repeating: 0, count: 5001)
    samples[4999] = sample
    try WaveFile.write(
      AudioBuffer(samples: samples, sampleRate: 2000), to: folder.file("x.wav"), encoding: .float32)
    let facts = try AudioDecoder.decode(folder.file("x.wav")).facts
    #expect(facts.isSilent == isSilent && facts.peak == abs(sample))
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
