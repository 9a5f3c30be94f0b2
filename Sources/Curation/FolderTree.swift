public import Core
public import Foundation

/// The files of a folder as they were found, sorted by the bytes of their relative paths.
public struct FolderTree: Sendable {
  /// The folder.
  public let root: URL
  /// The relative paths of files whose extension is a sound's or a video's.
  public let soundFiles: [String]
  /// The relative paths of all other files, such as label tables and notes; hidden files are left out.
  public let otherFiles: [String]

  /// Extensions, in lower case, that are taken for recordings; the content decides later.
  public static let soundExtensions: Set<String> = [
    "wav", "wave", "m4a", "mp4", "mov", "m4v", "mp3", "aac", "ogg", "oga", "opus", "webm", "mkv", "flac", "aif", "aiff",
    "aifc", "caf", "3gp", "3g2", "amr", "wma", "asf", "avi", "au", "snd", "w64", "rf64", "mka",
  ]

  /// Walks over `folder` without following links to folders.
  /// - Parameter excluded: a folder inside it that is left out, usually the output.
  /// - Throws: `CurationError` `.missing`.
  public init(scanning folder: URL, excluding excluded: URL? = nil) throws(CurationError) {
    let root = folder.resolvingSymlinksInPath()
    guard Self.type(of: root.path) == .typeDirectory else {
      throw CurationError(
        .missing, "there is no such folder. Give the folder that holds the recordings.", subject: folder.path)
    }
    self.root = root
    let excludedPath = excluded?.resolvingSymlinksInPath().path
    var sounds: [String] = []
    var others: [String] = []
    var pending = [""]
    while let relative = pending.popLast() {
      let path = relative.isEmpty ? root.path : root.path + "/" + relative
      for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where !name.hasPrefix(".") {
        let child = relative.isEmpty ? name : relative + "/" + name
        let full = root.path + "/" + child
        if full == excludedPath { continue }
        if Self.type(of: full) == .typeDirectory {
          pending.append(child)
        } else if Self.soundExtensions.contains((name as NSString).pathExtension.lowercased()) {
          sounds.append(child)
        } else {
          others.append(child)
        }
      }
    }
    soundFiles = sounds.sorted(by: precedesInBytes)
    otherFiles = others.sorted(by: precedesInBytes)
  }

  /// The file at a relative path.
  public func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  private static func type(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.type]) as? FileAttributeType
  }

  /// The folders on the way to a path, from the root down.
  static func folders(of path: String) -> [Substring] { path.split(separator: "/").dropLast() }

  /// The last component of a path.
  static func name(of path: String) -> Substring { path.split(separator: "/").last ?? Substring(path) }
}
