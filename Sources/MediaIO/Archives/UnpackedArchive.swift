public import Core
public import Foundation

/// An archive, unpacked into a private folder that goes when this goes.
///
/// Nothing is ever written outside that folder: entries with absolute names or `..`, links, devices and encrypted or nested
/// archives are refused, one by one, with the reason; an archive that grows beyond the limits, or is damaged, is refused whole.
/// A folder that a killed process left behind is removed by the next one.
public final class UnpackedArchive: Sendable {
  /// An entry that was not unpacked.
  public struct Refusal: Sendable, Equatable {
    /// Its name in the archive.
    public var path: String
    /// Why not, and what to do.
    public var reason: String
  }

  /// Where the files are.
  public let folder: URL
  /// What was not unpacked, in the archive's order.
  public let refusals: [Refusal]
  private let place: PrivateFolder

  /// Unpacks the files of an archive that are wanted.
  /// - Parameter isWanted: whether a file of this relative path is of use; others are passed over.
  /// - Throws: `MediaError` `.damaged`, `.overLimit`, `.unreadable` (no archive, or encrypted), or `.cannotWrite`.
  public init(
    _ url: URL, limits: ArchiveLimits = .init(), isWanted: (String) -> Bool = { _ in true }
  ) throws(MediaError) {
    place = try PrivateFolder()
    folder = place.url
    var unpacking = Unpacking(url, into: place.url, limits: limits)
    try unpacking.run(isWanted)
    refusals = unpacking.refusals
  }

  /// Names that archives have.
  private static let extensions: Set<String> = [
    "zip", "tar", "tgz", "tbz", "tbz2", "txz", "tzst", "gz", "bz2", "xz", "zst", "lzma", "lz4", "7z", "rar",
  ]

  /// Whether a file is to be taken for an archive: by its name, or by how it begins.
  public static func isArchive(_ url: URL) -> Bool {
    guard (try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    else {
      return false
    }
    if isArchiveName(url.path) { return true }
    guard let handle = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? handle.close() }
    let head = (try? handle.read(upToCount: 6)) ?? Data()
    return [Data("PK\u{3}\u{4}".utf8), Data("Rar!".utf8), Data([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])].contains {
      head.starts(with: $0)
    }
  }

  static func isArchiveName(_ path: String) -> Bool {
    extensions.contains(PathText.fileExtension(of: path).lowercased())
  }
}

/// One pass over an archive.
private struct Unpacking {
  let url: URL
  let folder: URL
  let limits: ArchiveLimits
  private(set) var refusals: [UnpackedArchive.Refusal] = []
  private var written = 0
  private let allowed: Int

  init(_ url: URL, into folder: URL, limits: ArchiveLimits) {
    self.url = url
    self.folder = folder
    self.limits = limits
    let size =
      (try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)[.size] as? Int) ?? 0
    let (byRatio, overflow) = size.multipliedReportingOverflow(by: limits.maximumRatio)
    allowed = min(limits.maximumBytes, max(limits.ratioFloor, overflow ? .max : byRatio))
  }

  mutating func run(_ isWanted: (String) -> Bool) throws(MediaError) {
    let reader = try ArchiveReader(url)
    var entries = 0
    while let entry = try reader.next() {
      entries += 1
      if entries > limits.maximumEntries {
        throw MediaError(
          .overLimit, "has more than \(limits.maximumEntries) entries. Unpack it yourself, and give the folder.",
          subject: url.path)
      }
      let parts = entry.path.split(separator: "/").filter { $0 != "." }
      let path = parts.joined(separator: "/")
      // Hidden folders, and what macOS adds to archives, are left out of folders, too.
      let isHidden =
        parts.dropLast().contains { $0.hasPrefix(".") && $0 != ".." } || parts.last?.hasPrefix("._") == true
      if entry.kind == .folder || isHidden { continue }
      if let reason = refusal(of: entry, parts, isWanted: isWanted(path)) {
        refusals.append(.init(path: entry.path, reason: reason))
      } else if isWanted(path) {
        try unpack(path, from: reader)
      }
    }
  }

  /// Why an entry is not unpacked, or nil where it may be.
  private func refusal(of entry: ArchiveReader.Entry, _ parts: [Substring], isWanted: Bool) -> String? {
    if parts.isEmpty { return "has no name in the archive. Rename it there." }
    if entry.path.hasPrefix("/") || parts.contains("..") {
      return
        "would lie outside the folder; such a name is never followed. Make the archive anew from inside the folder."
    }
    switch entry.kind {
    case .link: return isWanted ? "is a link in the archive, which is not followed. Put the file itself there." : nil
    case .other: return "is no regular file."
    case .file, .folder: break
    }
    if UnpackedArchive.isArchiveName(entry.path) {
      return "is an archive in an archive, which is not looked into. Unpack it."
    }
    return isWanted && entry.isEncrypted
      ? "is encrypted. Unpack the archive with its password, and give the folder." : nil
  }

  private mutating func unpack(_ path: String, from reader: ArchiveReader) throws(MediaError) {
    let file = folder.appendingPathComponent(path)
    try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason =
        switch errno {
        case EEXIST: "is in the archive twice; the first was used. Rename one of them."
        case ENAMETOOLONG: "has a name too long for this file system. Rename it in the archive."
        case ENOTDIR, EISDIR: "has the name of a folder in the archive. Rename one of them."
        default: "cannot be unpacked: \(String(cString: strerror(errno)))."
        }
      refusals.append(.init(path: path, reason: reason))
      return
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var written = written
    try reader.read { (block) throws(MediaError) in
      written += block.count
      guard written <= allowed else {
        throw MediaError(
          .overLimit,
          "unpacks to more than \(allowed >> 20) MiB, as only an archive made to fill a disk does. If it is sound, unpack it yourself and give the folder.",
          subject: url.path)
      }
      do { try handle.write(contentsOf: block) } catch {
        throw MediaError(
          .cannotWrite,
          "cannot be unpacked into \(folder.deletingLastPathComponent().path): is the disk full? Set TMPDIR to a folder with room.",
          subject: url.path, cause: error)
      }
    }
    self.written = written
  }
}
