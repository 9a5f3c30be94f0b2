import Core
import Foundation
import Hashing

/// Finds names for outputs such that no two inputs share one, on any file system.
enum DistinctNames {
  /// One name without extension for each path, in order.
  ///
  /// A path loses its extension (`a.wav` becomes `a`). Where that is not unique without regard to case and Unicode form,
  /// is `reserved`, or is a folder's name, it keeps it (`a.wav`, `a.m4a`); where that does not help, digits of its
  /// SHA-256 follow. The names depend on the set of paths only, not on their order.
  /// - Parameters:
  ///   - paths: preferred relative paths, `/` as separator.
  ///   - identities: what makes each input itself; no two are equal.
  ///   - fileExtension: what the caller appends, after a point.
  ///   - reserved: names with extension that are taken.
  static func names(for paths: [String], identities: [String], fileExtension: String, reserved: [String] = [])
    -> [String]
  {
    var levels = [Int](repeating: 0, count: paths.count)
    let reserved = Set(reserved.map(folded))
    while true {
      let names = paths.indices.map { name(of: paths[$0], identity: identities[$0], level: levels[$0]) }
      let keys = names.map { folded("\($0).\(fileExtension)") }
      let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
      let folders = Set(keys.flatMap(foldersAbove))
      let colliding = keys.indices.filter {
        levels[$0] < 3
          && (counts[keys[$0], default: 0] > 1 || folders.contains(keys[$0]) || reserved.contains(keys[$0]))
      }
      if colliding.isEmpty { return names }
      for index in colliding { levels[index] += 1 }
    }
  }

  private static func name(of path: String, identity: String, level: Int) -> String {
    let stem = shortened(String(PathText.withoutExtension(path)))
    switch level {
    case 0: return stem
    case 1: return shortened(path)
    default: return stem + "-" + SHA256.hexDigest(of: Data(identity.utf8)).prefix(level == 2 ? 8 : 64)
    }
  }

  /// File systems take 255 bytes a name; the temporary file's name needs some of them, the extension and marks others.
  private static func shortened(_ path: String) -> String {
    let last = String(PathText.name(of: path))
    guard last.utf8.count > 120 else { return path }
    var short = last
    while short.utf8.count > 100 { short.removeLast() }
    let folder = PathText.folder(of: path)
    let name = short + "-" + SHA256.hexDigest(of: Data(last.utf8)).prefix(8)
    return folder.isEmpty ? name : folder + "/" + name
  }

  private static func folded(_ name: String) -> String { name.lowercased().precomposedStringWithCanonicalMapping }

  private static func foldersAbove(_ key: String) -> [String] {
    let parts = key.split(separator: "/").dropLast()
    return parts.indices.map { parts[...$0].joined(separator: "/") }
  }
}
