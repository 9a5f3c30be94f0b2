public import Core
public import Foundation
public import MediaIO

/// What a command's PATH means: a folder, an archive that is unpacked for the while, or a single file.
public struct InputPlace: Sendable {
  /// The kinds of places.
  public enum Kind: String, Sendable {
    case folder, archive, file
  }

  /// What the person gave.
  public let given: URL
  /// What it is.
  public let kind: Kind
  /// Where to look: the folder or file itself, or where the archive was unpacked.
  public let url: URL
  /// What of an archive was not unpacked, and why.
  public let refused: [FolderTree.Skipped]

  private let archive: UnpackedArchive?

  /// Finds out what `path` means; an archive's files are there for as long as this value or a copy of it is.
  /// - Throws: `MediaError` for an archive that cannot be unpacked.
  public init(_ path: URL) throws(MediaError) {
    given = path
    guard UnpackedArchive.isArchive(path) else {
      let isFile =
        (try? path.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      (kind, url, refused, archive) = (isFile ? .file : .folder, path, [], nil)
      return
    }
    let archive = try UnpackedArchive(path, isWanted: Self.isUseful)
    (kind, url, self.archive) = (.archive, archive.folder, archive)
    refused = archive.refusals.map { .init(path: $0.path, reason: $0.reason) }
  }

  /// Lends `body` the place that `path` means, with an archive's files there until it returns.
  /// - Throws: `MediaError` for an archive that cannot be unpacked, and what `body` throws.
  public static func open<Result>(_ path: URL, _ body: (InputPlace) throws -> Result) throws -> Result {
    let place = try InputPlace(path)
    return try withExtendedLifetime(place) { try body(place) }
  }

  /// The files below the place.
  /// - Throws: `CurationError`, as ``FolderTree/init(scanning:excluding:wantsRecordings:origin:refused:)``.
  public func tree(excluding: URL? = nil, wantsRecordings: Bool = false) throws(CurationError) -> FolderTree {
    try FolderTree(
      scanning: url, excluding: excluding, wantsRecordings: wantsRecordings, origin: given, refused: refused)
  }

  /// The collection at the place: of a single file, the list of files and labels that it is.
  /// - Throws: `CurationError`.
  public func collection(
    layout: String? = nil, options: LayoutOptions = .init(), excluding: URL? = nil
  ) throws(CurationError) -> Collection {
    guard kind == .file else {
      return try Layouts.read(tree(excluding: excluding, wantsRecordings: true), layout: layout, options: options)
    }
    if FolderTree.soundExtensions.contains(url.pathExtension.lowercased()) {
      throw CurationError(
        .empty, "is one recording, and no collection. Give the folder it lies in, or a CSV of files and labels.",
        subject: given.path)
    }
    return try Layouts.read(table: url, options: options)
  }

  /// Whether a file of an archive may be a recording, or say something of one.
  private static func isUseful(_ path: String) -> Bool {
    let suffix = PathText.fileExtension(of: path).lowercased()
    return FolderTree.soundExtensions.contains(suffix)
      || ["csv", "tsv", "mat", "txt", "hea", "json", ""].contains(suffix)
  }
}
