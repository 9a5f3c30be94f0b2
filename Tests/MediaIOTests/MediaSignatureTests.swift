import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct MediaSignatureTests {
  private let sound = AudioBuffer(samples: (0..<16_000).map { sin(Float($0) * 0.1) * 0.3 }, sampleRate: 16_000)

  /// MP3 and raw AAC begin with a frame, which any two bytes may look like: these are known by their names only.
  @Test(arguments: MediaFormat.allCases.filter { ![.mp3, .aac].contains($0) })
  func filesAreKnownByTheirFirstBytes(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    try AudioEncoder.encode(sound, to: folder.file("sound"), format: format)
    let head = try #require(InputFile.head(of: folder.file("sound").path, MediaSignature.length))
    #expect(MediaSignature.isMedia(head))
  }

  @Test(arguments: ["", "R", "file_name,label\n", "RIFF____WEBP", "FORM____ILBM", "%PDF-1.4", "\u{89}PNG"])
  func otherFilesAreNot(text: String) { #expect(!MediaSignature.isMedia(Array(text.utf8))) }

  /// The containers that promise a length which does not end with the file.
  @Test(arguments: [MediaFormat.webm, .m4a, .flac, .aiff, .wav]) func halfAFileIsSaidToBe(format: MediaFormat) throws {
    let folder = try TemporaryFolder()
    let long = AudioBuffer(samples: (0..<160_000).map { sin(Float($0) * 0.1) * 0.3 }, sampleRate: 16_000)
    try AudioEncoder.encode(long, to: folder.file("whole"), format: format)
    #expect(try AudioDecoder.decode(folder.file("whole")).facts.lostFrames == 0)
    let bytes = try Data(contentsOf: folder.file("whole"))
    try bytes.prefix(bytes.count / 2).write(to: folder.file("half"))
    guard let half = try? AudioDecoder.decode(folder.file("half")) else { return }
    let share = Double(half.facts.lostFrames) / Double(half.facts.frameCount + half.facts.lostFrames)
    #expect(share > 0.3 && share < 0.7, "\(half.facts.lostFrames) of \(half.facts.frameCount)")
  }
}
