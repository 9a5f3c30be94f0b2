import Core
import Foundation
import Manifest

/// The figures of a cross-validation: mean and deviation over folds first, then those of all out-of-fold answers together.
public struct CrossValidationReport: Sendable {
  /// One fold's figures.
  public struct FoldFigures: Sendable, Encodable {
    /// The fold's name.
    public let name: String
    /// What it holds, such as a source's name; "" where it has none.
    public let title: String
    /// The epoch whose weights were kept.
    public let bestEpoch: Int
    /// The scores of its recordings.
    public let scores: ScoreSummary
  }

  /// Every fold.
  public let folds: [FoldFigures]
  /// How scores vary between folds.
  public let spread: [Spread]
  /// The figures of all answers together.
  public let assessment: Assessment
  /// What a reader of the figures must know.
  public let warnings: [String]

  let plan: FoldPlan
  let settings: TrainingSettings

  /// Puts the results of all folds together.
  /// - Parameters:
  ///   - results: one a fold, in the plan's order.
  ///   - workers: threads to listen to the clips with.
  public init(
    plan: FoldPlan, settings: TrainingSettings, results: [FoldResult], aggregation: Aggregation = .mean, workers: Int
  ) {
    let heard = HeardClip.hear(plan.rows, folder: plan.folder, workers: workers)
    let answers = Self.answers(plan, results, aggregation: aggregation, heard: heard)
    let assessment = Assessment(answers, aggregation: aggregation, seed: settings.seed)
    let members = Dictionary(grouping: assessment.levels.recordings, by: \.fold)
    folds = zip(plan.folds, results).map { fold, result in
      let report = ClassificationReport(
        members[plan.label(of: fold)] ?? [], classes: plan.classes, resamples: 200, seed: settings.seed)
      return FoldFigures(
        name: fold.name, title: fold.title, bestEpoch: result.bestEpoch, scores: ScoreSummary(report))
    }
    spread = Spread.all(folds.map(\.scores))
    self.assessment = assessment
    self.plan = plan
    self.settings = settings
    var warnings = plan.notes
    if !plan.leaks.isEmpty {
      warnings.append("\(plan.leaks.count) leaks between the sides of folds were allowed: these figures are too good.")
    }
    let without = results.count { $0.rule == nil }
    if without > 0 && without < results.count {
      warnings.append("\(without) folds had too few validation recordings to choose thresholds on.")
    }
    self.warnings = warnings
  }

  /// What was said of each recording out of fold, sorted by fold and id.
  static func recordings(_ plan: FoldPlan, _ results: [FoldResult]) -> [ScoredItem] {
    ScoredItem.byRecording(
      clips(plan, results), rows: plan.rows, by: .mean, healthy: HealthyClass.position(in: plan.classes))
  }

  /// What was said of each clip out of fold.
  private static func clips(_ plan: FoldPlan, _ results: [FoldResult]) -> [ScoredItem] {
    let positions = Dictionary(plan.rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let blank = ScoredItem.clips(rows: plan.rows, probabilities: plan.rows.map { _ in [] })
    return zip(plan.folds, results).flatMap { fold, result in
      let label = plan.label(of: fold)
      return result.answers.compactMap { answer in
        positions[answer.id].map { position in
          var item = blank[position]
          (item.fold, item.probabilities) = (label, answer.probabilities)
          return item
        }
      }
    }
  }

  private static func answers(
    _ plan: FoldPlan, _ results: [FoldResult], aggregation: Aggregation, heard: [HeardClip]
  ) -> Assessment.Answers {
    var answers = Assessment.Answers(
      rows: plan.rows, heard: heard, clips: clips(plan, results), modelClasses: plan.classes, rules: [:], teachers: [:])
    let examples = Baseline.Example.byRecording(plan.rows, heard: heard, classes: plan.classes)
    for (fold, result) in zip(plan.folds, results) {
      let label = plan.label(of: fold)
      answers.rules[label] = result.rule
      let teaching = Set((plan.rows(of: fold, .train) + plan.rows(of: fold, .validation)).map(\.parentID))
      answers.teachers?[label] = teaching.sorted(by: precedesInBytes).compactMap { examples[$0] }
    }
    if answers.rules.isEmpty { answers.rules = otherFoldsRules(plan, answers, aggregation) }
    return answers
  }

  /// Without validation rows, each fold's rule is learnt from the answers for the other folds of its repeat.
  private static func otherFoldsRules(
    _ plan: FoldPlan, _ answers: Assessment.Answers, _ aggregation: Aggregation
  ) -> [String: DecisionRule] {
    let recordings = ScoredItem.byRecording(
      answers.clips, rows: answers.rows, by: aggregation, healthy: HealthyClass.position(in: plan.classes))
    var rules: [String: DecisionRule] = [:]
    for fold in plan.folds {
      let others = Set(
        plan.folds.filter { $0.repetition == fold.repetition && $0.number != fold.number }.map(plan.label))
      rules[plan.label(of: fold)] = DecisionRule(
        recordings: recordings.filter { others.contains($0.fold) }, classes: plan.classes,
        chosenOn: "the other folds", outliers: nil)
    }
    return rules
  }
}

extension FoldPlan {
  /// The number of the fold, with that of its repeat before it where there are several.
  func label(of fold: Fold) -> String {
    folds.contains { $0.repetition > 1 } ? "\(fold.repetition).\(fold.number)" : "\(fold.number)"
  }
}
