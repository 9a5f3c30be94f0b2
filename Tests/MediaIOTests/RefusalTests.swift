import Core
import Foundation
import MediaIO
import TestSupport
import Testing

@Suite struct RefusalTests {
  private func failure(_ url: URL, options: DecodingOptions = .init()) -> MediaError? {
    do {
      _ = try AudioDecoder.decode(url, options: options)
      return nil
    } catch { return error }
  }

  @Test func whatIsNoSoundIsRefusedWithAReason() throws {
    let folder = try TemporaryFolder()
    #expect(failure(folder.url)?.code == .unreadable)
    #expect(failure(folder.file("absent.wav"))?.code == .unreadable)
    try Data().write(to: folder.file("empty.wav"))
    #expect(failure(folder.file("empty.wav"))?.code == .notAudio)
    try Data(String(repeating: "Patient 7: murmur.\n", count: 100).utf8).write(to: folder.file("text.wav"))
    let text = failure(folder.file("text.wav"))
    #expect(text?.code == .notAudio)
    #expect(text?.message.contains("text") == true)
  }

  @Test(arguments: ["#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nseen.wav\n", "ffconcat version 1.0\nfile 'seen.wav'\n"])
  func playlistsAreRefused(playlist: String) throws {
    let folder = try TemporaryFolder()
    let sound = AudioBufferFactory.tone()
    try WaveFile.write(sound, to: folder.file("seen.wav"))
    for name in ["list.m3u8", "list.wav", "list.ffconcat"] {
      try Data(playlist.utf8).write(to: folder.file(name))
      #expect(failure(folder.file(name))?.code == .notAudio)
    }
  }

  @Test func aCutShortPhoneRecordingSaysSo() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("x.m4a")
    try AudioEncoder.encode(AudioBufferFactory.tone(), to: file, format: .m4a)
    let whole = try Data(contentsOf: file)
    try whole.prefix(whole.count / 2).write(to: file)
    let error = failure(file)
    #expect(error?.code == .damaged)
    #expect(error?.message.contains("moov") == true)
  }
}
