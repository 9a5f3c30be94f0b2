import Core
import Curation
import Manifest

/// What a baseline reaches on the very recordings that a model is judged by.
public struct BaselineReport: Sendable, Equatable, Codable {
  /// The baseline.
  public let baseline: Baseline
  /// Which recordings it has learnt from.
  public let learntFrom: String
  /// What it reaches.
  public let scores: ScoreSummary

  enum CodingKeys: String, CodingKey {
    case baseline, scores
    case learntFrom = "learnt_from"
  }

  /// The reports of all baselines that have something to learn.
  /// - Parameters:
  ///   - judged: the recordings, each with what baselines see of it.
  ///   - teachers: by fold, what those held out in it may learn from; nil where only the judged recordings are known, which
  ///     then teach each other in five parts that share no group.
  static func all(
    of judged: [(item: ScoredItem, example: Baseline.Example)], teachers: [String: [Baseline.Example]]?,
    classes: [String], seed: UInt64
  ) -> [BaselineReport] {
    let known = judged.filter { $0.example.label < classes.count }
    guard !known.isEmpty else { return [] }
    var (members, lessons) = (known, teachers ?? [:])
    if teachers == nil {
      let parts = GroupedSplitter(shares: [Double](repeating: 0.2, count: 5), seed: seed).parts(
        labels: known.map(\.item.label), groups: known.map(\.item.groupID))
      for index in members.indices { members[index].item.fold = "part \(parts[index])" }
      for part in Set(parts) {
        lessons["part \(part)"] = known.indices.filter { parts[$0] != part }.map { known[$0].example }
      }
    }
    return Baseline.allCases.compactMap { baseline in
      guard let (items, predicted) = answers(baseline, members, lessons, classCount: classes.count) else { return nil }
      let report = ClassificationReport(
        items, classes: classes, context: ScoringContext(predicted: predicted), resamples: 500, seed: seed)
      return BaselineReport(
        baseline: baseline, learntFrom: teachers == nil ? "the other evaluated recordings" : "training recordings",
        scores: ScoreSummary(report))
    }
  }

  /// The judged items with a baseline's scores, and its answers; nil unless it can learn for all of them.
  private static func answers(
    _ baseline: Baseline, _ members: [(item: ScoredItem, example: Baseline.Example)],
    _ lessons: [String: [Baseline.Example]], classCount: Int
  ) -> (items: [ScoredItem], predicted: [Int])? {
    var items = members.map(\.item)
    var predicted = members.map { _ in 0 }
    for (fold, indices) in Dictionary(grouping: members.indices, by: { members[$0].item.fold }) {
      let examples = indices.map { members[$0].example }
      guard
        let answers = baseline.answers(learningFrom: lessons[fold] ?? [], to: examples, classCount: classCount)
      else { return nil }
      for (place, index) in indices.enumerated() {
        (items[index].probabilities, predicted[index]) = (answers.scores[place], answers.predicted[place])
      }
    }
    return (items, predicted)
  }
}

extension Baseline.Example {
  /// The recordings of rows by their ids; those of classes that are not among `classes` are left out.
  static func byRecording(_ rows: [ManifestRow], heard: [HeardClip], classes: [String]) -> [String: Baseline.Example] {
    let facts = FileFacts.features(of: rows, heard: heard)
    let firsts = Dictionary(rows.map { ($0.parentID, $0) }, uniquingKeysWith: { first, _ in first })
    return firsts.compactMapValues { row in
      guard let label = classes.firstIndex(of: row.label), let features = facts[row.parentID] else { return nil }
      return Baseline.Example(label: label, source: row.source, features: features)
    }
  }
}
