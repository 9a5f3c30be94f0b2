public import Core
public import Foundation
public import Manifest

/// What `dataset.json` says of a prepared data set; it is written last, so a folder that has it is complete.
public struct DatasetDescription: Sendable, Codable, Equatable {
  /// The version of the suite that prepared it.
  public var auscult: String
  /// The versions of the libraries that took part.
  public var libraries: [String: String]
  /// The recipe with every value filled in.
  public var recipe: Recipe
  /// The layout that was recognised, and why.
  public var layout: String
  /// Why that layout.
  public var evidence: String
  /// The classes of labelled rows, in byte order.
  public var classes: [String]
  /// Where each file that was found has gone.
  public var counts: Counts
  /// Recordings by class, then by split.
  public var recordings: [String: [String: Int]]
  /// Disagreements in the collection by kind; each one is listed in `complaints.csv`.
  public var complaints: [String: Int]
  /// What was checked for leaks, with what result.
  public var certificate: LeakCertificate

  /// Where files have gone; found = prepared + unlabelled + rejected.
  public struct Counts: Sendable, Codable, Equatable {
    /// Sound and video files found.
    public var found: Int
    /// Recordings with a label that gave rows.
    public var prepared: Int
    /// Recordings without a label that gave rows.
    public var unlabelled: Int
    /// Files that gave no clip; `rejected.csv` lists them, and single windows that were silent.
    public var rejected: Int
    /// Rows of `manifest.csv`.
    public var rows: Int
  }

  /// The file's name inside a prepared folder.
  public static let fileName = ManifestFile.descriptionName

  /// The description as JSON with sorted keys.
  /// - Throws: `EncodingError`.
  public func json() throws -> String { try JSONText.encode(self) }

  /// Reads the description of the prepared folder `folder`.
  /// - Throws: `PreparationError` `.noInput` if there is none or it cannot be read.
  public init(folder: URL) throws(PreparationError) {
    let url = folder.appendingPathComponent(Self.fileName)
    do {
      self = try JSONText.decode(Self.self, from: try Data(contentsOf: url))
    } catch {
      throw PreparationError(
        .noInput, "is not a finished data set: run 'auscult prepare' (again) to make it one.", subject: url.path,
        cause: error)
    }
  }

  init(
    libraries: [String: String], recipe: Recipe, layout: String, evidence: String, counts: Counts,
    recordings: [String: [String: Int]], complaints: [String: Int], certificate: LeakCertificate
  ) {
    auscult = AuscultVersion.current
    self.libraries = libraries
    self.recipe = recipe
    self.layout = layout
    self.evidence = evidence
    classes = recordings.keys.sorted(by: precedesInBytes)
    self.counts = counts
    self.recordings = recordings
    self.complaints = complaints
    self.certificate = certificate
  }
}
