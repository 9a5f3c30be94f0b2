import Core
import Curation
import Foundation
import Hashing
import Manifest

/// What a preparation is going to do: every recording with its label, group and split, before the first is decoded.
struct PreparationPlan: Sendable {
  /// The recipe.
  let recipe: Recipe
  /// The recordings in order of their ids.
  let tasks: [RecordingTask]
  /// Recordings that the recipe leaves out.
  let excluded: [Rejection]
  /// The layout, why it was taken, and what disagrees in the collection.
  let layout: String
  let evidence: String
  let complaints: [Complaint]
  /// Files that were found.
  let found: Int

  /// Plans the preparation of a collection: maps labels, finds groups, divides them.
  /// - Throws: `CurationError` `.impossibleSplit`, `CoreError`.
  init(_ collection: Curation.Collection, recipe: Recipe, index: ContentIndex, workers: Int) throws {
    self.recipe = recipe
    (layout, evidence) = (collection.layout, collection.evidence)
    complaints = collection.complaints
    found = collection.recordings.count
    var excluded: [Rejection] = []
    var recordings: [Recording] = []
    for var recording in collection.recordings.sorted(by: { precedesInBytes($0.id, $1.id) }) {
      recording.label = recording.label.map { recipe.labels.map[$0] ?? $0 }
      if let label = recording.label, recipe.labels.exclude.contains(label) {
        excluded.append(
          Rejection(
            sourceFile: recording.path, stage: Rejection.recipeStage, reason: "excluded_label",
            detail: "the recipe leaves out the label '\(label)'."))
      } else {
        recordings.append(recording)
      }
    }
    self.excluded = excluded
    // A file that cannot be read is its own content; decoding will say why.
    let digests = try index.digests(of: recordings.map { ($0.path, $0.url) }, workers: workers).map { $0 ?? "" }
    let groups = Grouping.groups(of: recordings, contentDigests: digests, by: recipe.split.by)
    let splits = try SplitFractions(validation: recipe.split.validation, test: recipe.split.test)
      .assign(labels: recordings.map(\.label), groups: groups, seed: recipe.seed)
    tasks = recordings.indices.map { index in
      RecordingTask(
        recording: recordings[index], split: splits[index], groupID: groups[index], sourceSHA256: digests[index])
    }
  }

  // MARK: Keeping

  /// What is planned besides the recordings.
  private struct Head: Codable {
    /// Where the collection lies; it is no part of what is planned.
    var root: String?
    var recipe: Recipe
    var layout: String
    var evidence: String
    var found: Int
    var complaints: [Complaint]
    var excluded: [Rejection]
  }

  /// One recording, without the place of the collection on this machine.
  private struct Line: Codable {
    var path: String
    var label: String?
    var patientID: String
    var source: String
    var site: String
    var split: Split
    var groupID: String
    var sourceSHA256: String

    init(_ task: RecordingTask) {
      let recording = task.recording
      (path, label, patientID) = (recording.path, recording.label, recording.patientID)
      (source, site) = (recording.source, recording.site)
      (split, groupID, sourceSHA256) = (task.split, task.groupID, task.sourceSHA256)
    }

    func task(below root: URL) -> RecordingTask {
      let recording = Recording(
        path: path, url: root.appendingPathComponent(path), label: label, patientID: patientID, source: source, site: site)
      return RecordingTask(recording: recording, split: split, groupID: groupID, sourceSHA256: sourceSHA256)
    }
  }

  private func text(root: URL? = nil) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    let head = Head(
      root: root?.standardizedFileURL.path, recipe: recipe, layout: layout, evidence: evidence, found: found, complaints: complaints, excluded: excluded)
    let lines = try tasks.map { try line(Line($0)) }
    return ([try line(head)] + lines).joined(separator: "\n") + "\n"
  }

  /// A digest of all that the data set depends on; unrepeatable where a file could not be read.
  func digest() throws -> String {
    if tasks.contains(where: { $0.sourceSHA256.isEmpty }) { return RunSession.unrepeatable }
    return SHA256.hexDigest(of: Data((Algorithms.versions + "\n" + (try text())).utf8))
  }

  private static func url(_ folder: OutputFolder) -> URL { folder.state.appendingPathComponent("plan") }

  /// Leaves the plan for `auscult merge`; every shard writes the same.
  /// - Parameter root: the folder that the recordings' paths are relative to.
  func write(to folder: OutputFolder, root: URL) throws {
    try AtomicFile.write(try text(root: root), to: Self.url(folder))
  }

  /// Reads the plan that `auscult prepare --plan` or a shard has left, or the part of it that a shard works on.
  /// - Parameter root: the folder that the recordings' paths are relative to; nil where no recording will be read.
  /// - Throws: `PreparationError` `.unfinished` if there is none, or one of another folder only.
  init(savedIn folder: OutputFolder, root: URL?, shard: Shard = .whole) throws {
    var head: Head?
    var tasks: [RecordingTask] = []
    let decoder = JSONDecoder()
    try RecordReader(Self.url(folder))?.forEachLine { line, _ in
      if head == nil {
        head = try decoder.decode(Head.self, from: line)
      } else {
        let task = try decoder.decode(Line.self, from: line).task(below: root ?? folder.url)
        if shard.contains(task.recording.id) { tasks.append(task) }
      }
    }
    guard let head, root == nil || head.root == root?.standardizedFileURL.path else {
      throw PreparationError(
        .unfinished, "holds no shards: run 'auscult prepare --shard I/N' into it first.", subject: folder.url.path)
    }
    (recipe, layout, evidence) = (head.recipe, head.layout, head.evidence)
    (found, complaints, excluded) = (head.found, head.complaints, head.excluded)
    self.tasks = tasks
  }
}
