import Core
import Curation
import Foundation
import Hashing

/// What was heard of recordings, kept beside the results line by line as it is heard, so that nothing is listened to twice.
///
/// A line holds for the bytes of a file, whatever it is called, with these versions and settings:
///
///     key  {quality}  samples  base64 of what the search for copies compares
final class SoundLog: Sendable {
  /// What was heard before, by key.
  private let known: [String: KeptSound]
  /// The keys of what may be asked for.
  private let wanted: Set<String>
  private let file: RecordFile
  private let state: URL
  private let shard: Shard
  /// What all keys begin from.
  private let settings: String
  /// The bytes of all lines, and of those that are wanted now.
  private let size: (all: Int, wanted: Int)

  /// Opens the log of a claimed folder.
  /// - Parameters:
  ///   - settings: all that hearing depends on besides the bytes of a file.
  ///   - contents: what may be asked for; all else is not even decoded.
  /// - Throws: `CoreError`.
  init(_ claim: RunClaim, settings: String, contents: [(digest: String, path: String)]) throws {
    (state, shard) = (claim.folder.state, claim.shard)
    self.settings = SHA256.hexDigest(of: Data(settings.utf8))
    let prefix = self.settings
    let wanted = Set(contents.map { Self.key(prefix, $0.digest, $0.path) })
    var known: [String: KeptSound] = [:]
    var size = (all: 0, wanted: 0)
    for name in try Self.names(in: state) {
      try RecordReader(state.appendingPathComponent(name))?.forEachLine { line, _ in
        size.all += line.count
        guard let (key, rest) = Self.parts(line), wanted.contains(key), known[key] == nil,
          let sound = KeptSound(line: rest)
        else { return }
        known[key] = sound
        size.wanted += line.count
      }
    }
    (self.known, self.wanted, self.size) = (known, wanted, size)
    file = try RecordFile(appendingTo: state.appendingPathComponent(Self.name(of: shard)))
  }

  private static let prefix = "sounds-"
  private static func name(of shard: Shard) -> String { prefix + shard.name }

  private static func names(in state: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: state.path).filter { $0.hasPrefix(prefix) }
      .sorted(by: precedesInBytes)
  }

  /// How a file is decoded may depend on the ending of its name.
  private static func key(_ settings: String, _ digest: String, _ path: String) -> String {
    SHA256.hexDigest(of: Data("\(settings)\n\(digest)\n\(PathText.fileExtension(of: path).lowercased())".utf8))
  }

  private static func parts(_ line: Data) -> (key: String, rest: Data)? {
    let fields = line.fields(atMost: 2)
    guard fields.count == 2, fields[0].count == 64 else { return nil }
    return (String(decoding: fields[0], as: UTF8.self), fields[1])
  }

  // MARK: Sounds

  /// What was heard of these bytes before.
  func sound(of digest: String, _ path: String) -> KeptSound? {
    digest.isEmpty ? nil : known[Self.key(settings, digest, path)]
  }

  /// Keeps what was heard of these bytes.
  ///
  /// What cannot be kept is listened to again some day.
  func keep(_ sound: KeptSound, of digest: String, _ path: String) {
    guard !digest.isEmpty, let line = try? sound.line() else { return }
    _ = try? file.append("\(Self.key(settings, digest, path))\t\(line)")
  }

  /// Writes the log anew without what nobody wants any more, where that is more than half of it.
  ///
  /// Nothing may be kept after this.
  /// - Throws: `CoreError`.
  func compact() throws {
    guard shard == .whole, size.all > 2 * size.wanted else { return }
    let names = try Self.names(in: state)
    let text = try PartialText(state.appendingPathComponent(Self.name(of: .whole)))
    var left = wanted
    for name in names {
      try RecordReader(state.appendingPathComponent(name))?.forEachLine { line, _ in
        guard let (key, rest) = Self.parts(line), left.contains(key), KeptSound(line: rest) != nil else { return }
        left.remove(key)
        try text.appendLine(String(decoding: line, as: UTF8.self))
      }
    }
    try text.finish()
    for name in names where name != Self.name(of: .whole) {
      try? FileManager.default.removeItem(at: state.appendingPathComponent(name))
    }
  }
}
