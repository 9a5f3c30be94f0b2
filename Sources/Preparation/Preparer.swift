import Augmentation
public import Core
public import Curation
public import Foundation
import Hashing
import Manifest
import MediaIO

/// Turns a collection into a prepared data set, by a recipe.
public struct Preparer: Sendable {
  /// What to do.
  public let recipe: Recipe
  /// Where the data set goes.
  public let output: URL
  /// How many recordings are worked on at once; the result does not depend on it.
  public let workers: Int
  /// What one recording may take.
  public let limits: WorkLimits

  /// What is taken over instead of the recipe's shares.
  private let assignment: SplitAssignment?
  /// What was asked for besides the recipe; a plan that answered another request is not followed.
  private let request: String

  /// Is told how many recordings were listened to, of how many.
  public typealias Hearing = (_ done: Int, _ total: Int) -> Void
  /// Is told what a user should know of the split, such as a class that is absent from a side.
  public typealias Note = (_ text: String) -> Void

  /// Makes a preparer.
  /// - Parameters:
  ///   - splits: a saved or official split that is taken over instead of the recipe's shares.
  ///   - allowsLeakage: whether it may divide groups.
  ///   - request: all else that decides how the collection is read, such as a layout that was named.
  /// - Throws: `PreparationError` `.recipe` if the recipe makes no sense.
  public init(
    recipe: Recipe, output: URL, workers: Int, splits: SavedSplit? = nil, allowsLeakage: Bool = false,
    request: String = "", limits: WorkLimits = .init()
  ) throws(PreparationError) {
    try recipe.validate()
    assignment = splits.map { SplitAssignment(splits: $0, allowsLeakage: allowsLeakage) }
    self.request = request
    self.recipe = recipe
    self.output = output
    self.workers = max(1, workers)
    self.limits = limits
  }

  /// What a preparation has come to.
  public struct Outcome: Sendable {
    /// What `dataset.json` says.
    public let description: DatasetDescription
    /// What `rejected.csv` says, in short.
    public let rejections: [RejectionCount]
    /// Whether all was done before, so that nothing was touched.
    public let isUnchanged: Bool
  }

  /// Prepares `collection`; files appear one by one, and `dataset.json` last.
  ///
  /// What an earlier run into the same folder did is kept where nothing that it depends on has changed: files whose split or
  /// label has changed are moved, files of recordings that are gone are removed, and nothing else is.
  /// - Throws: `PreparationError`, `CurationError` or `CoreError`; nothing half is left behind.
  public func prepare(
    _ collection: consuming Curation.Collection, hearing: Hearing = { _, _ in }, note: Note = { _ in },
    progress: (RunProgress) -> Void = { _ in }
  ) throws -> Outcome {
    let claim = try RunClaim(.prepared(output))
    let plan = try plan(collection, claim, hearing, note)
    let work = try work(of: plan)
    if claim.isFinished(work) { return try Self.finished(output) }
    PlanFile.remove(from: claim.folder)
    let session = try RunSession(claim)
    let runner = try runner(session)
    try runner.run(plan.tasks, progress: progress)
    return try assemble(plan, session, runner, work: work, progress: progress)
  }

  /// A digest of all that the data set depends on, the noises that copies get among it.
  private func work(of plan: some PlannedRecordings) throws -> String {
    let digest = try plan.digest()
    let folders = recipe.augment?.policy.noiseFolders ?? []
    guard !folders.isEmpty, digest != RunSession.unrepeatable else { return digest }
    let noise = try NoiseFolders(folders, workers: workers).digest
    return SHA256.hexDigest(of: Data("\(digest)\n\(noise)".utf8))
  }

  /// Makes the copies that the recipe wants, and the data set of everything.
  private func assemble(
    _ plan: some PlannedRecordings, _ session: RunSession, _ runner: WorkRunner<RecordingTask, PreparedRecording>,
    work: String, progress: (RunProgress) -> Void = { _ in }
  ) throws -> Outcome {
    let augmentation = try DatasetAugmentation(recipe, plan: plan, runner: runner, in: session, workers: workers)
    try augmentation?.run(session, limits: limits, progress: progress)
    return try DatasetAssembly(plan: plan, session: session, runner: runner, augmentation: augmentation).write(
      work: work)
  }

  /// Reads and divides `collection` without working on it, so that its shards need not each do so.
  /// - Parameter root: the folder that the paths of recordings are relative to.
  /// - Returns: the number of recordings that shards will work on.
  /// - Throws: as ``prepare(_:progress:)``.
  public func plan(
    _ collection: consuming Curation.Collection, root: URL, hearing: Hearing = { _, _ in }, note: Note = { _ in }
  ) throws -> Int {
    let claim = try RunClaim(.prepared(output))
    let plan = try plan(collection, claim, hearing, note)
    try PlanFile.write(plan, to: try RunSession(claim).folder, root: root)
    return plan.tasks.count
  }

  /// Works on the recordings of one shard of a collection; `auscult merge` makes the data set of all of them.
  ///
  /// A plan that ``plan(_:)``, or another shard, has left since the last merge is followed; else the collection is read.
  /// - Parameters:
  ///   - root: the folder that the paths of recordings are relative to.
  ///   - collection: reads the collection.
  ///   - progress: is told how far the shard is.
  /// - Throws: as ``prepare(_:progress:)``.
  public func prepare(
    _ shard: Shard, root: URL, of collection: () throws -> Curation.Collection,
    hearing: Hearing = { _, _ in }, note: Note = { _ in }, progress: (RunProgress) -> Void = { _ in }
  ) throws -> RunProgress {
    let claim = try RunClaim(.prepared(output), shard: shard)
    var tasks: [RecordingTask] = []
    if !claim.hasFinished, let saved = try? PlanFile(claim.folder, root: root), saved.head.recipe == recipe,
      saved.head.request == request
    {
      try saved.forEachTask(of: shard) { tasks.append($0) }
    } else {
      let plan = try plan(try collection(), claim, hearing, note)
      try PlanFile.write(plan, to: claim.folder, root: root)
      try plan.forEachTask { if shard.contains($0.recording.id) { tasks.append($0) } }
    }
    var last = RunProgress(total: tasks.count)
    try runner(try RunSession(claim)).run(tasks) {
      last = $0
      progress($0)
    }
    return last
  }

  /// Makes the data set of the shards that were prepared into `output`.
  /// - Throws: `PreparationError` `.unfinished` if there are none or one has not finished.
  public static func merge(_ output: URL, workers: Int) throws -> Outcome {
    guard
      FileStatus(output.appendingPathComponent(ManifestFile.stateName).appendingPathComponent("command").path) != nil
    else { throw PlanFile.isMissing(output) }
    let claim = try RunClaim(.prepared(output))
    if claim.hasFinished, !PlanFile.exists(in: claim.folder) { return try finished(output) }
    let plan = try PlanFile(claim.folder, root: nil)
    let preparer = try Preparer(recipe: plan.head.recipe, output: output, workers: workers)
    let work = try preparer.work(of: plan)
    if claim.isFinished(work) { return try finished(output) }
    // Copies are made now, when all clips are there.
    let session = try RunSession(claim, isMerging: plan.head.recipe.augment == nil)
    return try preparer.assemble(plan, session, try preparer.runner(session), work: work)
  }

  private func plan(
    _ collection: consuming Curation.Collection, _ claim: RunClaim, _ hearing: Hearing, _ note: Note
  ) throws -> PreparationPlan {
    let plan = try PreparationPlan(
      collection, recipe: recipe, assignment: assignment, request: request, claim: claim, workers: workers,
      hearing: hearing)
    plan.notes.forEach(note)
    return plan
  }

  private func runner(_ session: RunSession) throws -> WorkRunner<RecordingTask, PreparedRecording> {
    let preparation = try RecordingPreparation(recipe: recipe)
    return WorkRunner(
      session: session, workers: workers, limits: limits, key: preparation.key, name: \.recording.path,
      content: { task in
        task.sourceSHA256.isEmpty
          ? nil : InputContent(file: task.recording.url, sha256: task.sourceSHA256, status: task.status)
      }, perform: preparation.perform, adapt: preparation.adapt)
  }

  private static func finished(_ output: URL) throws -> Outcome {
    var counter = RejectionCounter()
    for rejection in try Rejection.read(output.appendingPathComponent(RunTables.rejected)) { counter.add(rejection) }
    return Outcome(
      description: try DatasetDescription(folder: output), rejections: counter.counts, isUnchanged: true)
  }
}
