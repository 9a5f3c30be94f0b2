import Core
import Foundation
import MediaIO
import TestSupport
import Testing

/// Archives that `tools/golden/archives.py` writes: the same files in every format, and what attackers write.
@Suite struct UnpackedArchiveTests {
  private static func golden(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Goldens/archives"))
  }

  private static func code(_ body: () throws -> Void) -> MediaErrorCode? {
    do { try body() } catch { return (error as? MediaError)?.code }
    return nil
  }

  private static let sound = Data((0..<512).map { UInt8($0 % 256) })

  @Test(arguments: ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z"])
  func everyFormatGivesTheSameFiles(format: String) throws {
    let archive = try UnpackedArchive(try Self.golden("good.\(format)"))
    let files = try tree(archive.folder).filter { !$0.key.hasPrefix(".") }
    #expect(files.keys.sorted() == ["labels.csv", "murmur/b c (1).wav", "murmur/심음.wav", "normal/a.wav"])
    #expect(files["normal/a.wav"] == Self.sound)
    #expect(files["murmur/심음.wav"] == Data("heart".utf8))
    #expect(archive.refusals.isEmpty)
  }

  @Test(arguments: ["good.rar", "old.rar"]) func rarIsRead(name: String) throws {
    let archive = try UnpackedArchive(try Self.golden(name))
    #expect(try Data(contentsOf: archive.folder.appendingPathComponent("normal/a.wav")) == Self.sound)
  }

  @Test func onlyWhatIsWantedIsWritten() throws {
    let archive = try UnpackedArchive(try Self.golden("good.zip")) { $0.hasSuffix(".csv") }
    #expect(try tree(archive.folder).keys.filter { !$0.hasPrefix(".") } == ["labels.csv"])
  }

  @Test func theFolderGoesWithTheValue() throws {
    var archive: UnpackedArchive? = try UnpackedArchive(try Self.golden("good.zip"))
    let folder = try #require(archive?.folder)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    archive = nil
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func nothingEscapes() throws {
    let archive = try UnpackedArchive(try Self.golden("hostile.tar"))
    let files = try tree(archive.folder).filter { !$0.key.hasPrefix(".") }
    #expect(files.keys.sorted() == ["last.wav", "normal/a.wav", "out/auscult-escaped.wav"])
    #expect(files["normal/a.wav"] == Self.sound, "the first of two stays")
    let reasons = Dictionary(archive.refusals.map { ($0.path, $0.reason) }, uniquingKeysWith: { a, _ in a })
    for name in ["../escaped.wav", "normal/../../escaped.wav", "/tmp/auscult-escaped.wav"] {
      #expect(reasons[name]?.contains("outside") == true, "\(name)")
    }
    for name in ["link.wav", "out", "hard.wav"] { #expect(reasons[name]?.contains("link") == true, "\(name)") }
    #expect(reasons["pipe.wav"]?.contains("regular") == true)
    #expect(reasons["inner.zip"]?.contains("archive in an archive") == true)
    #expect(reasons["normal/a.wav"]?.contains("twice") == true)
    #expect(reasons["normal/a.wav/b.wav"]?.contains("name of a folder") == true)
    #expect(reasons[String(repeating: "n", count: 300) + ".wav"]?.contains("too long") == true)
    #expect(archive.refusals.count == 11)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/auscult-escaped.wav"))
    #expect(!FileManager.default.fileExists(atPath: archive.folder.deletingLastPathComponent().path + "/escaped.wav"))
  }

  @Test func bombsAreStopped() throws {
    let bomb = try Self.golden("bomb.zip")
    let byRatio = ArchiveLimits(ratioFloor: 1 << 16)
    #expect(Self.code { _ = try UnpackedArchive(bomb, limits: byRatio) } == .overLimit)
    #expect(Self.code { _ = try UnpackedArchive(bomb, limits: ArchiveLimits(maximumBytes: 1 << 20)) } == .overLimit)
    #expect(Self.code { _ = try UnpackedArchive(bomb) } == nil, "a short silence is no bomb")
    let good = try Self.golden("good.zip")
    #expect(Self.code { _ = try UnpackedArchive(good, limits: ArchiveLimits(maximumEntries: 3)) } == .overLimit)
  }

  @Test func encryptedFilesAreNamed() throws {
    let archive = try UnpackedArchive(try Self.golden("encrypted.zip"))
    #expect(archive.refusals.map(\.path) == ["normal/a.wav"])
    #expect(archive.refusals.first?.reason.contains("encrypted") == true)
  }

  @Test func namesThatAreNoUTF8AreKeptApart() throws {
    let archive = try UnpackedArchive(try Self.golden("names.zip"))
    let files = try tree(archive.folder).filter { !$0.key.hasPrefix(".") }
    #expect(files.keys.map { Array($0.unicodeScalars.map(\.value)) } == [[0xC1, 0xD6, 0xB1, 0xE2, 46, 119, 97, 118]])
  }

  @Test(arguments: ["truncated.zip", "truncated.tar.gz", "text.zip"]) func damageIsSaid(name: String) throws {
    let url = try Self.golden(name)
    let code = Self.code { _ = try UnpackedArchive(url) }
    #expect(code == (name == "text.zip" ? .unreadable : .damaged))
  }

  @Test func mutatedArchivesNeverEscapeOrCrash() throws {
    var generator = SeededGenerator(seed: 5)
    let folder = try TemporaryFolder()
    for name in ["good.zip", "good.7z", "good.rar", "old.rar", "good.tar.gz", "hostile.tar"] {
      let original = try Data(contentsOf: try Self.golden(name))
      for _ in 0..<40 {
        var bytes = original.prefix(1 + generator.integer(below: original.count))
        for _ in 0..<(1 + generator.integer(below: 8)) {
          bytes[generator.integer(below: bytes.count)] = UInt8(generator.integer(below: 256))
        }
        try bytes.write(to: folder.file("x"))
        _ = try? UnpackedArchive(folder.file("x"), limits: ArchiveLimits(maximumBytes: 1 << 20))
      }
    }
    #expect(try tree(folder.url).keys.sorted() == ["x"])
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let leftover = FileManager.default.temporaryDirectory.appendingPathComponent(
      "auscult-unpacked-\(UUID().uuidString)")
    try AtomicFile.write("", to: leftover.appendingPathComponent(".lock"))
    let living = try UnpackedArchive(try Self.golden("good.zip"))
    _ = try UnpackedArchive(try Self.golden("good.rar"))
    #expect(!FileManager.default.fileExists(atPath: leftover.path))
    #expect(FileManager.default.fileExists(atPath: living.folder.path), "a living process's stays")
    withExtendedLifetime(living) {}
  }

  @Test func archivesAreToldFromSounds() throws {
    #expect(UnpackedArchive.isArchive(try Self.golden("good.tar.xz")))
    let folder = try TemporaryFolder()
    try AtomicFile.write(try Data(contentsOf: try Self.golden("good.zip")), to: folder.file("download"))
    try AtomicFile.write("x", to: folder.file("a.wav"))
    #expect(UnpackedArchive.isArchive(folder.file("download")))
    #expect(!UnpackedArchive.isArchive(folder.file("a.wav")))
    #expect(!UnpackedArchive.isArchive(folder.url))
  }
}
