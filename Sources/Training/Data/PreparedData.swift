import Core
public import Foundation
import Hashing
public import Manifest
import MediaIO
public import Preparation

/// A prepared data set as training and evaluation see it: its description, its lists, and whether they can be trusted.
public struct PreparedData: Sendable {
  /// The folder.
  public let folder: URL
  /// What `dataset.json` says.
  public let description: DatasetDescription
  /// Training rows.
  public let train: [ManifestRow]
  /// Validation rows.
  public let validation: [ManifestRow]
  /// The leaks that were accepted, empty unless leakage was allowed.
  public let acceptedLeaks: [LeakCheck.Leak]

  /// Opens the folder that `auscult prepare` wrote and checks its leak certificate.
  ///
  /// The certificate must be about these very files, and rows are compared again: groups, patients, recordings and bytes
  /// must be on one side only.
  /// - Throws: `TrainingError` `.leak` (unless `allowsLeakage`), `.badData`; `ManifestError`; `PreparationError`.
  public init(folder: URL, allowsLeakage: Bool = false) throws {
    self.folder = folder
    description = try DatasetDescription(folder: folder)
    var rows: [Split: [ManifestRow]] = [:]
    for split in [Split.train, .validation, .test] {
      guard let name = split.fileName else { continue }
      let url = folder.appendingPathComponent(name)
      guard description.certificate.files[name] != nil || FileManager.default.fileExists(atPath: url.path) else {
        throw TrainingError(
          .badData,
          "is none of the lists of this data set, which 'auscult split' divided into folds. Divide it without --folds to train on it.",
          subject: url.path)
      }
      let digest = try SHA256.hexDigest(ofFile: url)
      guard digest == description.certificate.files[name] || allowsLeakage else {
        throw TrainingError(
          .leak,
          "has changed since its leak certificate was written. Run 'auscult prepare' again, or give --allow-leakage to train on it as it is.",
          subject: url.path)
      }
      // The list a row stands in decides, whatever its column says.
      rows[split] = try ManifestFile(contentsOf: url).rows.map { row in
        var row = row
        row.split = split
        return row
      }
    }
    let leaks = LeakCheck.leaks(in: rows.values.flatMap { $0 })
    if let leak = leaks.first, !allowsLeakage {
      throw TrainingError(
        .leak,
        "\(leaks.count) leak(s) between splits: \(leak.kind) '\(leak.value)' stands in \(leak.splits.joined(separator: " and ")), for example rows \(leak.rows.prefix(4).joined(separator: ", ")). Prepare with a grouped split, or give --allow-leakage to get a figure that is too good.",
        subject: folder.path)
    }
    acceptedLeaks = leaks
    train = rows[.train] ?? []
    validation = rows[.validation] ?? []
    guard Set(train.map(\.label)).count > 1 else {
      throw TrainingError(
        .badData, "train.csv has \(Set(train.map(\.label)).count) class(es); at least two are needed.",
        subject: folder.path)
    }
  }

  /// The classes of the training rows, in byte order.
  public var classes: [String] { Set(train.map(\.label)).sorted(by: precedesInBytes) }
}
