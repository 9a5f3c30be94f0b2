import Core
public import Foundation
import Hashing
import Manifest
import NeuralNetwork
import Preparation

/// The figures of a model on a list of clips: for recordings first, for clips and patients beside them.
public struct Evaluation: Sendable {
  /// The model that was evaluated.
  public let model: ModelDescription
  /// Scores of recordings: the figures to quote.
  public let recordings: ClassificationReport
  /// Scores of single clips.
  public let clips: ClassificationReport
  /// Scores of patients, nil where no patient is known.
  public let patients: ClassificationReport?
  /// What a reader of the figures must know.
  public let warnings: [String]

  /// The folder that clips and pictures lie in.
  let folder: URL
  let rows: [ManifestRow]
  let scores: [RecordingScores]

  /// Evaluates `model` on the rows of a list, or of the `test.csv` of a prepared folder.
  /// - Parameters:
  ///   - allowsLeakage: whether rows that the model has seen are evaluated, with a warning, rather than refused.
  ///   - seed: the seed of the bootstrap intervals.
  /// - Throws: `TrainingError` `.leak` or `.badData`; `ManifestError`; `NetworkError`.
  public init(model: ModelFolder, data: URL, allowsLeakage: Bool, workers: Int, seed: UInt64) throws {
    let isFolder = (try? data.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    let list = isFolder ? data.appendingPathComponent("test.csv") : data
    let folder = list.deletingLastPathComponent()
    let all = try ManifestFile(contentsOf: list, defaultSplit: .test).rows
    let rows = all.filter { !$0.label.isEmpty }
    guard !rows.isEmpty else {
      throw TrainingError(
        .badData, "has no labelled rows to evaluate on. Prepare with a test share above 0.", subject: list.path)
    }
    let seen = Self.seenRows(rows, model: model.description, folder: folder)
    if let first = seen.first, !allowsLeakage {
      throw TrainingError(
        .leak,
        "\(seen.count) rows are of recordings or patients that the model was trained on, for example \(first.id). Evaluate on test.csv, or give --allow-leakage to get a figure that is too good.",
        subject: list.path)
    }
    let unknown = Set(rows.map(\.label)).subtracting(model.description.classes).sorted(by: precedesInBytes)
    warnings =
      (rows.count < all.count ? ["\(all.count - rows.count) unlabelled rows were left out."] : [])
      + Self.warnings(rows: rows, seen: seen, unknown: unknown, model: model.description, list: list)
    let classes = model.description.classes + unknown

    let probabilities = try ModelPredictor(model: model, threads: workers).probabilities(of: rows, in: folder).map {
      $0 + unknown.map { _ in 0 }
    }

    self.model = model.description
    self.folder = folder
    self.rows = rows
    scores = RecordingScores.byRecording(rows: rows, probabilities: probabilities)
    recordings = Self.report(scores, classes: classes, seed: seed)
    let single = rows.indices.map { index in
      RecordingScores(
        id: rows[index].id, label: rows[index].label, groupID: rows[index].groupID, probabilities: probabilities[index],
        clips: [index])
    }
    clips = Self.report(single, classes: classes, seed: seed)
    let byPatient = RecordingScores.byPatient(rows: rows, probabilities: probabilities)
    patients = byPatient.isEmpty ? nil : Self.report(byPatient, classes: classes, seed: seed)
  }

  /// What a reader of the figures must know.
  private static func warnings(
    rows: [ManifestRow], seen: [ManifestRow], unknown: [String], model: ModelDescription, list: URL
  ) -> [String] {
    var warnings: [String] = []
    if isEdited(list, folder: list.deletingLastPathComponent()) {
      warnings.append(
        "\(list.lastPathComponent) is not as 'auscult prepare' wrote it: these figures are for a choice of recordings of its own."
      )
    }
    if !seen.isEmpty {
      warnings.append(
        "\(seen.count) of \(rows.count) clips are of recordings or patients that the model was trained on: these figures are too good."
      )
    }
    let patients = Set(model.data.seenGroups.filter { $0.hasPrefix("patient-") })
    let namesakes = rows.filter { patients.contains($0.groupID) }.count
    if namesakes > 0 && seen.isEmpty {
      warnings.append(
        "\(namesakes) of \(rows.count) clips are of patients that have the number of one the model was trained on. If it is the same collection, these figures are too good."
      )
    }
    if model.data.acceptedLeaks > 0 {
      warnings.append(
        "the model was trained on a data set with \(model.data.acceptedLeaks) leaks between its splits: these figures are too good."
      )
    }
    if !unknown.isEmpty {
      warnings.append("the model knows no class \(unknown.joined(separator: ", ")): recordings of it count as wrong.")
    }
    return warnings
  }

  /// Rows whose source file, or whose group in the very same data set, the model has seen.
  private static func seenRows(_ rows: [ManifestRow], model: ModelDescription, folder: URL) -> [ManifestRow] {
    let sources = Set(model.data.seenSources)
    let description = try? DatasetDescription(folder: folder)
    let isSameSet = description?.certificate.files["manifest.csv"] == model.data.files["manifest.csv"]
    let groups = isSameSet ? Set(model.data.seenGroups) : []
    return rows.filter {
      (!$0.sourceSHA256.isEmpty && sources.contains($0.sourceSHA256)) || groups.contains($0.groupID)
    }
  }

  /// Whether a list in a prepared folder is none of those that the folder's certificate is about.
  private static func isEdited(_ list: URL, folder: URL) -> Bool {
    guard let files = (try? DatasetDescription(folder: folder))?.certificate.files,
      let digest = try? SHA256.hexDigest(ofFile: list)
    else { return false }
    return !files.values.contains(digest)
  }

  private static func report(_ scores: [RecordingScores], classes: [String], seed: UInt64) -> ClassificationReport {
    let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    return ClassificationReport(
      truth: scores.map { positions[$0.label] ?? 0 }, probabilities: scores.map(\.probabilities), classes: classes,
      groups: scores.map(\.groupID), seed: seed)
  }
}
