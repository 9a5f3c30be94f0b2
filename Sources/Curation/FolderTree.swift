public import Core
public import Foundation
public import Manifest

/// The files of a folder as they were found, sorted by the bytes of their relative paths.
public struct FolderTree: Sendable {
  /// The folder.
  public let root: URL
  /// What messages call it: the folder, or the archive that was unpacked into it.
  public let origin: URL
  /// The relative paths of files whose extension is a sound's or a video's, or whose first bytes are where their extension is
  /// not that of a table or a note.
  public let soundFiles: [String]
  /// The relative paths of all other files, such as label tables and notes; hidden files are left out.
  public let otherFiles: [String]
  /// What was found and not looked into, sorted by path.
  public let skipped: [Skipped]
  private let tables = TableShelf()

  /// Something that may hold recordings and was not looked into.
  public struct Skipped: Sendable, Equatable {
    /// Its relative path.
    public var path: String
    /// Why not, and what to do.
    public var reason: String

    /// Makes a note of something that was not looked into.
    public init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// Extensions, in lower case, that are taken for recordings; the content decides later.
  public static let soundExtensions: Set<String> = [
    "wav", "wave", "m4a", "m4b", "m4r", "mp4", "mov", "m4v", "mp3", "mp2", "aac", "ogg", "oga", "opus", "webm", "mkv",
    "mka", "flac", "aif", "aiff", "aifc", "caf", "3gp", "3g2", "amr", "awb", "wma", "wmv", "asf", "avi", "flv", "mpg",
    "mpeg", "ts", "mts", "m2ts", "ac3", "eac3", "dts", "ape", "mpc", "tak", "tta", "wv", "spx", "voc", "gsm", "au",
    "snd", "sox", "w64", "rf64", "nut", "oma", "dsf", "qcp", "ra", "rm",
  ]

  /// Extensions, in lower case, of what lies beside recordings and is none; files of others are looked into.
  static let companionExtensions: Set<String> = [
    "csv", "tsv", "txt", "md", "json", "mat", "hea", "dat", "xml", "yaml", "yml", "html", "htm", "pdf", "png", "jpg",
    "jpeg",
    "gif", "svg", "npy", "npz", "pkl", "h5", "hdf5", "py", "ipynb", "m", "xls", "xlsx", "doc", "docx", "zip", "tar",
    "gz", "7z",
    "rar", "md5", "sha256",
  ]

  /// Walks over `folder`; links to folders are skipped and said to be.
  /// - Parameters:
  ///   - excluded: a folder inside it that is left out, usually the output.
  ///   - wantsRecordings: whether data sets that were prepared before are skipped, too, as clips are no recordings.
  ///   - origin: what messages call the folder, if not by its own path.
  ///   - refused: what could not be put into the folder in the first place; it counts as skipped.
  /// - Throws: `CurationError` `.missing`, or `.alreadyPrepared` if recordings are wanted and it is a prepared data set.
  public init(
    scanning folder: URL, excluding excluded: URL? = nil, wantsRecordings: Bool = false, origin: URL? = nil,
    refused: [Skipped] = []
  ) throws(CurationError) {
    let root = folder.resolvingSymlinksInPath()
    guard FileKind(root.path) == .folder else {
      throw CurationError(
        .missing, "there is no such folder. Give the folder that holds the recordings.", subject: folder.path)
    }
    self.root = root
    self.origin = origin ?? folder
    var walk = FolderWalk(
      root: root.path, excluded: excluded?.resolvingSymlinksInPath().path, wantsRecordings: wantsRecordings)
    walk.run()
    if walk.skipped.contains(where: { $0.path.isEmpty && $0.reason == FolderWalk.isPrepared }) {
      throw CurationError(
        .alreadyPrepared,
        "is a data set that 'auscult prepare' or 'auscult split' wrote; its files would be torn from their patients. Give the folder of the recordings it was made from.",
        subject: folder.path)
    }
    soundFiles = walk.sounds.sorted(by: precedesInBytes)
    otherFiles = walk.others.sorted(by: precedesInBytes)
    skipped = (walk.skipped + refused).sorted { precedesInBytes($0.path, $1.path) }
  }

  /// The file at a relative path.
  public func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// Where a sound file stands among ``soundFiles``; nil for a path that is none of them.
  func position(of path: String) -> Int? {
    var range = soundFiles.indices
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range =
        precedesInBytes(soundFiles[middle], path) ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    let position = range.lowerBound
    return position < soundFiles.count && !precedesInBytes(path, soundFiles[position]) ? position : nil
  }

  /// What messages call the file at a relative path.
  func subject(_ path: String) -> String { origin.appendingPathComponent(path).path }

  /// The table at a relative path, which is read once however many layouts look into it.
  /// - Throws: `CurationError` `.malformedTable` or `.missing`.
  public func table(_ path: String) throws(CurationError) -> CSVText {
    try tables.table(path) { () throws(CurationError) in try readTable(path) }
  }

  /// Finds the sound files that tables name; made once, however many layouts ask for it.
  var resolver: FileResolver { tables.resolver { FileResolver(soundFiles) } }

  private func readTable(_ path: String) throws(CurationError) -> CSVText {
    do { return try CSVText(contentsOf: url(path)) } catch {
      throw CurationError(
        .malformedTable, "\(error.message) Mend it, or name another layout with --layout.", subject: subject(path))
    }
  }

  /// The first line of the table at a relative path as column names, without reading the rest; nil where it has none.
  func columns(of path: String) -> [String]? { (try? firstLine(of: path))?.header }

  /// Why the first line of the table at a relative path cannot be taken for column names; nil where it can, and for what is
  /// empty or cannot be opened.
  func trouble(withColumnsOf path: String) -> String? {
    do { _ = try firstLine(of: path) } catch { return error.message }
    return nil
  }

  private func firstLine(of path: String) throws(ManifestError) -> CSVTable? {
    guard let handle = try? FileHandle(forReadingFrom: url(path)) else { return nil }
    defer { try? handle.close() }
    guard let head = try? handle.read(upToCount: 1 << 16)?.prefix(while: { $0 != 10 && $0 != 13 }), !head.isEmpty else {
      return nil
    }
    return try CSVTable(head, name: path)
  }

  /// The text of a small file at a relative path, or nil where it cannot be read.
  func text(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: url(path)), data.count < 1 << 20 else { return nil }
    return String(decoding: data, as: UTF8.self)
  }
}
