public import Core
public import Foundation
import Manifest

/// The files of a folder as they were found, sorted by the bytes of their relative paths.
public struct FolderTree: Sendable {
  /// The folder.
  public let root: URL
  /// The relative paths of files whose extension is a sound's or a video's.
  public let soundFiles: [String]
  /// The relative paths of all other files, such as label tables and notes; hidden files are left out.
  public let otherFiles: [String]
  /// What was found and not looked into, sorted by path.
  public let skipped: [Skipped]

  /// Something that may hold recordings and was not looked into.
  public struct Skipped: Sendable, Equatable {
    /// Its relative path.
    public var path: String
    /// Why not, and what to do.
    public var reason: String
  }

  /// Extensions, in lower case, that are taken for recordings; the content decides later.
  public static let soundExtensions: Set<String> = [
    "wav", "wave", "m4a", "mp4", "mov", "m4v", "mp3", "aac", "ogg", "oga", "opus", "webm", "mkv", "flac", "aif", "aiff",
    "aifc", "caf", "3gp", "3g2", "amr", "wma", "asf", "avi", "au", "snd", "w64", "rf64", "mka",
  ]

  /// Walks over `folder`; links to folders are skipped and said to be.
  /// - Parameters:
  ///   - excluded: a folder inside it that is left out, usually the output.
  ///   - wantsRecordings: whether data sets that were prepared before are skipped, too, as clips are no recordings.
  /// - Throws: `CurationError` `.missing`, or `.alreadyPrepared` if recordings are wanted and it is a prepared data set.
  public init(scanning folder: URL, excluding excluded: URL? = nil, wantsRecordings: Bool = false) throws(CurationError)
  {
    let root = folder.resolvingSymlinksInPath()
    guard Self.type(of: root.path) == .typeDirectory else {
      throw CurationError(
        .missing, "there is no such folder. Give the folder that holds the recordings.", subject: folder.path)
    }
    self.root = root
    var walk = Walk(
      root: root.path, excluded: excluded?.resolvingSymlinksInPath().path, wantsRecordings: wantsRecordings)
    while let relative = walk.pending.popLast() { walk.visit(relative) }
    if walk.skipped.contains(where: { $0.path.isEmpty && $0.reason == Walk.isPrepared }) {
      throw CurationError(
        .alreadyPrepared,
        "is a data set that 'auscult prepare' wrote; its clips would be torn from their patients. Give the folder of the recordings it was made from.",
        subject: folder.path)
    }
    soundFiles = walk.sounds.sorted(by: precedesInBytes)
    otherFiles = walk.others.sorted(by: precedesInBytes)
    skipped = walk.skipped.sorted { precedesInBytes($0.path, $1.path) }
  }

  /// The file at a relative path.
  public func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  fileprivate static func type(of path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.type]) as? FileAttributeType
  }

  /// The folders on the way to a path, from the root down.
  static func folders(of path: String) -> [Substring] { path.split(separator: "/").dropLast() }

  /// The last component of a path.
  static func name(of path: String) -> Substring { path.split(separator: "/").last ?? Substring(path) }
}

/// A walk over a folder, one folder a step.
private struct Walk {
  static let isPrepared = "is a data set that 'auscult prepare' wrote; its clips are no recordings. Move it elsewhere."

  let root: String
  let excluded: String?
  let wantsRecordings: Bool
  var pending = [""]
  var sounds: [String] = []
  var others: [String] = []
  var skipped: [FolderTree.Skipped] = []

  init(root: String, excluded: String?, wantsRecordings: Bool) {
    self.root = root
    self.excluded = excluded
    self.wantsRecordings = wantsRecordings
  }

  mutating func visit(_ relative: String) {
    let folder = relative.isEmpty ? root : root + "/" + relative
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return skip(relative, "cannot be read. Give yourself permission to read it.")
    }
    if wantsRecordings && ManifestFile.isPrepared(URL(fileURLWithPath: folder)) {
      return skip(relative, Self.isPrepared)
    }
    for name in names where !name.hasPrefix(".") {
      let child = relative.isEmpty ? name : relative + "/" + name
      if root + "/" + child != excluded { sort(child) }
    }
  }

  private mutating func sort(_ path: String) {
    let isSound = FolderTree.soundExtensions.contains((path as NSString).pathExtension.lowercased())
    var isFolder = false
    switch FolderTree.type(of: root + "/" + path) {
    case .typeDirectory: return pending.append(path)
    case .typeSymbolicLink:
      isFolder =
        (try? URL(fileURLWithPath: root + "/" + path).resolvingSymlinksInPath().resourceValues(forKeys: [
          .isDirectoryKey
        ]))?.isDirectory == true
      if isFolder { skip(path, "is a link to a folder, which is not followed. Put the folder itself there.") }
    // Reading a pipe or a device may never end. What has no type has a name that cannot be spelt; decoding will say so.
    case .typeCharacterSpecial, .typeBlockSpecial, .typeSocket, .typeUnknown: return skip(path, "is no regular file.")
    default: break
    }
    if isSound && !isFolder { sounds.append(path) } else { others.append(path) }
  }

  private mutating func skip(_ path: String, _ reason: String) { skipped.append(.init(path: path, reason: reason)) }
}
