public import Core
public import Foundation
import Manifest

/// The folder that results go to: opened only if it is ours or empty, cleaned only of what we wrote.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL
  /// The command that writes it, such as `prepare`.
  let command: String
  /// The file that is written last; a folder that has it is complete.
  let description: String
  /// The names at its top that are this command's whatever an earlier manifest says.
  let names: Set<String>

  /// The folder of a prepared data set; its two folders are known by name.
  public static func prepared(_ url: URL) -> OutputFolder {
    OutputFolder(
      url: url, command: "prepare", description: DatasetDescription.fileName,
      names: [
        "clips", "spectrograms", "manifest.csv", "train.csv", "val.csv", "test.csv", "rejected.csv", "complaints.csv",
        "files.csv",
      ])
  }

  /// The folder of a batch, whose files have the names of its inputs: `COMMAND.json` or a journal shows that it is ours.
  public static func batch(_ url: URL, command: String) -> OutputFolder {
    OutputFolder(url: url, command: command, description: "\(command).json", names: ["manifest.csv", "rejected.csv"])
  }

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

  /// Makes the folder ready: its description is removed, so that it counts as unfinished from now on.
  /// - Returns: the files that an earlier run wrote there, relative to the folder.
  /// - Throws: `PreparationError` `.output` if it holds something else.
  func open() throws -> [String] {
    try AtomicFile.makeFolder(url)
    let present: [String]
    do {
      present = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") }
    } catch {
      throw PreparationError(
        .output, "cannot be read. Choose a folder that you may read and write.", subject: url.path, cause: error)
    }
    let journalled = try OutputJournal.entries(of: self)
    if present.isEmpty && journalled == nil { return [] }
    let earlier = earlierFiles(journalled: journalled, present: Set(present))
    let tops = Set(earlier.compactMap { $0.split(separator: "/").first.map(String.init) })
    if let stranger = present.sorted(by: precedesInBytes).first(where: {
      !isOurs($0, tops, isKnown: journalled != nil || present.contains(description))
    }) {
      throw PreparationError(
        .output,
        "holds '\(stranger)', which 'auscult \(command)' did not write. Choose an empty folder, or one that it wrote.",
        subject: url.path)
    }
    if journalled != nil { removeRemnants(of: earlier) }
    try? FileManager.default.removeItem(at: url.appendingPathComponent(description))
    return earlier
  }

  /// A data set's own names may stand without a description after a run that was killed; files named after inputs may not.
  private func isOurs(_ name: String, _ earlier: Set<String>, isKnown: Bool) -> Bool {
    command == "prepare"
      ? names.contains(name) || name == description
      : isKnown && (names.contains(name) || name == description || earlier.contains(name))
  }

  private func earlierFiles(journalled: [String]?, present: Set<String>) -> [String] {
    var files = Set(journalled ?? [])
    if let manifest = try? ManifestFile(contentsOf: url.appendingPathComponent("manifest.csv"), mayLackLabels: true) {
      files.formUnion(manifest.rows.flatMap(Self.files))
    }
    if let data = try? Data(contentsOf: url.appendingPathComponent(description)),
      let extra = try? JSONDecoder().decode(ExtraFiles.self, from: data)
    {
      files.formUnion(extra.extraFiles)
    }
    return files.filter { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }.sorted(by: precedesInBytes)
  }

  /// Removes what a killed run left of files that it had begun.
  private func removeRemnants(of files: [String]) {
    for (folder, members) in Dictionary(grouping: files, by: { ($0 as NSString).deletingLastPathComponent }) {
      let place = folder.isEmpty ? url : url.appendingPathComponent(folder)
      let hidden = ((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []).filter {
        $0.hasPrefix(".")
      }
      for name in hidden
      where members.contains(where: { PartialFile.isRemnant(name, of: ($0 as NSString).lastPathComponent) }) {
        try? FileManager.default.removeItem(at: place.appendingPathComponent(name))
      }
    }
  }

  /// Removes files of an earlier run that the new one does not have, and folders that become empty.
  func remove(_ earlier: [String], keeping rows: [ManifestRow], and extra: [String] = []) throws {
    let kept = Set(rows.flatMap(Self.files)).union(extra)
    var folders: Set<String> = []
    for file in earlier where !kept.contains(file) {
      try? FileManager.default.removeItem(at: url.appendingPathComponent(file))
      var parts = file.split(separator: "/").dropLast()
      while !parts.isEmpty {
        folders.insert(parts.joined(separator: "/"))
        parts = parts.dropLast()
      }
    }
    for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) {
      let path = url.appendingPathComponent(folder).path
      if (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  private static func files(of row: ManifestRow) -> [String] {
    [row.fileName, row.spectrogram, row.features].filter { !$0.isEmpty }
  }
}
