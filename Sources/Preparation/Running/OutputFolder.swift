public import Core
public import Foundation
import Hashing
import Manifest

/// The folder that results go to: opened only if it is ours or empty, cleaned only of what we wrote.
///
/// Beside the results it holds the hidden folder `.auscult`, which is no part of them: what was done, so that it need not be
/// done again. Whoever deletes it loses nothing but time.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL
  /// The command that writes it, such as `prepare`.
  let command: String
  /// The file that is written last; a folder that has it is complete.
  let description: String

  /// The folder of a prepared data set.
  public static func prepared(_ url: URL) -> OutputFolder {
    OutputFolder(url: url, command: "prepare", description: DatasetDescription.fileName)
  }

  /// The folder of a batch.
  public static func batch(_ url: URL, command: String) -> OutputFolder {
    OutputFolder(url: url, command: command, description: "\(command).json")
  }

  /// The hidden folder.
  var state: URL { url.appendingPathComponent(ManifestFile.stateName) }

  /// Refuses a folder in which the input lies: results would mix with it.
  /// - Throws: `PreparationError` `.output`.
  public func checkApart(from input: URL) throws(PreparationError) {
    if Self.path(input) == Self.path(url) || contains(input) {
      throw PreparationError(
        .output, "the recordings lie in the output folder. Choose another output folder.", subject: url.path)
    }
  }

  /// Whether a file lies somewhere below this folder.
  func contains(_ file: URL) -> Bool { Self.path(file).hasPrefix(Self.path(url) + "/") }

  private static func path(_ url: URL) -> String { url.standardizedFileURL.resolvingSymlinksInPath().path }

  // MARK: Opening

  /// Makes the folder if it is missing, and sees that nothing but ours is in it.
  /// - Throws: `PreparationError` `.output` if it holds something else, or lies in a data set; `CoreError`.
  func claim() throws {
    if let whole = ManifestFile.preparedFolder(above: url) {
      throw PreparationError(
        .output,
        "lies in the data set \(whole.relativePath), which would not be as it was written any more. Choose a folder beside it.",
        subject: url.path)
    }
    try AtomicFile.makeFolder(url)
    let present: [String]
    do { present = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") } } catch {
      throw PreparationError(
        .output, "cannot be read. Choose a folder that you may read and write.", subject: url.path, cause: error)
    }
    let mark = state.appendingPathComponent("command")
    if let owner = try? String(contentsOf: mark, encoding: .utf8) {
      guard owner == command + "\n" else { throw stranger("the results of 'auscult \(owner.dropLast())'") }
      return
    }
    let earlier = earlierFiles()
    let tops = Set(earlier.compactMap { $0.split(separator: "/").first.map(String.init) })
    if let other = present.sorted(by: precedesInBytes).first(where: { !tops.contains($0) }) {
      throw stranger("'\(other)'")
    }
    // Before the mark, for without this nobody would know later that these files are ours.
    try AtomicFile.write(
      WorkLog.discarding(earlier), to: state.appendingPathComponent(Self.wholeLog))
    try AtomicFile.write(command + "\n", to: mark)
  }

  /// How the names of logs begin.
  static let logPrefix = "work-"
  /// The log of a run without shards, and of a merged one.
  static let wholeLog = logPrefix + Shard.whole.name
  /// The log of a finished run's own files, such as tables.
  static let ownLog = logPrefix + "own"

  private func stranger(_ what: String) -> PreparationError {
    PreparationError(
      .output,
      "holds \(what), which 'auscult \(command)' did not write. Choose an empty folder, or one that it wrote.",
      subject: url.path)
  }

  /// The files that a complete run whose log is gone has written, as its own lists tell; those whose bytes are others now
  /// are somebody else's.
  private func earlierFiles() -> [String] {
    guard FileStatus(url.appendingPathComponent(description).path) != nil else { return [] }
    var files = Set(RunTables.names + [description])
    if let inventory = try? OutputInventory(contentsOf: url.appendingPathComponent(OutputInventory.fileName)) {
      files.formUnion(inventory.files.filter { isUnchanged($0.path, $0.sha256) }.map(\.path))
    } else if let manifest = try? ManifestFile(
      contentsOf: url.appendingPathComponent(ManifestFile.fileName), mayLackLabels: true)
    {
      files.formUnion(manifest.rows.filter { isUnchanged($0.fileName, $0.sha256) }.map(\.fileName))
    }
    if let data = try? Data(contentsOf: url.appendingPathComponent(description)),
      let extra = try? JSONDecoder().decode(ExtraFiles.self, from: data)
    {
      files.formUnion(extra.extraFiles.filter { !$0.contains("/") })
    }
    return files.filter(Self.isInside).sorted(by: precedesInBytes)
  }

  private func isUnchanged(_ path: String, _ sha256: String) -> Bool {
    Self.isInside(path) && (try? SHA256.hexDigest(ofFile: url.appendingPathComponent(path))) == sha256
  }

  // MARK: Removing

  /// Whether a relative path stays inside the folder.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
  }

  /// Removes files that we wrote.
  /// - Returns: the folders that may be empty now.
  func remove(_ files: some Collection<String>) -> Set<String> {
    var folders: Set<String> = []
    for file in files where Self.isInside(file) {
      try? FileManager.default.removeItem(at: url.appendingPathComponent(file))
      var parts = file.split(separator: "/").dropLast()
      while !parts.isEmpty {
        folders.insert(parts.joined(separator: "/"))
        parts = parts.dropLast()
      }
    }
    return folders
  }

  /// Removes those of `folders` that are empty, inner ones first.
  func removeIfEmpty(_ folders: Set<String>) {
    for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      AtomicFile.removeFolderIfEmpty(url.appendingPathComponent(folder).path)
    }
  }

  /// Removes what a killed run left of files that it had begun to write; the files themselves stay.
  func removeRemnants(of files: some Collection<String>) {
    for (folder, members) in Dictionary(
      grouping: files.filter(Self.isInside), by: PathText.folder(of:))
    {
      let place = folder.isEmpty ? url : url.appendingPathComponent(folder)
      let names = Set(members.map { String(PathText.name(of: $0)) })
      for name in (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? [] {
        guard let whole = PartialFile.wholeName(ofRemnant: name), names.contains(whole) else { continue }
        try? FileManager.default.removeItem(at: place.appendingPathComponent(name))
      }
    }
  }
}
