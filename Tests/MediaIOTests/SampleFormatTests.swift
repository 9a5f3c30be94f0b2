import Core
import Foundation
import MediaIO
import TestSupport
import Testing

/// One way of storing samples in a WAV file.
struct StoredFormat: Sendable, CustomTestStringConvertible {
  let name: String
  let tag: UInt16
  let bits: UInt16
  /// The bytes of one sample.
  let store: @Sendable (Double) -> [UInt8]
  /// The greatest error that storing may make: half a step, or the step of single precision.
  let resolution: Double
  var testDescription: String { name }

  static let all = [
    StoredFormat(name: "u8", tag: 1, bits: 8, store: { [UInt8(($0 * 128 + 128).rounded())] }, resolution: 0x1p-8),
    StoredFormat(name: "s16", tag: 1, bits: 16, store: { little(Int16(($0 * 0x1p15).rounded())) }, resolution: 0x1p-16),
    StoredFormat(
      name: "s24", tag: 1, bits: 24, store: { Array(little(Int32(($0 * 0x1p23).rounded())).prefix(3)) },
      resolution: 0x1p-24),
    StoredFormat(name: "s32", tag: 1, bits: 32, store: { little(Int32($0 * 0x1p31)) }, resolution: 0x1p-24),
    StoredFormat(name: "s64", tag: 1, bits: 64, store: { little(Int64($0 * 0x1p63)) }, resolution: 0x1p-24),
    StoredFormat(name: "f32", tag: 3, bits: 32, store: { little(Float($0).bitPattern) }, resolution: 0x1p-24),
    StoredFormat(name: "f64", tag: 3, bits: 64, store: { little($0.bitPattern) }, resolution: 0x1p-24),
  ]
}

@Suite struct SampleFormatTests {
  private let wave = (0..<500).map { 0.7 * sin(Double($0) / 9) }

  @Test(arguments: StoredFormat.all, [false, true]) func everySampleFormatIsRead(
    format: StoredFormat, isExtensible: Bool
  ) throws {
    var header = WaveBytes(formatTag: format.tag, bits: format.bits)
    header.isExtensible = isExtensible
    let recording = try AudioDecoder.decode(header.file(wave.flatMap(format.store)))
    #expect(recording.audio.samples.count == wave.count)
    for (sample, truth) in zip(recording.audio.samples, wave) {
      #expect(abs(Double(sample) - truth) <= format.resolution)
    }
    #expect(recording.facts.bitsPerSample == Int(format.bits))
    #expect(recording.facts.lostFrames == 0)
  }

  @Test func chunksOfOddSizesAroundTheDataAreSkipped() throws {
    var header = WaveBytes()
    header.before = [("LIST", [UInt8](repeating: 65, count: 27)), ("_PMX", [1, 2, 3]), ("DISP", [9])]
    header.after = [("LIST", [UInt8](repeating: 66, count: 33))]
    let recording = try AudioDecoder.decode(header.file(wave.flatMap { little(Int16($0 * 32768)) }))
    #expect(recording.audio.samples == wave.map { Float(Int16($0 * 32768)) / 32768 })
  }

  @Test(arguments: [UInt32(0), 0xFFFF_FFFF, 0x7FFF_FFFF]) func aSizeThatMeansToTheEndIsNoLoss(size: UInt32) throws {
    var header = WaveBytes()
    header.declaredSize = size
    let recording = try AudioDecoder.decode(header.file(wave.flatMap { little(Int16($0 * 32768)) }))
    #expect(recording.audio.samples.count == wave.count)
    #expect(recording.facts.lostFrames == 0)
  }

  @Test(arguments: [0, 1, 2]) func aShortWaveFileSaysHowMuchIsMissing(surplus: Int) throws {
    let whole = WaveBytes().file(wave.flatMap { little(Int16($0 * 32768)) })
    let recording = try AudioDecoder.decode(whole.prefix(44 + 600 + surplus))
    #expect(recording.audio.samples.count == 300 + surplus / 2)
    #expect(recording.facts.lostFrames == 200 - surplus / 2)
    #expect(recording.facts.notes.contains { $0.contains("ends early") })
  }

  @Test func samplesThatAreNoNumbersBecomeZeroAndAreCounted() throws {
    var samples = wave.map { Float($0) }
    (samples[3], samples[77], samples[78]) = (.nan, .infinity, -.infinity)
    let data = WaveBytes(formatTag: 3, bits: 32).file(samples.flatMap { little($0.bitPattern) })
    let recording = try AudioDecoder.decode(data)
    (samples[3], samples[77], samples[78]) = (0, 0, 0)
    #expect(recording.audio.samples == samples)
    #expect(recording.facts.nonFiniteSamples == 3)
  }

  @Test func hugeFloatsDoNotOverflowInTheMean() throws {
    let data = WaveBytes(formatTag: 3, channels: 2, bits: 32).file(
      (0..<8).flatMap { _ in little(Float(3e38).bitPattern) })
    let recording = try AudioDecoder.decode(data)
    #expect(recording.audio.samples == [3e38, 3e38, 3e38, 3e38])
    #expect(recording.facts.clippedSamples == 8)
  }

  @Test func samplesAtFullScaleAreCounted() throws {
    let values: [Int16] = [0, 32767, -32768, 32766, -32767, 100]
    let recording = try AudioDecoder.decode(WaveBytes().file(values.flatMap { little($0) }))
    #expect(recording.facts.clippedSamples == 2)
  }
}
