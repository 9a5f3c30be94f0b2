import Core
import Foundation
import Manifest
import MediaIO
import Synchronization

/// A walk over a folder, one folder a step.
struct FolderWalk {
  static let isPrepared =
    "is a data set that 'auscult prepare' or 'auscult split' wrote; its files are no recordings of their own. Move it elsewhere."

  let root: String
  let excluded: String?
  let wantsRecordings: Bool
  private(set) var sounds: [String] = []
  private(set) var others: [String] = []
  private(set) var skipped: [FolderTree.Skipped] = []
  private var pending = [""]

  init(root: String, excluded: String?, wantsRecordings: Bool) {
    self.root = root
    self.excluded = excluded
    self.wantsRecordings = wantsRecordings
  }

  mutating func run() {
    while let relative = pending.popLast() { visit(relative) }
  }

  private mutating func visit(_ relative: String) {
    let folder = relative.isEmpty ? root : root + "/" + relative
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return skip(relative.isEmpty ? "." : relative, "cannot be read. Give yourself permission to read it.")
    }
    if wantsRecordings && ManifestFile.isPrepared(URL(fileURLWithPath: folder)) {
      return skip(relative, Self.isPrepared)
    }
    for name in names {
      let child = relative.isEmpty ? name : relative + "/" + name
      if name.hasPrefix(".") {
        sortHidden(child, name)
      } else if root + "/" + child != excluded {
        sort(child)
      }
    }
  }

  /// A hidden recording may be one that somebody put aside, or forgot; what macOS writes beside files is none.
  private mutating func sortHidden(_ path: String, _ name: String) {
    if !name.hasPrefix("._") && FileKind(root + "/" + path) == .regular && isSound(path) {
      skip(path, "is hidden, as its name begins with a dot. Rename it if it is one of the recordings.")
    }
  }

  /// By the name of a file; by its first bytes where that is not the name of anything known.
  private func isSound(_ path: String) -> Bool {
    let suffix = PathText.fileExtension(of: path).lowercased()
    if FolderTree.soundExtensions.contains(suffix) { return true }
    if FolderTree.companionExtensions.contains(suffix) { return false }
    return InputFile.head(of: root + "/" + path, MediaSignature.length).map(MediaSignature.isMedia) ?? false
  }

  private mutating func sort(_ path: String) {
    var isFolder = false
    switch FileKind(root + "/" + path) {
    case .folder: return pending.append(path)
    case .link:
      isFolder =
        (try? URL(fileURLWithPath: root + "/" + path).resolvingSymlinksInPath().resourceValues(forKeys: [
          .isDirectoryKey
        ]))?.isDirectory == true
      if isFolder { skip(path, "is a link to a folder, which is not followed. Put the folder itself there.") }
    case .special: return skip(path, "is no regular file.")
    // Bytes that are no UTF-8 come as U+FFFD, and by that name the file cannot be opened.
    case nil where path.unicodeScalars.contains("\u{FFFD}"):
      return skip(
        path, "has a name that is not UTF-8, so that it cannot be opened. Rename it, for example with 'convmv'.")
    // What is nil has just vanished: decoding will say so.
    case .regular, nil: break
    }
    if !isFolder && isSound(path) { sounds.append(path) } else { others.append(path) }
  }

  private mutating func skip(_ path: String, _ reason: String) { skipped.append(.init(path: path, reason: reason)) }
}

/// Tables by path, each read once, and the names of the sound files, sorted out once.
final class TableShelf: Sendable {
  private let names = Mutex<FileResolver?>(nil)
  private let tables = Mutex<[String: Result<CSVText, CurationError>]>([:])

  func table(
    _ path: String, read: () throws(CurationError) -> CSVText
  ) throws(CurationError) -> CSVText {
    if let known = tables.withLock({ $0[path] }) { return try known.get() }
    let result = Result<CSVText, CurationError> { () throws(CurationError) in try read() }
    tables.withLock { $0[path] = result }
    return try result.get()
  }

  func resolver(_ make: () -> FileResolver) -> FileResolver {
    if let known = names.withLock({ $0 }) { return known }
    let made = make()
    names.withLock { $0 = made }
    return made
  }
}
