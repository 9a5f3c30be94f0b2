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
  /// What was found of recordings that hold the same sound; nil if nobody listened.
  let copies: Copies?
  /// What was asked for besides the recipe, such as a layout or a saved split.
  let request: String

  /// Recordings that hold the same sound.
  struct Copies: Sendable, Codable {
    /// Pairs of them.
    var pairs: Int
    /// Sounds that stand on more than one side, which a split that leaks on purpose may ask for.
    var shared: Int

    /// As the leak certificate states it.
    var statement: LeakCertificate.NearCopies {
      .init(
        how:
          "All recordings were compared by normalised cross-correlation at 1 kHz, 25 to 400 Hz; copies resemble each other by 0.9 or more.",
        found: pairs, shared: shared)
    }
  }

  /// Plans the preparation of a collection: maps labels, finds groups, divides them.
  /// - Parameters:
  ///   - assignment: what is taken over instead of the recipe's shares.
  ///   - request: what was asked for besides the recipe.
  ///   - claim: the folder, which keeps what was read and heard.
  ///   - hearing: is told how many recordings were listened to, of how many.
  /// - Throws: `CurationError` `.impossibleSplit`, `.leak` or `.malformedTable`; `CoreError`.
  init(
    _ collection: Curation.Collection, recipe: Recipe, assignment: SplitAssignment? = nil, request: String,
    claim: RunClaim, workers: Int, hearing: (_ done: Int, _ total: Int) -> Void
  ) throws {
    self.recipe = recipe
    self.request = request
    (layout, evidence) = (collection.layout, collection.evidence)
    complaints = collection.complaints
    found = collection.recordings.count
    var leftOut: [Recording] = []
    var recordings: [Recording] = []
    for var recording in collection.recordings.sorted(by: { precedesInBytes($0.id, $1.id) }) {
      recording.label = recording.label(renamedBy: recipe.labels.map)
      if let label = recording.label, recipe.labels.exclude.contains(label) {
        leftOut.append(recording)
      } else {
        recordings.append(recording)
      }
    }
    // A file that cannot be read is its own content; decoding will say why.
    let digests = try ContentIndex(claim).digests(
      of: (recordings + leftOut).map { ($0.path, $0.url) }, workers: workers
    )
    .map { $0 ?? "" }
    var excluded = zip(leftOut, digests.dropFirst(recordings.count)).map { recording, digest in
      Rejection(
        sourceFile: recording.path, stage: Rejection.recipeStage, reason: "excluded_label",
        detail: "the recipe leaves out the label '\(recording.label ?? "")'.", sourceSHA256: digest)
    }
    var known = Array(digests.prefix(recordings.count))
    var heard: [CollectionHearing.Heard] = []
    var pairs: Int?
    if recipe.split.copies == .together || recipe.quality.lowest > 0 {
      let all = try CollectionHearing(
        recordings, digests: known, keptIn: claim.folder, workers: workers, progress: hearing)
      let isGood = all.heard.map { ($0.quality ?? 1) >= recipe.quality.lowest }
      for (index, recording) in recordings.enumerated() where !isGood[index] {
        excluded.append(
          Rejection(
            sourceFile: recording.path, stage: Rejection.recipeStage, reason: "low_quality",
            detail:
              "its signal-quality index is \(all.heard[index].quality ?? 0), and the recipe leaves out what is below \(recipe.quality.lowest).",
            sourceSHA256: known[index]))
      }
      func good<Element>(_ all: [Element]) -> [Element] { zip(all, isGood).filter(\.1).map(\.0) }
      (recordings, known, heard, pairs) = (good(recordings), good(known), good(all.heard), all.pairs)
    }
    self.excluded = excluded
    var groups = Grouping.groups(of: recordings, contentDigests: known, by: recipe.split.by)
    let listens = recipe.split.copies == .together
    if listens { groups = Grouping.united(groups, sharing: heard.map { [$0.copyKey] }) }
    let request = SplitRequest(validation: recipe.split.validation, test: recipe.split.test, seed: recipe.seed)
    let items = zip(recordings, groups).map { SplitItem(label: $0.label, group: $1, source: $0.source, site: $0.site) }
    let plan =
      try assignment?.plan(for: recordings, items: items, of: collection, request: request)
      ?? SplitPlanner(request).plan(items)
    tasks = recordings.indices.map { index in
      RecordingTask(
        recording: recordings[index], split: plan.splits[index], fold: plan.folds.first?[index], groupID: groups[index],
        sourceSHA256: known[index], quality: heard.isEmpty ? nil : heard[index].quality,
        heartRate: heard.isEmpty ? nil : heard[index].heartRate)
    }
    copies = listens ? pairs.map { Copies(pairs: $0, shared: Self.shared(heard, splits: plan.splits)) } : nil
  }

  /// The number of sounds that stand on more than one side.
  private static func shared(_ heard: [CollectionHearing.Heard], splits: [Split]) -> Int {
    var sides: [String: Set<Split>] = [:]
    for (item, split) in zip(heard, splits) where !item.copyKey.isEmpty && split != .unlabelled {
      sides[item.copyKey, default: []].insert(split)
    }
    return sides.values.count { $0.count > 1 }
  }

  // MARK: Keeping

  /// What is planned besides the recordings.
  private struct Head: Codable {
    /// Where the collection lies; it is no part of what is planned.
    var root: String?
    var request: String
    var recipe: Recipe
    var layout: String
    var evidence: String
    var found: Int
    var complaints: [Complaint]
    var excluded: [Rejection]
    var copies: Copies?
  }

  /// One recording, without the place of the collection on this machine.
  private struct Line: Codable {
    var path: String
    var label: String?
    var patientID: String
    var source: String
    var site: String
    var split: Split
    var fold: Int?
    var groupID: String
    var sourceSHA256: String
    var quality: Double?
    var heartRate: Double?

    init(_ task: RecordingTask) {
      let recording = task.recording
      (path, label, patientID) = (recording.path, recording.label, recording.patientID)
      (source, site) = (recording.source, recording.site)
      (split, fold, groupID, sourceSHA256) = (task.split, task.fold, task.groupID, task.sourceSHA256)
      (quality, heartRate) = (task.quality, task.heartRate)
    }

    func task(below root: URL) -> RecordingTask {
      let recording = Recording(
        path: path, url: root.appendingPathComponent(path), label: label, patientID: patientID, source: source,
        site: site)
      return RecordingTask(
        recording: recording, split: split, fold: fold, groupID: groupID, sourceSHA256: sourceSHA256, quality: quality,
        heartRate: heartRate)
    }
  }

  private func text(root: URL? = nil) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    let head = Head(
      root: root?.standardizedFileURL.path, request: request, recipe: recipe, layout: layout, evidence: evidence,
      found: found,
      complaints: complaints, excluded: excluded, copies: copies)
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
    (copies, request) = (head.copies, head.request)
    self.tasks = tasks
  }
}
