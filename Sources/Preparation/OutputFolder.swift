import Core
import Foundation
import Manifest

/// The folder a data set goes to: opened only if it is ours or empty, cleaned only of what a data set wrote.
struct OutputFolder {
  private let url: URL

  init(_ url: URL) { self.url = url }

  /// Makes the folder ready: its `dataset.json` is removed, so that it counts as unfinished from now on.
  /// - Returns: the files of the data set that was there, relative to the folder.
  /// - Throws: `PreparationError` `.output` if it holds something else.
  func open() throws -> [String] {
    try AtomicFile.makeFolder(url)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") }
    } catch {
      throw PreparationError(
        .output, "cannot be read. Choose a folder that you may read and write.", subject: url.path, cause: error)
    }
    if names.isEmpty { return [] }
    let ours: Set<String> = [
      "clips", "spectrograms", "manifest.csv", "train.csv", "val.csv", "test.csv", "rejected.csv", "complaints.csv",
      DatasetDescription.fileName,
    ]
    if let stranger = names.sorted(by: precedesInBytes).first(where: { !ours.contains($0) }) {
      throw PreparationError(
        .output,
        "holds '\(stranger)', which is not part of a prepared data set. Choose an empty folder, or one that 'auscult prepare' wrote.",
        subject: url.path)
    }
    let earlier = (try? ManifestFile(contentsOf: url.appendingPathComponent("manifest.csv")))?.rows.flatMap(files) ?? []
    try? FileManager.default.removeItem(at: url.appendingPathComponent(DatasetDescription.fileName))
    return earlier
  }

  /// Removes files of an earlier data set that the new rows do not have, and folders that become empty.
  func remove(_ earlier: [String], keeping rows: [ManifestRow]) throws {
    let kept = Set(rows.flatMap(files))
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

  private func files(of row: ManifestRow) -> [String] {
    [row.fileName, row.spectrogram, row.features].filter { !$0.isEmpty }
  }
}
