import Core
import Curation
import Foundation
import Hashing
import Manifest

/// What a preparation is going to do: every recording with its label, group and split, before the first is decoded.
struct PreparationPlan {
  /// The recipe.
  let recipe: Recipe
  /// The recordings.
  let tasks: PlannedTasks
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
  /// What a user should know of the split, such as a class that is absent from a side.
  let notes: [String]

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
    _ collection: consuming Curation.Collection, recipe: Recipe, assignment: SplitAssignment? = nil, request: String,
    claim: RunClaim, workers: Int, hearing: (_ done: Int, _ total: Int) -> Void
  ) throws {
    self.recipe = recipe
    self.request = request
    (layout, evidence) = (collection.layout, collection.evidence)
    var complaints = collection.complaints
    found = collection.recordings.count
    // In place, as there may be millions.
    var recordings: [Recording] = []
    swap(&recordings, &collection.recordings)
    var labels: [String: String?] = [:]
    if assignment != nil { for recording in recordings { labels[recording.path] = .some(recording.label) } }
    for index in recordings.indices { recordings[index].label = recordings[index].label(renamedBy: recipe.labels.map) }
    let ids = recordings.map(\.id)
    recordings.arrange(by: recordings.indices.sorted { precedesInBytes(ids[$0], ids[$1]) })
    func isLeftOut(_ recording: Recording) -> Bool { recording.label.map(recipe.labels.exclude.contains) ?? false }
    let leftOut = recordings.filter(isLeftOut)
    recordings.removeAll(where: isLeftOut)
    // A file that cannot be read is its own content; decoding will say why.
    let index = try ContentIndex(claim)
    func contents(_ recordings: [Recording]) throws -> [FileContent] {
      try index.contents(of: recordings, workers: workers, looksAtHeaders: true) { ($0.path, $0.url) }
    }
    var known = try contents(recordings)
    var excluded = zip(leftOut, try contents(leftOut)).map { recording, content in
      Rejection(
        sourceFile: recording.path, stage: Rejection.recipeStage, reason: "excluded_label",
        detail: "the recipe leaves out the label '\(recording.label ?? "")'.", sourceSHA256: content.digits)
    }
    let annotationDigests = try Self.annotationDigests(of: recordings, index, workers: workers)
    try index.compact(keeping: recordings.map(\.path) + leftOut.map(\.path) + annotationDigests.keys)
    for recording in [recordings, leftOut].joined() {
      if let mismatch = index.mismatch(of: recording.path) {
        complaints.append(mismatch.complaint(about: recording.path))
      }
    }
    let listening =
      recipe.split.copies == .together || recipe.quality.lowest > 0
      ? try CollectionHearing(recordings, contents: known, keptIn: claim, workers: workers, progress: hearing) : nil
    var heard = listening?.heard ?? []
    self.complaints =
      complaints
      + LabelConflicts(recordings, digests: known.lazy.map(\.sha256), copyKeys: heard.map(\.copyKey)).complaints
    if listening != nil {
      let isGood = heard.map { ($0.quality ?? 1) >= recipe.quality.lowest }
      for (index, recording) in recordings.enumerated() where !isGood[index] {
        excluded.append(
          Rejection(
            sourceFile: recording.path, stage: Rejection.recipeStage, reason: "low_quality",
            detail:
              "its signal-quality index is \(heard[index].quality ?? 0), and the recipe leaves out what is below \(recipe.quality.lowest).",
            sourceSHA256: known[index].digits))
      }
      func good<Element>(_ all: [Element]) -> [Element] { zip(all, isGood).filter(\.1).map(\.0) }
      (recordings, known, heard) = (good(recordings), good(known), good(heard))
    }
    self.excluded = excluded
    var groups = Grouping.groups(of: recordings, contentDigests: known.lazy.map(\.sha256), by: recipe.split.by)
    let listens = recipe.split.copies == .together
    if listens { groups = Grouping.united(groups, sharing: heard.map { [$0.copyKey] }) }
    var tasks = PlannedTasks(below: recordings.first?.folder ?? claim.folder.url, scratch: claim.folder.state)
    for (index, recording) in recordings.enumerated() {
      try tasks.add(
        RecordingTask(
          recording: recording, split: .unlabelled, groupID: groups[index], sourceSHA256: known[index].digits,
          annotationSHA256: recording.annotation.flatMap { annotationDigests[$0.path] } ?? "",
          quality: heard.isEmpty ? nil : heard[index].quality,
          heartRate: heard.isEmpty ? nil : heard[index].heartRate, status: known[index].status))
    }
    known = []
    // What cannot be decoded, is silent or too short takes no place of a class on any side: it will be rejected.
    func isHeard(_ index: Int) -> Bool {
      heard.isEmpty
        || !recipe.windows(sampleCount: Int((heard[index].audible * Double(recipe.resample.rate)).rounded(.up))).isEmpty
    }
    let items = recordings.indices.map { index in
      let recording = recordings[index]
      return SplitItem(
        label: assignment != nil || isHeard(index) ? recording.label : nil, group: groups[index],
        source: recording.source, site: recording.site)
    }
    let request = SplitRequest(validation: recipe.split.validation, test: recipe.split.test, seed: recipe.seed)
    let plan: SplitPlan
    if let assignment {
      plan = try assignment.plan(for: recordings, items: items, found: labels, request: request)
    } else {
      // All that is still asked for is in the items, and on disk.
      recordings = []
      plan = try SplitPlanner(request).plan(items)
    }
    notes = plan.notes
    tasks.divide(as: plan)
    self.tasks = tasks
    copies =
      listens ? (listening?.pairs).map { Copies(pairs: $0, shared: Self.shared(heard, splits: plan.splits)) } : nil
  }

  /// The digest of each file with heart sounds, by its path; "" where it cannot be read.
  private static func annotationDigests(
    of recordings: [Recording], _ index: ContentIndex, workers: Int
  ) throws -> [String: String] {
    // A table is one file for many recordings.
    let files = Dictionary(
      recordings.lazy.compactMap(\.annotation).map { ($0.path, $0.url) }, uniquingKeysWith: { first, _ in first }
    ).sorted { precedesInBytes($0.key, $1.key) }
    let contents = try index.contents(of: files, workers: workers) { ($0.key, $0.value) }
    return Dictionary(zip(files.map(\.key), contents.map(\.digits)), uniquingKeysWith: { first, _ in first })
  }

  /// The number of sounds that stand on more than one side.
  private static func shared(_ heard: [CollectionHearing.Heard], splits: [Split]) -> Int {
    var sides: [String: Set<Split>] = [:]
    for (item, split) in zip(heard, splits) where !item.copyKey.isEmpty && split != .unlabelled {
      sides[item.copyKey, default: []].insert(split)
    }
    return sides.values.count { $0.count > 1 }
  }
}
