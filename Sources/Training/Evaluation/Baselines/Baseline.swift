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

  /// The probabilities of some recordings after learning from others.
  ///
  /// - Returns: nil where there is nothing to learn: no sources, no class but one.
  func probabilities(learningFrom training: [Example], of examples: [Example], classCount: Int) -> [[Double]]? {
    let counts = (0..<classCount).map { label in training.count { $0.label == label } }
    guard counts.count(where: { $0 > 0 }) > 1 else { return nil }
    switch self {
    case .majority:
      let shares = counts.map { Double($0) / Double(training.count) }
      return examples.map { _ in shares }
    case .source: return Self.bySource(training, examples, counts)
    case .fileFacts: return Self.byFacts(training, examples, counts)
    }
  }

  /// The shares of classes in each source, drawn towards those of all as by one recording more.
  private static func bySource(_ training: [Example], _ examples: [Example], _ counts: [Int]) -> [[Double]]? {
    guard Set(training.map(\.source)).count > 1 else { return nil }
    let prior = counts.map { Double($0) / Double(training.count) }
    let members = Dictionary(grouping: training, by: \.source)
    return examples.map { example in
      let known = members[example.source] ?? []
      return prior.indices.map { label in
        (Double(known.count { $0.label == label }) + prior[label]) / (Double(known.count) + 1)
      }
    }
  }

  /// One regression a class against the rest on standardised facts, made to add up to 1.
  private static func byFacts(_ training: [Example], _ examples: [Example], _ counts: [Int]) -> [[Double]]? {
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
