import Foundation
import HeartSound

/// What a classifier must beat: answers that need no ear.
public enum Baseline: String, Sendable, Codable, CaseIterable {
  /// Always the commonest class.
  case majority
  /// The commonest class of the recording's collection or device.
  case source
  /// Rate, length and level of the file, by logistic regression.
  case fileFacts = "file_facts"

  /// In words.
  public var words: String {
    switch self {
    case .majority: "always the commonest class"
    case .source: "the collection or device alone"
    case .fileFacts: "rate, length and level of the file alone"
    }
  }

  /// A recording as baselines see it.
  struct Example {
    /// The true class.
    var label: Int
    /// The collection or device.
    var source: String
    /// Rate, length, level.
    var features: [Double]
  }

  /// What is answered to some recordings.
  struct Answers {
    /// The class of each.
    var predicted: [Int]
    /// What ranks them, one row a recording whose values add up to 1.
    var scores: [[Double]]

    /// Takes the most probable classes.
    init(probabilities: [[Double]]) {
      predicted = probabilities.map(Calibration.mostProbable)
      scores = probabilities
    }

    /// Takes the commonest classes of shares, and ranks by how much more of a class there is than among all that was learnt
    /// from: the shares themselves differ between folds where nothing was heard, and those of a fold with few diseased
    /// recordings to learn from, as it holds out many of them, would rank these last.
    init(shares: [[Double]], ofAll prior: [Double]) {
      predicted = shares.map(Calibration.mostProbable)
      scores = shares.map { row in
        let ratios = zip(row, prior).map { $1 > 0 ? $0 / $1 : 1 }
        let sum = ratios.reduce(0, +)
        return ratios.map { $0 / sum }
      }
    }
  }

  /// The answers to some recordings after learning from others.
  ///
  /// - Returns: nil where there is nothing to learn: no sources, no class but one.
  func answers(learningFrom training: [Example], to examples: [Example], classCount: Int) -> Answers? {
    let counts = (0..<classCount).map { label in training.count { $0.label == label } }
    guard counts.count(where: { $0 > 0 }) > 1 else { return nil }
    let prior = counts.map { Double($0) / Double(training.count) }
    switch self {
    case .majority: return Answers(shares: examples.map { _ in prior }, ofAll: prior)
    case .source: return Self.bySource(training, examples, prior).map { Answers(shares: $0, ofAll: prior) }
    case .fileFacts: return Answers(probabilities: Self.byFacts(training, examples, counts))
    }
  }

  /// The shares of classes in each source, drawn towards those of all as by one recording more.
  private static func bySource(_ training: [Example], _ examples: [Example], _ prior: [Double]) -> [[Double]]? {
    guard Set(training.map(\.source)).count > 1 else { return nil }
    let members = Dictionary(grouping: training, by: \.source)
    return examples.map { example in
      let known = members[example.source] ?? []
      return prior.indices.map { label in
        (Double(known.count { $0.label == label }) + prior[label]) / (Double(known.count) + 1)
      }
    }
  }

  /// One regression a class against the rest on standardised facts, made to add up to 1.
  private static func byFacts(_ training: [Example], _ examples: [Example], _ counts: [Int]) -> [[Double]] {
    let width = training[0].features.count
    let (mean, deviation) = moments(training.map(\.features))
    func standardized(_ features: [Double]) -> [Double] {
      (0..<width).map { deviation[$0] > 1e-9 ? (features[$0] - mean[$0]) / deviation[$0] : 0 }
    }
    let rows = training.flatMap { standardized($0.features) }
    let regressions = counts.indices.map { label -> LogisticRegression? in
      guard counts[label] > 0, counts[label] < training.count else { return nil }
      return LogisticRegression(fitting: rows, width: width, isPositive: training.map { $0.label == label })
    }
    return examples.map { example in
      let row = standardized(example.features)
      let shares = regressions.map { $0?.probability(row) ?? 0 }
      let sum = shares.reduce(0, +)
      return sum > 0 ? shares.map { $0 / sum } : shares.map { _ in 1 / Double(shares.count) }
    }
  }

  private static func moments(_ rows: [[Double]]) -> (mean: [Double], deviation: [Double]) {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { column in rows.reduce(0) { $0 + $1[column] } / count }
    let deviation = mean.indices.map { column in
      (rows.reduce(0) { $0 + ($1[column] - mean[column]) * ($1[column] - mean[column]) } / count).squareRoot()
    }
    return (mean, deviation)
  }
}

extension LogisticRegression {
  /// The probability of one row.
  fileprivate func probability(_ row: [Double]) -> Double {
    1 / (1 + exp(-zip(row, weights).reduce(intercept) { $0 + $1.0 * $1.1 }))
  }
}
