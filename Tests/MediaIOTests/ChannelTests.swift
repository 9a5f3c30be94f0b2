import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct ChannelTests {
  private func stereo(_ left: [Double], _ right: [Double]) -> Data {
    var samples: [UInt8] = []
    for (l, r) in zip(left, right) {
      samples += little(Int16(l * 32768))
      samples += little(Int16(r * 32768))
    }
    return WaveBytes(channels: 2, rate: 4000, bits: 16).file(samples)
  }

  private let tone = (0..<8000).map { 0.5 * sin(Double($0) / 7) }

  @Test func theMeanIsTheMean() throws {
    let quarter = [Double](repeating: 0.25, count: 100)
    let recording = try AudioDecoder.decode(stereo(quarter, [Double](repeating: 0.5, count: 100)))
    #expect(recording.audio.samples == [Float](repeating: 0.375, count: 100))
    #expect(recording.facts.channelCount == 2)
  }

  @Test func aChannelCanBeChosen() throws {
    let data = stereo(tone, tone.map { -0.25 * $0 })
    let left = try AudioDecoder.decode(data, options: .init(channel: .left))
    let right = try AudioDecoder.decode(data, options: .init(channel: .right))
    #expect(left.audio.samples == tone.map { Float(Int16($0 * 32768)) / 32768 })
    #expect(right.audio.samples == tone.map { Float(Int16($0 * -0.25 * 32768)) / 32768 })
    #expect(left.facts.channel == 0 && right.facts.channel == 1)
  }

  @Test func theRightOfOneChannelIsThatChannel() throws {
    let data = WaveBytes().file(little(Int16(7)) + little(Int16(9)))
    let recording = try AudioDecoder.decode(data, options: .init(channel: .right))
    #expect(recording.audio.samples == [7 / 32768, 9 / 32768])
    #expect(recording.facts.channel == nil)
  }

  @Test func channelsThatCancelAreNoticed() throws {
    let opposite = try AudioDecoder.decode(stereo(tone, tone.map { -0.9 * $0 + 0.01 })).facts
    #expect(opposite.isAntiphase)
    #expect(abs((opposite.channelCorrelation ?? 0) + 1) < 1e-3)
    #expect(opposite.notes.contains { $0.contains("cancels") })
    let alike = try AudioDecoder.decode(stereo(tone, tone.map { 0.3 * $0 })).facts
    #expect(!alike.isAntiphase)
    #expect(abs((alike.channelCorrelation ?? 0) - 1) < 1e-3)
    let faint = try AudioDecoder.decode(stereo(tone, tone.map { -0.1 * $0 })).facts
    #expect(!faint.isAntiphase, "a faint opposite channel takes little from the mean")
    #expect(try AudioDecoder.decode(stereo(tone, [Double](repeating: 0, count: 8000))).facts.channelCorrelation == nil)
  }

  @Test(arguments: [false, true]) func theBestChannelIsTheOneWithBeats(isSwapped: Bool) throws {
    var generator = SeededGenerator(seed: 5)
    // Beats in quiet noise, against loud steady noise.
    let beats = (0..<16_000).map { i -> Double in
      let phase = Double(i % 3200) / 4000
      let envelope: Double = 0.4 * exp(-pow((phase - 0.2) / 0.02, 2))
      return envelope * sin(2 * Double.pi * 50 * phase) + 0.002 * generator.normal()
    }
    let noise = beats.map { _ in 0.1 * generator.normal() }
    let data = isSwapped ? stereo(noise, beats) : stereo(beats, noise)
    #expect(try AudioDecoder.decode(data, options: .init(channel: .best)).facts.channel == (isSwapped ? 1 : 0))
    let silence = [Double](repeating: 0, count: beats.count)
    #expect(try AudioDecoder.decode(stereo(silence, noise), options: .init(channel: .best)).facts.channel == 1)
  }

  @Test func limitsAreKept() throws {
    let data = stereo(tone, tone)
    for limits in [
      DecodingLimits(maximumDuration: 1), DecodingLimits(maximumChannels: 1), DecodingLimits(maximumSampleRate: 3999),
      DecodingLimits(maximumBytes: 31_999),
    ] {
      do {
        _ = try AudioDecoder.decode(data, options: .init(limits: limits))
        Issue.record("\(limits) did not hold")
      } catch { #expect(error.code == .overLimit) }
    }
    let exact = DecodingLimits(maximumDuration: 2, maximumChannels: 2, maximumSampleRate: 4000, maximumBytes: 32_000)
    #expect(try AudioDecoder.decode(data, options: .init(limits: exact)).audio.samples.count == 8000)
  }

  @Test(arguments: [MediaFormat.wav, .flac, .m4a, .mp3, .caf]) func stereoIsAveragedInEveryCodec(format: MediaFormat)
    throws
  {
    let folder = try TemporaryFolder()
    let file = folder.file("x.\(format.fileExtension)")
    let left = TestSignals.sine(440, rate: 44_100, count: 44_100, amplitude: 0.5)
    let right = TestSignals.sine(440, rate: 44_100, count: 44_100, amplitude: 0.1)
    try AudioEncoder.encode(
      channels: [left, right], sampleRate: 44_100, to: file, format: format, options: .init(bitRate: 256_000))
    let samples = try AudioDecoder.decode(file).audio.samples
    let fit = ResamplerQuality.fit(samples, frequency: 440, rate: 44_100)
    #expect(abs(fit.amplitude - 0.3) < 0.002)
  }
}
