import ArrayFiles
import Core
public import Foundation
import Hashing
import Manifest

/// Arrays made of the rows of a data set: by `auscult align` or `auscult features` from its manifest, or by anything that
/// writes an `.npz` with one array a row.
///
/// An array belongs to the row that has its name: the row's id, or the id of its recording.
public struct ArrayFolder: Sendable {
  private enum Place: Sendable {
    /// Files by row, with the digest they must have.
    case files(URL, [String: (file: String, sha256: String)])
    case archive([String: NumPyArray])
  }

  /// The folder or file.
  public let url: URL
  private let place: Place

  /// Opens a folder with a `manifest.csv` of ours, or an `.npz` file.
  /// - Throws: `TrainingError` `.badData`; `ManifestError`; `CoreError` for a damaged archive.
  public init(_ url: URL) throws {
    self.url = url
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    if isFolder {
      let rows = try ManifestFile(
        contentsOf: url.appendingPathComponent(ManifestFile.fileName), mayLackLabels: true
      ).rows
      let archives = Set(rows.map(\.features).filter { $0.hasSuffix(".npz") })
      if let archive = archives.first {
        place = .archive(try Self.archive(url.appendingPathComponent(archive)))
      } else {
        place = .files(
          url, Dictionary(rows.map { ($0.id, ($0.features, $0.sha256)) }, uniquingKeysWith: { first, _ in first }))
      }
    } else {
      place = .archive(try Self.archive(url))
    }
  }

  private static func archive(_ url: URL) throws -> [String: NumPyArray] {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw TrainingError(
        .badData, "holds no arrays. Give the folder that 'auscult align' or 'auscult features' wrote, or an .npz file.",
        subject: url.path, cause: error)
    }
    let archive = try NumPyArchive(npzData: data, subject: url.path)
    return Dictionary(archive.entries.map { ($0.name, $0.array) }, uniquingKeysWith: { first, _ in first })
  }

  /// The array of a row.
  /// - Throws: `TrainingError` `.badData`, naming the row, if there is none, it was changed, or holds what is no number.
  func array(of row: ManifestRow) throws -> NumPyArray {
    func failure(_ message: String, cause: (any Error)? = nil) -> TrainingError {
      TrainingError(.badData, "row \(row.id): \(message)", subject: url.path, cause: cause)
    }
    let found: NumPyArray?
    switch place {
    case .archive(let arrays): found = arrays[row.id] ?? arrays[row.parentID]
    case .files(let folder, let files):
      found = try (files[row.id] ?? files[row.parentID]).map { entry in
        let file = folder.appendingPathComponent(entry.file)
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
          throw failure("its array \(entry.file) cannot be read. Make the arrays again.", cause: error)
        }
        if !entry.sha256.isEmpty && SHA256.hexDigest(of: data) != entry.sha256 {
          throw failure("its array \(entry.file) is not the one that was made (its SHA-256 differs). Make it again.")
        }
        return try NumPyArray(npyData: data, subject: file.path)
      }
    }
    guard let found else {
      throw failure("has no array. Make the arrays from the manifest.csv of the data set, so that ids agree.")
    }
    guard found.elements.count > 0, found.doubles.allSatisfy(\.isFinite) else {
      throw failure("its array is empty or holds what is no number (NaN or infinity). Make it again.")
    }
    return found
  }
}
