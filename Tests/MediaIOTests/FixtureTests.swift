import Core
import Foundation
import MediaIO
import TestSupport
import Testing

/// Recordings made elsewhere (tools/golden/media_fixtures.py).
@Suite struct FixtureTests {
  private func fixture(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Goldens"))
  }

  @Test func aStreamCanBeChosen() throws {
    for (stream, frequency) in [(nil, 300.0), (0, 300), (1, 700)] as [(Int?, Double)] {
      let recording = try AudioDecoder.decode(fixture("two_streams.mp4"), options: .init(stream: stream))
      #expect(recording.facts.streamCount == 2)
      let fit = ResamplerQuality.fit(recording.audio.samples, frequency: frequency, rate: 16_000)
      #expect(abs(fit.amplitude - 0.5) < 0.05)
    }
    #expect(throws: MediaError.self) { try AudioDecoder.decode(fixture("two_streams.mp4"), options: .init(stream: 2)) }
    #expect(throws: MediaError.self) { try AudioDecoder.decode(fixture("two_streams.mp4"), options: .init(stream: -1)) }
  }

  @Test(arguments: [("voice.amr", "amr"), ("voice.3gp", "3gp")])
  func telephoneSpeechCodecsAreRead(name: String, container: String) throws {
    let recording = try AudioDecoder.decode(fixture(name))
    #expect(recording.facts.container == container)
    #expect(recording.facts.codec == "amr_nb")
    #expect(recording.audio.sampleRate == 8000)
    #expect(4000...4160 ~= recording.audio.samples.count)
    let fit = ResamplerQuality.fit(recording.audio.samples, frequency: 500, rate: 8000)
    #expect(abs(fit.amplitude - 0.5) < 0.1)
  }

  @Test(arguments: ["x.tta", "x.mka"]) func losslessCodecsAreExact(name: String) throws {
    var state: UInt32 = 1
    let noise = (0..<4000).map { _ -> Float in
      state = 1_664_525 &* state &+ 1_013_904_223
      return Float(Int(state >> 16) - 32768) / 32768
    }
    let recording = try AudioDecoder.decode(fixture(name))
    #expect(recording.audio.samples == noise)
    #expect(recording.facts.lostFrames == 0)
  }
}
