import Core
import Foundation
import MediaIO
import SignalProcessing
import Testing

/// What codecs and Rubber Band make of a sound.
@Suite struct RoundTripTests {
  /// A short pulse of 90 Hz at one second, over a faint tone.
  private func pulse(rate: Int) -> AudioBuffer {
    let samples = (0..<(2 * rate)).map { index -> Float in
      let t = Double(index - rate) / Double(rate)
      return Float(0.7 * exp(-t * t / (2 * 0.006 * 0.006)) * cos(2 * .pi * 90 * t) + 0.01 * sin(200 * t))
    }
    return AudioBuffer(samples: samples, sampleRate: rate)
  }

  private func loudest(_ audio: AudioBuffer) -> Int {
    audio.samples.indices.max { abs(audio.samples[$0]) < abs(audio.samples[$1]) } ?? 0
  }

  @Test(arguments: [MediaFormat.m4a, .mp3, .opus], [2000, 4000, 44_100])
  func codecsChangeTheSoundAndLeaveItInPlace(_ format: MediaFormat, rate: Int) throws {
    let sound = pulse(rate: rate)
    let made = try CodecRoundTrip.apply(sound, format: format, bitRate: 24_000)
    #expect(made.sampleRate == rate && made.samples.count == sound.samples.count)
    #expect(made != sound && made.samples.allSatisfy(\.isFinite))
    #expect(abs(loudest(made) - loudest(sound)) <= max(4, rate / 250))
    #expect(try CodecRoundTrip.apply(sound, format: format, bitRate: 24_000) == made)
  }

  @Test func nothingAndOneSampleComeBack() throws {
    for count in [0, 1, 5] {
      let sound = AudioBuffer(samples: [Float](repeating: 0.1, count: count), sampleRate: 2000)
      // What is shorter than a codec's frame may leave nothing to decode, and is said to.
      do {
        #expect(try CodecRoundTrip.apply(sound, format: .m4a, bitRate: 16_000).samples.count == count)
      } catch { #expect(count > 0) }
      #expect(try RubberBandStretcher.stretched(sound, rate: 1.1).samples.count == Int((Double(count) / 1.1).rounded()))
    }
  }

  @Test(arguments: [2000, 16_000]) func rubberBandStretchesAndTransposes(_ rate: Int) throws {
    let tone = AudioBuffer(
      samples: (0..<(4 * rate)).map { 0.5 * sin(2 * .pi * 110 * Float($0) / Float(rate)) }, sampleRate: rate)
    func pitch(_ samples: [Float]) -> Double {
      let size = 32 * rate
      let bins = RealFFT(size: size).forward(Array(samples.prefix(size)))
      return Double(bins.indices.max { bins[$0].power < bins[$1].power } ?? 0) / 32
    }
    let faster = try RubberBandStretcher.stretched(tone, rate: 1.25).samples
    #expect(faster.count == Int((Double(4 * rate) / 1.25).rounded()))
    #expect(abs(pitch(faster) - 110) < 0.6)
    let higher = try RubberBandStretcher.stretched(tone, semitones: 4).samples
    #expect(higher.count == tone.samples.count)
    #expect(abs(pitch(higher) - 110 * pow(2, 4 / 12.0)) < 0.8)
    let moved = try RubberBandStretcher.stretched(pulse(rate: rate), rate: 0.9)
    #expect(abs(Double(loudest(moved)) - Double(rate) / 0.9) < 0.012 * Double(rate))
  }
}
