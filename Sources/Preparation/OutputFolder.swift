import Core
import Foundation
import Manifest

/// The folder a data set goes to: opened only if it is ours or empty, cleaned only of what a data set wrote.
struct OutputFolder {
  private let url: URL

  init(_ url: URL) { self.url = url }

  /// Makes the folder if it is missing.
  /// - Throws: `PreparationError` `.output` if it holds something that is not ours.
  func open() throws {
    try AtomicFile.makeFolder(url)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix(".") }
    } catch {
      throw PreparationError(
        .output, "cannot be read. Choose a folder that you may read and write.", subject: url.path, cause: error)
    }
    let lists = Split.allCases.compactMap(\.fileName)
    let ours = Set(
      Self.folders + lists + [ManifestFile.fileName, "rejected.csv", "complaints.csv", DatasetDescription.fileName])
    if let stranger = names.sorted(by: precedesInBytes).first(where: { !ours.contains($0) }) {
      throw PreparationError(
        .output,
        "holds '\(stranger)', which is not part of a prepared data set. Choose an empty folder, or one that 'auscult prepare' wrote.",
        subject: url.path)
    }
  }

  /// Removes `dataset.json`, so that the data set counts as unfinished from now on.
  func begin() { try? FileManager.default.removeItem(at: url.appendingPathComponent(DatasetDescription.fileName)) }

  /// Removes clips and pictures that `rows` do not have, left by an earlier data set or by a run that was stopped, and folders
  /// that are empty.
  ///
  /// Whoever reads `clips/train` as a folder must find what `train.csv` names, and nothing else.
  func clean(keeping rows: [ManifestRow]) {
    let kept = Set(rows.flatMap { [$0.fileName, $0.spectrogram, $0.features] })
    for name in (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    where AtomicFile.isTemporary(name) { remove(name) }
    for folder in Self.folders {
      let paths = FileManager.default.subpaths(atPath: url.appendingPathComponent(folder).path) ?? []
      // Longer paths first, so that a folder is looked at when what it held is gone.
      for path in paths.map({ folder + "/" + $0 }).sorted(by: { $0.utf8.count > $1.utf8.count })
      where !kept.contains(path) {
        if Self.isOurs(path) || isEmptyFolder(path) { remove(path) }
      }
    }
  }

  private static let folders = ["clips", "spectrograms"]

  /// Whether a file is named as clips and pictures are (a recording's id with eight digits, a window's number), or half written.
  private static func isOurs(_ path: String) -> Bool {
    let name = String(path.split(separator: "/").last ?? "")
    return AtomicFile.isTemporary(name)
      || name.wholeMatch(of: /[A-Za-z0-9_.-]*-[0-9a-f]{8}-[0-9]{3,}\.(wav|png)/) != nil
  }

  private func isEmptyFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(path).path))?.isEmpty == true
  }

  private func remove(_ path: String) { try? FileManager.default.removeItem(at: url.appendingPathComponent(path)) }
}
