import Core
import Foundation
import Hashing
import TestSupport
import Testing

@Suite struct InputFileTests {
  private func file(_ count: Int, _ body: (String, [UInt8]) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("bytes")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: url)
    try body(url.path, bytes)
  }

  @Test(arguments: [0, 1, 999, 1000, 1001, 300_000]) func blocksAreTheFile(count: Int) throws {
    try file(count) { path, bytes in
      let file = try #require(InputFile(path))
      var (block, read) = ([UInt8](repeating: 0, count: 1000), [UInt8]())
      while case let more? = file.read(into: &block), more > 0 { read += block.prefix(more) }
      #expect(read == bytes)
    }
  }

  @Test func headsEndWithTheFile() throws {
    try file(100) { path, bytes in
      #expect(InputFile.head(of: path, 7) == Array(bytes.prefix(7)))
      #expect(InputFile.head(of: path, 4096) == bytes)
    }
  }

  @Test func theReasonIsThatOfTheFile() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.wav").path, withDestinationPath: folder.file("gone.wav").path)
    #expect { try SHA256.hexDigest(ofFile: folder.file("link.wav")) } throws: {
      "\($0)".contains("No such file or directory")
    }
  }

  @Test func whatCannotBeReadHasNoBytes() throws {
    let folder = try TemporaryFolder()
    #expect(InputFile.head(of: folder.url.appendingPathComponent("missing").path, 4) == nil)
    #expect(InputFile.head(of: folder.url.path, 4) == nil)
  }
}
