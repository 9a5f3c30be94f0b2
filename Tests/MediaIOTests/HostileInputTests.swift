import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct HostileInputTests {
  static let formats: [MediaFormat] = [.m4a, .mp3, .flac, .ogg, .webm, .wav, .aac, .aiff, .caf, .wma]

  /// Two seconds of sound in `format`, the MPEG-4 index in front so that what follows can be used.
  private func bytes(_ format: MediaFormat, _ folder: TemporaryFolder, seconds: Int = 2) throws -> Data {
    let file = folder.file("whole.\(format.fileExtension)")
    let samples = TestSignals.click(rate: 16_000, length: 16_000 * seconds, position: 8000)
    try AudioEncoder.encode(
      AudioBuffer(samples: samples, sampleRate: 16_000), to: file, format: format,
      options: .init(bitRate: 32_000, indexFirst: format == .m4a))
    return try Data(contentsOf: file)
  }

  /// The share of a file after which every further part must give sound, by how far its header or pages reach.
  private func headerShare(_ format: MediaFormat) -> Double {
    switch format {
    case .caf: 1  // its packet table stands at the end
    case .ogg: 0.8  // pages of a second and more, all or nothing
    case .flac: 0.3
    default: 0.2
    }
  }

  @Test(arguments: formats) func aFileCutAnywhereKeepsWhatIsThere(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(format, folder)
    let full = try AudioDecoder.decode(whole).audio.samples
    for part in 1..<50 {
      let share = Double(part) / 50
      do {
        let cut = try AudioDecoder.decode(whole.prefix(whole.count * part / 50))
        #expect(cut.audio.samples.count <= full.count)
        let slack = format == .ogg ? 1.0 : format == .flac ? 0.3 : 0.15
        #expect(Double(cut.audio.samples.count) >= (share - slack) * Double(full.count), "\(part)")
        if [.wav, .flac, .aiff].contains(format) {
          #expect(full.starts(with: cut.audio.samples), "\(part)")
          #expect(cut.facts.lostFrames == full.count - cut.audio.samples.count, "\(part)")
        }
      } catch {
        #expect(share <= headerShare(format), "\(part): \(error)")
        #expect([.damaged, .notAudio].contains(error.code))
      }
    }
  }

  @Test func aDamagedFlacFrameIsSilenceOfItsLengthAndTheRestIsExact() throws {
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try bytes(.flac, folder))
    let full = try AudioDecoder.decode(Data(bytes)).audio.samples
    bytes[bytes.count * 3 / 4] ^= 0x10
    let damaged = try AudioDecoder.decode(Data(bytes))
    #expect(damaged.facts.lostPackets == 1)
    #expect(damaged.facts.lostFrames > 0)
    #expect(damaged.audio.samples.count == full.count)
    let differing = zip(full, damaged.audio.samples).filter { $0 != $1 }.count
    #expect(0 < differing && differing <= damaged.facts.lostFrames)
  }

  @Test(arguments: formats) func flippedBitsNeverCrash(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(format, folder, seconds: 1)
    var generator = SeededGenerator(seed: 1, id: format.rawValue, step: "flip")
    for trial in 0..<100 {
      var bytes = [UInt8](whole)
      for _ in 0..<(1 + trial / 10) {
        bytes[generator.integer(below: bytes.count)] ^= 1 << UInt8(generator.integer(below: 8))
      }
      do {
        let recording = try AudioDecoder.decode(Data(bytes))
        #expect(recording.facts.frameCount == recording.audio.samples.count)
        let isFinite = recording.audio.samples.allSatisfy { $0.isFinite }
        #expect(isFinite)
      } catch {}
    }
  }
}

@Suite struct LostPageTests {
  /// A longer recording, so that it has several pages.
  @Test(arguments: [MediaFormat.ogg, .opus]) func aLostPageIsSilenceAndWhatFollowsStaysInTime(format: MediaFormat)
    throws
  {
    let folder = try TemporaryFolder()
    let file = folder.file("x.ogg")
    let (rate, length, position) = (48_000, 480_000, 400_000)
    let audio = AudioBuffer(
      samples: TestSignals.click(rate: rate, length: length, position: position), sampleRate: rate)
    try AudioEncoder.encode(audio, to: file, format: format)
    let whole = [UInt8](try Data(contentsOf: file))
    let pages = (0..<(whole.count - 4)).filter { Array(whole[$0..<($0 + 4)]) == Array("OggS".utf8) }
    try #require(pages.count > 6)
    var damaged = whole
    damaged.removeSubrange(pages[4]..<pages[5])
    let full = try AudioDecoder.decode(Data(whole))
    let recording = try AudioDecoder.decode(Data(damaged))
    #expect(full.facts.lostFrames == 0)
    #expect(recording.facts.lostFrames > rate / 10)
    #expect(abs(TestSignals.position(in: recording.audio.samples, rate: rate) - position) < 64)
    #expect(recording.audio.samples.count == full.audio.samples.count)
  }
}
