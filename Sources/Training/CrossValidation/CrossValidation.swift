public import Core
public import Foundation
import Hashing
import Manifest
import NeuralNetwork
public import Preparation

/// Trains and judges a model once a fold, each time on recordings that it has not seen.
///
/// Each fold's result depends on the fold alone and is kept as soon as it is there, so folds may be computed in any order, on
/// shards, or after a stop, with the same figures.
public struct CrossValidation {
  /// What happens, as it happens.
  public enum Event {
    /// A fold begins; `done` of `total` are finished.
    case fold(FoldPlan.Fold, done: Int, total: Int)
    /// Its result was there already.
    case kept(FoldPlan.Fold)
    /// Something within its training.
    case training(FoldPlan.Fold, TrainingRun.Event)
  }

  /// The folds.
  public let plan: FoldPlan
  /// How each fold is trained.
  public let settings: TrainingSettings
  private let arrays: ArrayFolder?
  private let output: URL
  private let threads: Int

  /// Prepares to run.
  /// - Parameters:
  ///   - arrays: the arrays of the rows, for models that take such.
  ///   - output: where results of folds are kept, below `folds/`.
  public init(plan: FoldPlan, settings: TrainingSettings, arrays: ArrayFolder? = nil, output: URL, threads: Int) {
    self.arrays = arrays
    self.plan = plan
    self.settings = settings
    self.output = output
    self.threads = max(1, threads)
  }

  /// Trains and judges the folds of a shard that are not there yet.
  /// - Throws: `CoreError` `.cannotCreate` if the folder holds folds of other data or settings; `TrainingError` `.interrupted` if
  ///   the user asked to stop; what training throws.
  public func run(_ shard: Shard = .whole, report: @escaping (Event) -> Void = { _ in }) throws {
    try settings.model.design.check(settings)
    // A folder of another run is better known before the first training than after it.
    let sources = try sources()
    let keys = try plan.folds.map { try key(of: $0, sources) }
    try checkKept(Dictionary(zip(plan.folds.map(\.name), keys), uniquingKeysWith: { first, _ in first }))
    let mine = plan.folds.indices.filter { $0 % shard.count == shard.index }
    let isFinished = mine.allSatisfy { FoldResult(url(of: plan.folds[$0])) != nil }
    let heard = isFinished ? [] : HeardClip.hear(plan.rows, folder: plan.folder, workers: threads)
    let clips = Dictionary(zip(plan.rows.map(\.id), heard), uniquingKeysWith: { first, _ in first })
    for (done, index) in mine.enumerated() {
      if Interruption.isRequested { throw Self.interrupted }
      let fold = plan.folds[index]
      if FoldResult(url(of: fold)) != nil {
        report(.kept(fold))
        continue
      }
      report(.fold(fold, done: done, total: mine.count))
      try result(of: fold, key: keys[index], heard: clips) { report(.training(fold, $0)) }.write(to: url(of: fold))
    }
  }

  /// Removes the folds that are kept, whatever they are of.
  /// - Throws: `CoreError` `.inputOutput`.
  public func forget() throws(CoreError) {
    do { try FileManager.default.removeItem(at: folder) } catch CocoaError.fileNoSuchFile {} catch {
      throw CoreError(
        .inputOutput, "cannot be removed. Choose another output folder.", subject: folder.path, cause: error)
    }
  }

  /// The results of all folds; nil while some are missing.
  public func results() throws -> [FoldResult]? {
    let sources = try sources()
    let results = try plan.folds.compactMap { fold -> FoldResult? in
      let key = try key(of: fold, sources)
      return FoldResult(url(of: fold)).flatMap { $0.key == key ? $0 : nil }
    }
    return results.count == plan.folds.count ? results : nil
  }

  /// The names of folds whose results are missing.
  public func missingFolds() -> [String] { plan.folds.filter { FoldResult(url(of: $0)) == nil }.map(\.name) }

  private static var interrupted: TrainingError {
    TrainingError(.interrupted, "stopped as asked. Finished folds are kept: run the same command again to go on.")
  }

  // MARK: One fold

  private func result(
    of fold: FoldPlan.Fold, key: String, heard: [String: HeardClip],
    report: @escaping (TrainingRun.Event) -> Void
  ) throws -> FoldResult {
    let data = PreparedData(plan, fold: fold)
    let (model, history) = try TrainingRun(data: data, settings: settings, arrays: arrays, threads: threads)(
      report: report)
    let rows = plan.rows(of: fold, .test)
    let probabilities = try ClipScorer(model: model, arrays: arrays, threads: threads).probabilities(
      of: rows, folder: plan.folder)
    let rule =
      data.validation.isEmpty
      ? nil
      : try DecisionRule(model: model, data: data, arrays: arrays, threads: threads) { rows in
        rows.compactMap { heard[$0.id] }
      }
    // A class that no training row of this fold has is never answered.
    let places = plan.classes.map { model.description.classes.firstIndex(of: $0) }
    return FoldResult(
      key: key, name: fold.name, bestEpoch: model.description.data.bestEpoch, epochs: history.count,
      answers: zip(rows, probabilities).map { row, probabilities in
        FoldResult.Answer(id: row.id, probabilities: places.map { $0.map { probabilities[$0] } ?? 0 })
      }, rule: model.description.classes == plan.classes ? rule : nil)
  }

  /// Where results of folds are kept.
  private var folder: URL { output.appendingPathComponent("folds") }

  private func url(of fold: FoldPlan.Fold) -> URL { folder.appendingPathComponent("\(fold.name).json") }

  /// A digest of what altered sounds are made of besides the rows.
  private func sources() throws -> String {
    try AugmentedInputs.digest(settings, plan.rows, folder: plan.folder, workers: threads)
  }

  /// Everything that decides a fold's result: rows, sides, settings, the network, the version, what sounds are altered by.
  private func key(of fold: FoldPlan.Fold, _ sources: String) throws -> String {
    // What the inputs' shape is does not matter here: it follows from the rows.
    let network = settings.model.design.network(
      .map(channels: 1, height: 64, width: 64), classes: plan.classes.count, settings: settings)
    let parts = [
      AuscultVersion.current, plan.digest(of: fold), try JSONText.encode(settings), try JSONText.encode(network),
      sources,
    ]
    return SHA256.hexDigest(of: Data(parts.joined(separator: "\n").utf8))
  }

  /// Sees that the results that are kept are of these folds, by their names; one that cannot be read is made anew.
  private func checkKept(_ keys: [String: String]) throws(CoreError) {
    let kept = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for file in kept.sorted(by: precedesInBytes) {
      guard let result = FoldResult(folder.appendingPathComponent(file)), keys[result.name] != result.key else {
        continue
      }
      throw CoreError(
        .cannotCreate,
        "holds \(result.name) of another cross-validation: other data, folds, settings or version. Choose another folder, or give --restart to replace it; nothing was changed.",
        subject: output.path)
    }
  }
}
