import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct EncodingTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: MediaFormat.allCases) func theSameSoundGivesTheSameBytesWithoutATrace(format: MediaFormat) throws {
    let audio = AudioBufferFactory.tone()
    try AudioEncoder.encode(audio, to: folder.file("a"), format: format)
    try AudioEncoder.encode(audio, to: folder.file("deep/b"), format: format)
    let bytes = try Data(contentsOf: folder.file("a"))
    #expect(try Data(contentsOf: folder.file("deep/b")) == bytes)
    // No version of the library ("Lavf59.27.100"), which would tie the bytes to a build.
    for name in ["Lavf5", "Lavc5"] { #expect(bytes.range(of: Data(name.utf8)) == nil) }
  }

  @Test(arguments: MediaFormat.allCases) func aHeartSoundRateIsRaisedToOneTheCodecHas(format: MediaFormat) throws {
    let file = folder.file("x.\(format.fileExtension)")
    let tone = TestSignals.sine(100, rate: 2000, count: 4000)
    try AudioEncoder.encode(AudioBuffer(samples: tone, sampleRate: 2000), to: file, format: format)
    let audio = try AudioDecoder.decode(file).audio
    #expect(audio.sampleRate >= 2000)
    let fit = ResamplerQuality.fit(audio.samples, frequency: 100, rate: audio.sampleRate)
    // LAME's own high-pass takes a little at 100 Hz.
    #expect(abs(fit.amplitude - 0.5) < 0.03)
  }

  @Test(arguments: [MediaFormat.mp4, .threeGP], [false, true])
  func aPictureTrackIsIgnored(format: MediaFormat, indexFirst: Bool) throws {
    let audio = AudioBuffer(samples: TestSignals.click(), sampleRate: 44_100)
    let (plain, film) = (folder.file("plain"), folder.file("film"))
    try AudioEncoder.encode(audio, to: plain, format: format, options: .init(indexFirst: indexFirst))
    try AudioEncoder.encode(
      audio, to: film, format: format, options: .init(withPictureTrack: true, indexFirst: indexFirst))
    let (a, b) = (try AudioDecoder.decode(plain), try AudioDecoder.decode(film))
    #expect(a.audio == b.audio)
    #expect(b.facts.streamCount == 1)
    #expect(try Data(contentsOf: film).count > Data(contentsOf: plain).count + 1000)
  }

  @Test func picturesNeedAContainerForThem() {
    #expect(throws: MediaError.self) {
      try AudioEncoder.encode(
        AudioBufferFactory.tone(), to: folder.file("x"), format: .mp3, options: .init(withPictureTrack: true))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("x").path))
  }

  @Test func channelsAreCopied() throws {
    try AudioEncoder.encode(
      AudioBufferFactory.tone(), to: folder.file("x"), format: .wav, options: .init(channelCount: 3))
    let recording = try AudioDecoder.decode(folder.file("x"))
    #expect(recording.facts.channelCount == 3)
    #expect(abs(ResamplerQuality.fit(recording.audio.samples, frequency: 440, rate: 44_100).amplitude - 0.5) < 1e-4)
  }

  @Test func bitRateIsHeeded() throws {
    let noise = TestSignals.click().map { $0 * 100 }.map { max(-0.9, min(0.9, $0)) }
    let sizes = try [32_000, 128_000].map { rate -> Int in
      let file = folder.file("\(rate)")
      try AudioEncoder.encode(
        AudioBuffer(samples: noise, sampleRate: 44_100), to: file, format: .m4a, options: .init(bitRate: rate))
      return try Data(contentsOf: file).count
    }
    #expect(sizes[1] > 2 * sizes[0])
  }
}
