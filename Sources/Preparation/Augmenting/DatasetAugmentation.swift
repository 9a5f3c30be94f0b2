import Augmentation
import Core
import Foundation
import Hashing
import HeartSound
import Manifest
import MediaIO

/// Makes the copies of a data set's training clips, when all clips are there.
///
/// Only then are the classes' sizes and the possible partners known. It reads clips as they were written, so that a copy can
/// be rebuilt from the data set alone, and runs in the same runner as the clips: what is up to date is kept, and the result
/// does not depend on workers or shards.
struct DatasetAugmentation {
  /// The copies of one clip that are to be made.
  struct Task: Sendable {
    var row: ManifestRow
    var copies: Int
    var key: WorkKey
  }

  /// What was made of a clip.
  struct Product: WorkProduct {
    var rows: [ManifestRow]
    var audioDuration: Seconds { rows.reduce(0) { $0 + $1.duration } }
  }

  /// The copies of a data set, as its tables need them.
  struct Copies {
    var rows: [String: [ManifestRow]] = [:]
    var rejections: [Rejection] = []
  }

  private let recipe: Recipe
  private let step: Recipe.AugmentStep
  private let folder: OutputFolder
  private let shelf: SoundShelf
  private let noise: NoiseFolders
  private let workers: Int
  private let tasks: [Task]

  /// Comes before the id of any recording, so that the log hands copies out before recordings.
  private static let mark = "\u{1}"

  /// Plans the copies of the clips that a run has made; nil if the recipe wants none.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  init?(
    _ recipe: Recipe, plan: some PlannedRecordings, runner: WorkRunner<RecordingTask, PreparedRecording>,
    in session: RunSession, workers: Int
  ) throws {
    guard let step = recipe.augment else { return nil }
    (self.recipe, self.step, self.folder, self.workers) = (recipe, step, session.folder, workers)
    let folder = session.folder
    noise = try NoiseFolders(step.policy.noiseFolders, workers: workers)
    let training = try Self.trainingRows(plan, runner, session)
    let entries = training.map {
      ($0.id, SoundShelf.Entry(url: folder.url.appendingPathComponent($0.fileName), label: $0.label))
    }
    shelf = SoundShelf(
      Dictionary(entries, uniquingKeysWith: { first, _ in first }), noise: noise, rate: recipe.resample.rate)
    let counts = CopyCounts(step: step, seed: recipe.seed).counts(of: training)
    // Partners come from anywhere in a class, so that each copy may depend on all of it.
    let needsPartner = step.policy.traits.contains(.needsPartner)
    let classes = Dictionary(grouping: training, by: \.label).mapValues { rows in
      needsPartner ? SHA256.hexDigest(of: Data(rows.map { "\($0.id) \($0.sha256)\n" }.joined().utf8)) : ""
    }
    let common =
      "\(Algorithms.versions)\u{0}\(Self.settings(of: recipe))\u{0}\(recipe.seed)\u{0}\(noise.digest)"
    tasks = training.compactMap { row in
      guard let copies = counts[row.id], copies > 0 else { return nil }
      let own = "\(row.sha256)\u{0}\(CSVTable.line(row.cells))\u{0}\(copies)\u{0}\(classes[row.label] ?? "")"
      let digest = SHA256.hexDigest(of: Data("\(common)\u{0}\(own)".utf8))
      return Task(row: row, copies: copies, key: WorkKey(id: Self.mark + row.id, digest: digest))
    }
  }

  /// What copies depend on besides their clips.
  private static func settings(of recipe: Recipe) -> String {
    guard case .object(let members) = recipe.jsonValue else { return "" }
    return ["augment", "spectrogram", "labels"].map { members[$0]?.text ?? "" }.joined(separator: "\u{0}")
  }

  /// Files of noise folders that are left out.
  var unusableNoises: [NoiseFolders.Unusable] { noise.unusable }

  /// The rows of the training clips; what is not finished is left out, as the end of the run will say.
  private static func trainingRows(
    _ plan: some PlannedRecordings, _ runner: WorkRunner<RecordingTask, PreparedRecording>, _ session: RunSession
  ) throws -> [ManifestRow] {
    var rows: [ManifestRow] = []
    try plan.forEachTask { task in
      guard task.split == .train else { return }
      let key = runner.key(task)
      let records = [key.digest, RunSession.unrepeatable].compactMap { digest in
        digest.flatMap { session.log.record(PreparedRecording.self, of: key.id, digest: $0) }
      }
      guard case .made(let product) = records.first?.outcome else { return }
      rows += product.rows(of: task, seed: plan.head.recipe.seed)
    }
    return rows.sorted { precedesInBytes($0.id, $1.id) }
  }

  private func runner(_ session: RunSession, limits: WorkLimits = .init()) -> WorkRunner<Task, Product> {
    WorkRunner(
      session: session, workers: workers, limits: limits, key: \.key, name: \.row.fileName,
      content: {
        InputContent(file: folder.url.appendingPathComponent($0.row.fileName), sha256: $0.row.sha256, status: nil)
      }, perform: perform)
  }

  /// Makes what is not there yet.
  /// - Throws: what ends the run.
  func run(_ session: RunSession, limits: WorkLimits, progress: (RunProgress) -> Void) throws {
    try runner(session, limits: limits).run(tasks, progress: progress)
  }

  /// What was made, from the end of the run.
  /// - Throws: `PreparationError` `.unfinished`, `CoreError`.
  func copies(from ending: RunEnding, in session: RunSession) throws -> Copies {
    let runner = runner(session)
    var copies = Copies()
    for task in tasks {
      switch try runner.outcome(of: task, from: ending) {
      case .made(let product): copies.rows[task.row.id] = product.rows
      case .rejected(var rejection):
        (rejection.sourceFile, rejection.sourceSHA256) = (task.row.sourceFile, task.row.sourceSHA256)
        copies.rejections.append(rejection)
      }
    }
    return copies
  }

  private func perform(_ task: Task, _ output: BatchOutput) throws -> Product {
    let audio = try RecordingReader(rate: nil)(folder.url.appendingPathComponent(task.row.fileName)).audio
    let maker = CopyMaker(
      planner: AugmentationPlanner(policy: step.policy, guards: step.guards, seed: recipe.seed), shelf: shelf)
    let states = LazyStates { shelf.states(ofPartner: task.row.id) }
    let picture = recipe.spectrogram.map { SpectrogramDrawer($0.settings, sampleRate: audio.sampleRate) }
    var rows: [ManifestRow] = []
    for copy in 1...task.copies {
      let place = PathText.withoutExtension(task.row.fileName) + CopyMaker.mark(copy)
      var made = try maker.copy(
        copy, of: audio, row: task.row, labels: labels(task.row), states: states,
        steps: OperationSteps(after: task.row.operations), fileName: place + ".wav")
      made.row.sha256 = try output.write(made.sound, to: made.row.fileName).sha256
      if let picture {
        made.row.spectrogram =
          PathText.withoutExtension(task.row.spectrogram) + CopyMaker.mark(copy) + ".png"
        try output.write(try picture.png(of: made.audio.samples), to: made.row.spectrogram)
      }
      rows.append(made.row)
    }
    return Product(rows: rows)
  }

  /// The label, and those that the recipe has put together in it.
  private func labels(_ row: ManifestRow) -> [String] {
    [row.label] + recipe.labels.map.filter { $0.value == row.label }.map(\.key).sorted(by: precedesInBytes)
  }
}
