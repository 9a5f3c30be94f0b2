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
    var files: [OutputFile] = []
    var made: [(key: WorkKey, files: [OutputFile])] = []
    var rejections: [Rejection] = []
  }

  private let recipe: Recipe
  private let step: Recipe.AugmentStep
  private let folder: OutputFolder
  private let shelf: SoundShelf
  private let noise: NoiseFolders
  private let tasks: [Task]

  /// Plans the copies of the rows of a data set; nil if the recipe wants none.
  /// - Throws: `PreparationError` `.settings` if a folder of noise cannot be used.
  init?(_ recipe: Recipe, rows: [ManifestRow], in folder: OutputFolder, workers: Int) throws {
    guard let step = recipe.augment else { return nil }
    (self.recipe, self.step, self.folder) = (recipe, step, folder)
    noise = try NoiseFolders(step.policy.noiseFolders, workers: workers)
    let training = rows.filter { $0.split == .train }
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
      return Task(row: row, copies: copies, key: WorkKey(id: row.id + "/copies", digest: digest))
    }
  }

  /// What copies depend on besides their clips.
  private static func settings(of recipe: Recipe) -> String {
    guard case .object(let members) = recipe.jsonValue else { return "" }
    return ["augment", "spectrogram", "labels"].map { members[$0]?.text ?? "" }.joined(separator: "\u{0}")
  }

  /// Files of noise folders that are left out.
  var unusableNoises: [NoiseFolders.Unusable] { noise.unusable }

  /// Makes what is not there yet, and gives everything.
  /// - Throws: what ends the run.
  func run(
    _ session: RunSession, workers: Int, limits: WorkLimits, progress: (RunProgress) -> Void
  ) throws -> Copies {
    let runner = WorkRunner<Task, Product>(
      session: session, workers: workers, limits: limits, key: \.key, name: \.row.fileName,
      content: { (folder.url.appendingPathComponent($0.row.fileName), $0.row.sha256) }, perform: perform)
    try runner.run(tasks, progress: progress)
    var copies = Copies()
    try runner.forEachOutcome(of: tasks) { task, key, record in
      copies.files += record.files
      copies.made.append((key, record.files))
      switch record.outcome {
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
      let place = (task.row.fileName as NSString).deletingPathExtension + CopyMaker.mark(copy)
      var made = try maker.copy(
        copy, of: audio, row: task.row, labels: labels(task.row), states: states,
        steps: OperationSteps(after: task.row.operations), fileName: place + ".wav")
      try output.write(made.sound, to: made.row.fileName)
      if let picture {
        made.row.spectrogram =
          (task.row.spectrogram as NSString).deletingPathExtension + CopyMaker.mark(copy) + ".png"
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
