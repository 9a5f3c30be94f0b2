public import Core
import Curation
public import Foundation
public import Manifest

/// What `dataset.json` says of a prepared data set; it is written last, so a folder that has it is complete.
///
/// It holds no clock, host name or absolute path: the same inputs and recipe give the same bytes.
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
  public var counts: DatasetFigures.Counts
  /// Recordings by class, then by split, or by fold where they have one.
  public var recordings: [String: [String: Int]]
  /// Disagreements in the collection by kind; each one is listed in `complaints.csv`.
  public var complaints: [String: Int]
  /// What was checked for leaks, with what result.
  public var certificate: LeakCertificate
  /// The files that it was made from.
  public var inputs: DatasetFigures.Inputs
  /// The files that it consists of; each one is listed in `files.csv`.
  public var outputs: OutputInventory.Summary

  /// The file's name inside a prepared folder.
  public static let fileName = ManifestFile.descriptionName

  /// The description as JSON with sorted keys.
  /// - Throws: `EncodingError`.
  public func json() throws -> String { try JSONText.encode(self) }

  /// Reads the description of the prepared folder `folder`.
  /// - Throws: `PreparationError` `.noInput` if there is none, `.description` if it cannot be understood.
  public init(folder: URL) throws(PreparationError) {
    let url = folder.appendingPathComponent(Self.fileName)
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      if let command = ResultFolder.command(of: folder), !ManifestFile.isPrepared(folder) {
        let more =
          command == "augment"
          ? " Copies of training recordings come into one by the key 'augment' of a recipe, or while training by 'train --augment'."
          : ""
        throw PreparationError(
          .noInput,
          "holds the results of '\(command)', which are no data set with splits. Run 'auscult prepare' on the recordings.\(more)",
          subject: folder.path)
      }
      throw PreparationError(
        .noInput, "is not a finished data set: run 'auscult prepare' (again) to make it one.", subject: url.path,
        cause: error)
    }
    do { self = try JSONText.decode(Self.self, from: data) } catch {
      throw PreparationError(
        .description, "was written by another version or changed since. Run 'auscult prepare' again.",
        subject: url.path,
        cause: error)
    }
  }

  /// Describes a data set.
  /// - Parameters:
  ///   - figures: what its tables add up to.
  ///   - complaints: those of `complaints.csv` by kind.
  ///   - outputs: all files but this one and `files.csv`, the tables among them.
  init(
    recipe: Recipe, layout: String, evidence: String, figures: DatasetFigures, complaints: [String: Int],
    certificate: LeakCertificate, outputs: OutputInventory.Summary
  ) {
    auscult = AuscultVersion.current
    libraries = LibraryVersions.all
    self.recipe = recipe
    self.layout = layout
    self.evidence = evidence
    classes = figures.classes
    counts = figures.counts
    recordings = figures.recordings
    self.complaints = complaints
    self.certificate = certificate
    inputs = figures.inputs
    self.outputs = outputs
  }
}
