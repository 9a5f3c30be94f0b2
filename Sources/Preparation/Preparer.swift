public import Core
public import Curation
public import Foundation
import Hashing
public import Manifest
import MediaIO

/// Turns a collection into a prepared data set, by a recipe.
public struct Preparer: Sendable {
  /// What to do.
  public let recipe: Recipe
  /// Where the data set goes.
  public let output: URL
  /// How many recordings are worked on at once; the result does not depend on it.
  public let workers: Int

  /// Makes a preparer.
  /// - Throws: `PreparationError` `.recipe` if the recipe makes no sense.
  public init(recipe: Recipe, output: URL, workers: Int) throws(PreparationError) {
    try recipe.validate()
    self.recipe = recipe
    self.output = output
    self.workers = max(1, workers)
  }

  /// How far a run is.
  public struct Progress: Sendable {
    /// Recordings finished.
    public var finished: Int
    /// Recordings in all.
    public var total: Int
    /// Recordings rejected so far.
    public var rejected: Int
  }

  /// Prepares `collection`; files appear one by one, and `dataset.json` last.
  ///
  /// A data set that is already there, whole or half, is replaced: its clips and pictures that the new one does not have are
  /// removed, and nothing else is.
  /// - Throws: `PreparationError`, `CurationError` or `CoreError`; nothing half is left behind.
  public func prepare(
    _ collection: Curation.Collection, progress: (Progress) -> Void = { _ in }
  ) throws -> (description: DatasetDescription, rejections: [Rejection]) {
    // A split that cannot be made must not cost the data set that is there.
    let (tasks, excluded) = try tasks(for: collection)
    let folder = OutputFolder.prepared(output)
    let earlier = try folder.open()
    let journal = try OutputJournal(folder, earlier: earlier)
    var rows: [ManifestRow] = []
    var rejections = excluded
    let preparation = RecordingPreparation(recipe: recipe, output: BatchOutput(folder: output, journal: journal))
    try orderedParallelForEach(tasks, workers: workers, transform: { preparation($0) }) { index, outcome in
      switch outcome {
      case .rows(let made, let silent):
        rows += made
        rejections += silent
      case .rejected(let rejection): rejections.append(rejection)
      case .stopped(let failure): throw failure
      }
      progress(Progress(finished: index + 1, total: tasks.count, rejected: rejections.count - excluded.count))
    }
    let description = try writeTables(rows: rows, rejections: rejections, collection: collection)
    try folder.remove(earlier, keeping: rows)
    try AtomicFile.write(try description.json(), to: output.appendingPathComponent(DatasetDescription.fileName))
    journal.end()
    return (description, rejections)
  }

  // MARK: Before the work

  /// Labels, groups and splits of all recordings; recordings of excluded classes are set aside.
  private func tasks(for collection: Curation.Collection) throws -> (tasks: [RecordingTask], excluded: [Rejection]) {
    var excluded: [Rejection] = []
    var recordings: [Recording] = []
    for var recording in collection.recordings {
      recording.label = recording.label(renamedBy: recipe.labels.map)
      if let label = recording.label, recipe.labels.exclude.contains(label) {
        excluded.append(
          Rejection(
            sourceFile: recording.path, stage: Rejection.recipeStage, reason: "excluded_label",
            detail: "the recipe leaves out the label '\(label)'."))
      } else {
        recordings.append(recording)
      }
    }
    // A file that cannot be read is its own content; decoding will say why.
    let digests = parallelMap(recordings, workers: workers) { (try? SHA256.hexDigest(ofFile: $0.url)) ?? "" }
    let groups = Grouping.groups(of: recordings, contentDigests: digests, by: recipe.split.by)
    let splits = try SplitFractions(validation: recipe.split.validation, test: recipe.split.test)
      .assign(labels: recordings.map(\.label), groups: groups, seed: recipe.seed)
    let tasks = recordings.indices.map { index in
      RecordingTask(
        recording: recordings[index], label: recordings[index].label, split: splits[index], groupID: groups[index],
        sourceSHA256: digests[index])
    }
    return (tasks, excluded)
  }

  // MARK: After the work

  private func writeTables(
    rows: [ManifestRow], rejections: [Rejection], collection: Curation.Collection
  ) throws -> DatasetDescription {
    let manifest = ManifestFile(rows: rows)
    var texts = [ManifestFile.fileName: manifest.text]
    for split in Split.allCases {
      if let name = split.fileName { texts[name] = ManifestFile(rows: manifest.rows(in: split)).text }
    }
    let digests = texts.mapValues { SHA256.hexDigest(of: Data($0.utf8)) }
    texts["rejected.csv"] = Rejection.table(rejections).text
    texts["complaints.csv"] = Self.table(collection.complaints).text
    for (name, text) in texts.sorted(by: { precedesInBytes($0.key, $1.key) }) {
      try AtomicFile.write(text, to: output.appendingPathComponent(name))
    }
    let byRecording = Dictionary(grouping: manifest.rows, by: \.parentID).compactMap { $0.value.first }
    let labelled = byRecording.filter { $0.split != .unlabelled }
    return DatasetDescription(
      libraries: MediaLibraries.versions, recipe: recipe, layout: collection.layout, evidence: collection.evidence,
      counts: .init(
        found: collection.recordings.count, prepared: labelled.count, unlabelled: byRecording.count - labelled.count,
        rejected: Set(rejections.map(\.sourceFile)).subtracting(byRecording.map(\.sourceFile)).count,
        rows: rows.count),
      recordings: Dictionary(grouping: labelled, by: \.label)
        .mapValues { Dictionary(grouping: $0, by: \.split.rawValue).mapValues(\.count) },
      complaints: Dictionary(grouping: collection.complaints, by: \.kind.rawValue).mapValues(\.count),
      certificate: LeakCertificate(rows: manifest.rows, groupedBy: recipe.split.by.rawValue, files: digests))
  }

  private static func table(_ complaints: [Complaint]) -> CSVTable {
    CSVTable(
      header: ["kind", "subject", "message"],
      rows: complaints.map { [$0.kind.rawValue, $0.subject, $0.message] }.sorted {
        precedesInBytes($0.joined(separator: "\u{0}"), $1.joined(separator: "\u{0}"))
      })
  }
}
