import Augmentation
import Core
import Curation
public import Foundation
import Hashing
public import Manifest
import MediaIO

/// Makes one augmented copy again, from its row and the sounds that it was made of.
public struct CopyReplay {
  /// The row of the copy.
  public let row: ManifestRow
  private let parent: URL
  private let shelf: SoundShelf

  /// What replaying has given.
  public struct Outcome: Sendable {
    /// The file, as its bytes were written the first time.
    public var data: Data
    /// Whether its digest is the one that the row tells.
    public var isIdentical: Bool
  }

  /// Finds what a copy was made of.
  /// - Parameters:
  ///   - id: the copy's id, or its file name in the manifest.
  ///   - manifest: the manifest, or the folder with it.
  ///   - originals: the recordings that copies were made from where the manifest does not hold them.
  /// - Throws: `PreparationError` `.noInput`, `.settings`; `ManifestError`.
  public init(_ id: String, in manifest: URL, originals: URL?) throws {
    let list = ManifestFile.list(at: manifest)
    guard FileKind(list.path) != .folder else {
      throw PreparationError(
        .noInput, "holds no \(ManifestFile.fileName). Give a folder that 'auscult augment' or 'prepare' wrote.",
        subject: list.path)
    }
    let rows = try ManifestFile(contentsOf: list, mayLackLabels: true).rows
    guard let row = rows.first(where: { $0.id == id || $0.fileName == id }) else {
      let guess = Spelling.closest(to: id, among: rows.map(\.id)).map { " Did you mean '\($0)'?" } ?? ""
      throw PreparationError(.noInput, "has no row '\(id)'.\(guess)", subject: list.path)
    }
    guard row.kind == .augmented else {
      throw PreparationError(
        .settings, "row '\(id)' is no augmented copy, so there is nothing to replay.", subject: list.path)
    }
    self.row = row
    let files: [String: (url: URL, label: String)]
    if let originals {
      files = try Self.files(at: originals)
    } else {
      let folder = list.deletingLastPathComponent()
      files = Dictionary(
        rows.map { ($0.id, (folder.appendingPathComponent($0.fileName), $0.label)) },
        uniquingKeysWith: { first, _ in first })
    }
    guard let parent = files[row.parentID] else {
      throw PreparationError(
        .settings,
        "the original '\(row.parentID)' is not there. Say where the originals are with --originals, as PATH was given then.",
        subject: list.path)
    }
    self.parent = parent.url
    shelf = SoundShelf(
      files.mapValues { SoundShelf.Entry(sound: .file($0.url, annotation: nil), label: $0.label) },
      noise: try NoiseFolders([], workers: 1),
      rate: row.sampleRate)
  }

  /// The files at a place by the ids that a batch gives them.
  private static func files(at url: URL) throws -> [String: (url: URL, label: String)] {
    let nowhere = OutputFolder.batch(url.appendingPathComponent(ManifestFile.stateName), command: "augment")
    let inputs = try BatchInputs(try InputPlace(ManifestFile.list(at: url)), output: nowhere).inputs
    return Dictionary(inputs.map { ($0.row.id, ($0.url, $0.row.label)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Carries the row's operations out again.
  /// - Throws: `AugmentationError`, `MediaError`.
  public func callAsFunction() throws -> Outcome {
    let plan = AugmentationPlan(operations: try AugmentationOperation.operations(in: row.operations))
    let audio = try RecordingReader(rate: row.sampleRate)(parent).audio
    let made = try plan.apply(to: audio, sounds: shelf, failing: .ends)
    let sound = try WaveFile.data(made.audio).data
    return Outcome(data: sound, isIdentical: SHA256.hexDigest(of: sound) == row.sha256)
  }
}
