import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct MediaHeaderTests {
  private static let audio = AudioBuffer(samples: (0..<4000).map { 0.3 * sin(Float($0) * 0.05) }, sampleRate: 8000)

  @Test(arguments: [MediaFormat.wav, .flac, .m4a, .ogg, .mp3]) func headersAgreeWithDecoding(format: MediaFormat) throws
  {
    let folder = try TemporaryFolder()
    let file = folder.file("a.\(format)")
    try AudioEncoder.encode(Self.audio, to: file, format: format)
    let (header, facts) = (try MediaHeader(contentsOf: file), try AudioDecoder.probe(file))
    #expect(header.container == facts.container && header.codec == facts.codec)
    #expect(header.sampleRate == facts.sampleRate && header.channelCount == facts.channelCount)
    let duration = try #require(header.duration)
    #expect(abs(duration - facts.duration) < 0.2)
  }

  @Test func plainWavesAreReadToTheSample() throws {
    let folder = try TemporaryFolder()
    let data = WaveBytes(channels: 2, rate: 2000, before: [("LIST", [1, 2, 3])]).file(
      [UInt8](repeating: 7, count: 16_000))
    try AtomicFile.write(data, to: folder.file("whole.wav"))
    try AtomicFile.write(data.prefix(data.count - 1000), to: folder.file("cut.wav"))
    let whole = try MediaHeader(contentsOf: folder.file("whole.wav"))
    #expect(whole.codec == "pcm_s16le" && whole.sampleRate == 2000 && whole.channelCount == 2)
    #expect(whole.declaredFrames == 4000 && whole.presentFrames == 4000 && whole.duration == 2)
    let cut = try MediaHeader(contentsOf: folder.file("cut.wav"))
    #expect(cut.declaredFrames == 4000 && cut.presentFrames == 3750 && cut.duration == 1.875)
  }

  /// Also where its own header does not tell.
  @Test func cutWavesHaveALength() throws {
    let folder = try TemporaryFolder()
    let data = WaveBytes(channels: 2, rate: 2000, isExtensible: true).file([UInt8](repeating: 7, count: 16_000))
    try AtomicFile.write(data.prefix(data.count - 4000), to: folder.file("cut.wav"))
    #expect(try MediaHeader(contentsOf: folder.file("cut.wav")).duration != nil)
  }

  @Test func whatIsNoSoundIsSaid() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("no sound at all", to: folder.file("a.wav"))
    #expect { try MediaHeader(contentsOf: folder.file("a.wav")) } throws: { ($0 as? MediaError)?.code == .notAudio }
    #expect { try MediaHeader(contentsOf: folder.file("b.wav")) } throws: { ($0 as? MediaError)?.code == .unreadable }
  }

  @Test func mutatedHeadersNeverCrash() throws {
    var generator = SeededGenerator(seed: 6)
    let folder = try TemporaryFolder()
    let original = WaveBytes().file([UInt8](repeating: 7, count: 200))
    for _ in 0..<300 {
      var bytes = original.prefix(12 + generator.integer(below: original.count - 12))
      for _ in 0..<4 { bytes[generator.integer(below: min(60, bytes.count))] = UInt8(generator.integer(below: 256)) }
      try bytes.write(to: folder.file("x.wav"))
      if let header = try? MediaHeader(contentsOf: folder.file("x.wav")), let present = header.presentFrames {
        #expect(present >= 0 && present <= bytes.count)
      }
    }
  }
}
