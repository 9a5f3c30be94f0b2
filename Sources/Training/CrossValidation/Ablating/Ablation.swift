import Augmentation
public import Core
public import Foundation
import Manifest
public import Preparation

/// What each part of training adds: the same folds with one thing switched at a time.
public struct Ablation {
  /// What happens, as it happens.
  public enum Event {
    /// A variant begins.
    case variant(String, number: Int, of: Int)
    /// Something within its folds.
    case folds(CrossValidation.Event)
  }

  /// One way to train.
  struct Arm {
    /// The folder its folds are kept in.
    var folder: String
    /// What differs, in words.
    var words: String
    var settings: TrainingSettings
  }

  private let plan: FoldPlan
  private let arms: [Arm]
  private let arrays: ArrayFolder?
  private let output: URL
  private let threads: Int

  /// Prepares to run.
  /// - Throws: `TrainingError` `.badData` if the model has nothing to switch.
  public init(
    plan: FoldPlan, settings: TrainingSettings, variants: [AblationVariant], arrays: ArrayFolder? = nil, output: URL,
    threads: Int
  ) throws {
    let switched = variants.flatMap { variant -> [Arm] in
      let whole = variant.switched(settings).map {
        Arm(folder: variant.rawValue, words: $0.words, settings: $0.settings)
      }
      return [whole].compactMap(\.self) + (variant == .augmentation ? Self.withoutEachTransform(settings) : [])
    }
    guard !switched.isEmpty else {
      throw TrainingError(
        .badData,
        "the model \(settings.model.rawValue) has none of the things to switch. Name others with --switch, or ablate a network that hears sounds."
      )
    }
    self.plan = plan
    arms = [Arm(folder: "base", words: "as asked for", settings: settings)] + switched
    self.arrays = arrays
    self.output = output
    self.threads = threads
  }

  /// The policy of live augmentation without one of its transforms, for each of them where there are several.
  private static func withoutEachTransform(_ settings: TrainingSettings) -> [Arm] {
    guard let policy = settings.augmentation?.policy else { return [] }
    return policy.transforms.compactMap { transform in
      policy.without(transform).map { rest in
        var other = settings
        other.augmentation?.policy = rest
        return Arm(folder: "without-\(transform)", words: "augmentation without \(transform)", settings: other)
      }
    }
  }

  private func validation(_ arm: Arm) -> CrossValidation {
    CrossValidation(
      plan: plan, settings: arm.settings, arrays: arrays, output: output.appendingPathComponent(arm.folder),
      threads: threads)
  }

  /// Removes the folds that are kept, of these variants.
  /// - Throws: `CoreError`.
  public func forget() throws(CoreError) { for arm in arms { try validation(arm).forget() } }

  /// Trains and judges the folds of a shard, of every variant, that are not there yet.
  /// - Throws: what ``CrossValidation/run(_:report:)`` throws.
  public func run(_ shard: Shard = .whole, report: @escaping (Event) -> Void = { _ in }) throws {
    for (index, arm) in arms.enumerated() {
      report(.variant(arm.words, number: index + 1, of: arms.count))
      try validation(arm).run(shard) { report(.folds($0)) }
    }
  }

  /// The table; nil while folds are missing.
  public func result(seed: UInt64) throws -> AblationReport? {
    var judged: [(arm: Arm, items: [ScoredItem], folds: [ScoreSummary])] = []
    for arm in arms {
      guard let results = try validation(arm).results() else { return nil }
      let items = CrossValidationReport.recordings(plan, results)
      let members = Dictionary(grouping: items, by: \.fold)
      let folds = plan.folds.map { fold in
        ScoreSummary(
          ClassificationReport(members[plan.label(of: fold)] ?? [], classes: plan.classes, resamples: 20, seed: seed))
      }
      judged.append((arm, items, folds))
    }
    let base = judged[0]
    return AblationReport(
      plan: plan, settings: base.arm.settings,
      rows: judged.map { arm, items, folds in
        AblationReport.Row(
          variant: arm.words, spread: Spread.all(folds),
          difference: arm.folder == base.arm.folder
            ? nil
            : PairedComparison(
              truth: items.map { plan.classes.firstIndex(of: $0.label) ?? 0 }, first: base.items.map(\.probabilities),
              second: items.map(\.probabilities), classes: plan.classes, groups: items.map(\.groupID), seed: seed))
      })
  }
}
