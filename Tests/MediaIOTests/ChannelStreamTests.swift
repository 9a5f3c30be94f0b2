import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct ChannelStreamTests {
  @Test func eachChannelIsWhatItsPolicyGives() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* ($0 / 7)) }
    let file = folder.file("stereo.wav")
    try AtomicFile.write(WaveBytes(channels: 2).file(bytes), to: file)
    var channels: [[Float]] = [[], []]
    let facts = try AudioDecoder.streamChannels(file) { _, block throws(MediaError) in
      for channel in channels.indices { channels[channel] += block[channel] }
    }
    #expect(facts.channelCount == 2 && facts.channel == nil)
    #expect(channels[0] == (try AudioDecoder.decode(file, options: .init(channel: .left)).audio.samples))
    #expect(channels[1] == (try AudioDecoder.decode(file, options: .init(channel: .right)).audio.samples))
    #expect(channels[0] != channels[1])
  }

  @Test func aWriterThatDoesNotFinishLeavesNothing() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try WaveWriter(to: folder.file("x.wav"), sampleRate: 2000)
      try writer.append([0, 0.5, 2])
      #expect(writer.report.clippedSamples == 1 && writer.sampleCount == 3)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    let writer = try WaveWriter(to: folder.file("x.wav"), sampleRate: 2000)
    try writer.append([0, 0.5])
    try writer.finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["x.wav"])
  }
}
