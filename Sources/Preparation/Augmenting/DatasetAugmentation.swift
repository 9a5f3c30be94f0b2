import Augmentation
import Core
import Curation
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
  /// A clip of training.
  struct Clip: Sendable {
    var row: ManifestRow
    /// SHA-256 of its annotated states, or "" if it has none.
    var statesSHA256: String
    /// Where its states lie in the folder, if it has some.
    var statesPath: String? { statesSHA256.isEmpty ? nil : StateAnnotations.path(beside: row.fileName) }
  }

  /// The copies of one clip that are to be made.
  struct Task: Sendable {
    var clip: Clip
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
    /// Clips of which nothing could be altered, so that copies only repeat them.
    var complaints: [Complaint] = []
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
    let training = try Self.trainingClips(plan, runner, session)
    let entries = training.map { clip in
      let url = folder.url.appendingPathComponent(clip.row.fileName)
      let sound = SoundShelf.Sound.file(url, annotation: clip.statesPath.map(folder.url.appendingPathComponent))
      return (clip.row.id, SoundShelf.Entry(sound: sound, label: clip.row.label))
    }
    shelf = SoundShelf(
      Dictionary(entries, uniquingKeysWith: { first, _ in first }), noise: noise, rate: recipe.resample.rate)
    let counts = CopyCounts(step: step, seed: recipe.seed).counts(of: training.map(\.row))
    // Partners come from anywhere in a class, so that each copy may depend on all of it.
    let needsPartner = step.policy.traits.contains(.needsPartner)
    let classes = Dictionary(grouping: training, by: \.row.label).mapValues { clips in
      guard needsPartner else { return "" }
      let lines = clips.map { "\($0.row.id) \($0.row.sha256) \($0.statesSHA256)\n" }
      return SHA256.hexDigest(of: Data(lines.joined().utf8))
    }
    let common =
      "\(Algorithms.versions)\u{0}\(Self.settings(of: recipe))\u{0}\(recipe.seed)\u{0}\(noise.digest)"
    tasks = training.compactMap { clip in
      let row = clip.row
      guard let copies = counts[row.id], copies > 0 else { return nil }
      let own = [row.sha256, clip.statesSHA256, CSVTable.line(row.cells), "\(copies)", classes[row.label] ?? ""]
      let digest = SHA256.hexDigest(of: Data(([common] + own).joined(separator: "\u{0}").utf8))
      return Task(clip: clip, copies: copies, key: WorkKey(id: Self.mark + row.id, digest: digest))
    }
  }

  /// What copies depend on besides their clips.
  private static func settings(of recipe: Recipe) -> String {
    guard case .object(let members) = recipe.jsonValue else { return "" }
    return ["augment", "spectrogram", "labels"].map { members[$0]?.text ?? "" }.joined(separator: "\u{0}")
  }

  /// Files of noise folders that are left out.
  var unusableNoises: [NoiseFolders.Unusable] { noise.unusable }

  /// The training clips; what is not finished is left out, as the end of the run will say.
  private static func trainingClips(
    _ plan: some PlannedRecordings, _ runner: WorkRunner<RecordingTask, PreparedRecording>, _ session: RunSession
  ) throws -> [Clip] {
    var clips: [Clip] = []
    try plan.forEachTask { task in
      guard task.split == .train else { return }
      let key = runner.key(task)
      let records = [key.digest, RunSession.unrepeatable].compactMap { digest in
        digest.flatMap { session.log.record(PreparedRecording.self, of: key.id, digest: $0) }
      }
      guard case .made(let product) = records.first?.outcome else { return }
      let rows = product.rows(of: task, seed: plan.head.recipe.seed)
      clips += zip(rows, product.clips).map { Clip(row: $0, statesSHA256: $1.statesSHA256) }
    }
    return clips.sorted { precedesInBytes($0.row.id, $1.row.id) }
  }

  private func runner(_ session: RunSession, limits: WorkLimits = .init()) -> WorkRunner<Task, Product> {
    WorkRunner(
      session: session, workers: workers, limits: limits, key: \.key, name: \.clip.row.fileName,
      content: {
        InputContent(
          file: folder.url.appendingPathComponent($0.clip.row.fileName), sha256: $0.clip.row.sha256, status: nil)
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
      let row = task.clip.row
      switch try runner.outcome(of: task, from: ending) {
      case .made(let product):
        copies.rows[row.id] = product.rows
        let same = product.rows.count { $0.sha256 == row.sha256 }
        guard same > 0 else { continue }
        copies.complaints.append(
          Complaint(
            kind: .unaltered, subject: row.id,
            message:
              "\(same) of its \(product.rows.count) copies are the clip itself: no transform could be applied, as the column operations of manifest.csv tells."
          ))
      case .rejected(var rejection):
        (rejection.sourceFile, rejection.sourceSHA256) = (row.sourceFile, row.sourceSHA256)
        copies.rejections.append(rejection)
      }
    }
    return copies
  }

  private func perform(_ task: Task, _ output: BatchOutput) throws -> Product {
    let original = task.clip.row
    let audio = try RecordingReader(rate: nil)(folder.url.appendingPathComponent(original.fileName)).audio
    let maker = CopyMaker(
      planner: AugmentationPlanner(policy: step.policy, guards: step.guards, seed: recipe.seed), shelf: shelf)
    let annotated = try task.clip.statesPath.map {
      try StateAnnotations.read(folder.url.appendingPathComponent($0), sampleRate: audio.sampleRate)
    }
    let states = LazyStates { annotated ?? shelf.states(ofPartner: original.id) }
    let picture = recipe.spectrogram.map { SpectrogramDrawer($0.settings, sampleRate: audio.sampleRate) }
    var rows: [ManifestRow] = []
    for copy in 1...task.copies {
      let place = PathText.withoutExtension(original.fileName) + CopyMaker.mark(copy)
      var made = try maker.copy(
        copy, of: audio, row: original, labels: labels(original), states: states,
        annotated: annotated, steps: OperationSteps(after: original.operations), fileName: place + ".wav")
      made.row.sha256 = try output.write(made.sound, to: made.row.fileName).sha256
      try output.write(
        made.states, beside: made.row.fileName, sampleCount: audio.samples.count, sampleRate: audio.sampleRate)
      if let picture {
        made.row.spectrogram =
          PathText.withoutExtension(original.spectrogram) + CopyMaker.mark(copy) + ".png"
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
