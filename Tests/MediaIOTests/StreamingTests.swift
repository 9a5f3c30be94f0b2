import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct StreamingTests {
  @Test(arguments: [MediaFormat.wav, .m4a, .mp3, .ogg]) func blocksAreTheWholeInPieces(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    let file = folder.file("x.\(format.fileExtension)")
    try AudioEncoder.encode(AudioBuffer(samples: TestSignals.click(), sampleRate: 44_100), to: file, format: format)
    let whole = try AudioDecoder.decode(file)
    var (samples, longest): ([Float], Int) = ([], 0)
    let facts = try AudioDecoder.stream(file) { rate, block throws(MediaError) in
      samples += block
      longest = max(longest, block.count)
      if rate != 44_100 { throw MediaError(.damaged, "the rate changed") }
    }
    #expect(samples == whole.audio.samples)
    #expect(facts == whole.facts)
    #expect(longest < 70_000)
    #expect(try AudioDecoder.probe(file) == whole.facts)
    #expect(try AudioDecoder.decode(Data(contentsOf: file)) == whole)
  }

  @Test func theConsumersErrorEndsDecoding() throws {
    let folder = try TemporaryFolder()
    try WaveFile.write(AudioBufferFactory.tone(seconds: 5), to: folder.file("x.wav"))
    var blocks = 0
    #expect(throws: MediaError.self) {
      try AudioDecoder.stream(folder.file("x.wav")) { _, _ throws(MediaError) in
        blocks += 1
        throw MediaError(.cannotWrite, "the disk is full")
      }
    }
    #expect(blocks == 1)
  }

  @Test func manyThreadsDecodeTheSameSamples() throws {
    let folder = try TemporaryFolder()
    let formats = MediaFormat.allCases
    for format in formats {
      try AudioEncoder.encode(AudioBufferFactory.tone(), to: folder.file(format.rawValue), format: format)
    }
    @Sendable func convert(_ format: MediaFormat) -> [Float]? {
      try? AudioDecoder.decode(folder.file(format.rawValue)).audio.resampled(to: 2000).samples
    }
    let inputs = formats + formats + formats
    let alone = parallelMap(inputs, workers: 1, transform: convert)
    let failures = alone.filter { $0 == nil }.count
    #expect(failures == 0)
    #expect(parallelMap(inputs, workers: 4, transform: convert) == alone)
  }
}
