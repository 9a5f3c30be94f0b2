import Core
import Foundation

/// How well one property of the file alone tells the label.
public struct ConfoundingProbe: Sendable, Codable, Hashable {
  /// The column: `source`, `sample_rate`, `bits`, `channels`, `codec`, `duration` or `bandwidth`.
  public var column: String
  /// How many values it has; of numbers, how many of ten quantile bins differ.
  public var values: Int
  /// Balanced accuracy of that column alone, in grouped cross-validation.
  public var balancedAccuracy: Double
  /// What always naming one class reaches: one over the number of classes.
  public var floor: Double
  /// Accuracy of that column alone, and of always naming the commonest class.
  public var accuracy: Double
  /// Accuracy of always naming the commonest class.
  public var majorityAccuracy: Double
  /// Classes all of whose recordings (five or more) have one value that others do not all have, as "label: value".
  public var exclusive: [String]

  /// The share of the way from the floor to certainty.
  public var excess: Double { floor < 1 ? (balancedAccuracy - floor) / (1 - floor) : 0 }
  /// Whether it is worth a warning: a fifth of the way or more.
  public var isConfounded: Bool { excess >= 0.2 }
}

/// Predicts labels from one column at a time.
struct Confounding {
  let labels: [String]
  let groups: [String]
  let settings: AuditSettings
  private let classes: [String]
  private let foldOf: [Int]

  /// Makes probes for labelled recordings; nil with fewer than two classes or groups.
  init?(labels: [String], groups: [String], settings: AuditSettings) {
    classes = Set(labels).sorted(by: precedesInBytes)
    let folds = min(settings.folds, Set(groups).count)
    guard classes.count > 1, folds > 1 else { return nil }
    (self.labels, self.groups, self.settings) = (labels, groups, settings)
    let shares = [Double](repeating: 1 / Double(folds), count: folds)
    foldOf = GroupedSplitter(shares: shares, seed: settings.seed).parts(labels: labels, groups: groups)
  }

  /// The probe of a column of words; nil if all are equal.
  func probe(_ column: String, words: [String]) -> ConfoundingProbe? {
    guard Set(words).count > 1 else { return nil }
    return score(column, values: Set(words).count, exclusive: exclusive(words)) { _ in words }
  }

  /// The probe of a column of numbers, cut at the deciles of each training part; nil if all are equal.
  func probe(_ column: String, numbers: [Double]) -> ConfoundingProbe? {
    guard Set(numbers).count > 1 else { return nil }
    func bins(_ training: [Int]) -> [String] {
      let sorted = training.map { numbers[$0] }.sorted()
      let edges = Set((1..<10).map { sorted[min(sorted.count - 1, $0 * sorted.count / 10)] }).sorted()
      return numbers.map { number in "\(edges.count { $0 <= number })" }
    }
    return score(column, values: Set(bins(Array(numbers.indices))).count, exclusive: []) { bins($0) }
  }

  /// Bayes' rule with equal priors on one discrete value, add-one smoothed; trained on all folds but one.
  private func score(
    _ column: String, values: Int, exclusive: [String], discretise: (_ training: [Int]) -> [String]
  ) -> ConfoundingProbe {
    var predicted = [String](repeating: "", count: labels.count)
    for fold in Set(foldOf).sorted() {
      let training = labels.indices.filter { foldOf[$0] != fold }
      let value = discretise(training)
      var counts: [String: [String: Double]] = [:]
      var sizes: [String: Double] = [:]
      for index in training {
        counts[value[index], default: [:]][labels[index], default: 0] += 1
        sizes[labels[index], default: 0] += 1
      }
      // Equal likelihoods go to the commonest class.
      let order = classes.indices.sorted {
        (-sizes[classes[$0], default: 0], $0) < (-sizes[classes[$1], default: 0], $1)
      }
      .map { classes[$0] }
      for index in labels.indices where foldOf[index] == fold {
        let seen = counts[value[index]] ?? [:]
        func likelihood(_ label: String) -> Double {
          (seen[label, default: 0] + 1) / (sizes[label, default: 0] + Double(values))
        }
        var best = (label: order[0], value: seen.isEmpty ? .infinity : likelihood(order[0]))
        for label in order.dropFirst() where likelihood(label) > best.value { best = (label, likelihood(label)) }
        predicted[index] = best.label
      }
    }
    let sizes = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    return ConfoundingProbe(
      column: column, values: values, balancedAccuracy: balancedAccuracy(truth: labels, predicted: predicted),
      floor: 1 / Double(classes.count),
      accuracy: Double(zip(labels, predicted).count { $0 == $1 }) / Double(labels.count),
      majorityAccuracy: Double(sizes.values.max() ?? 0) / Double(labels.count), exclusive: exclusive)
  }

  private func exclusive(_ words: [String]) -> [String] {
    classes.compactMap { label in
      let own = labels.indices.filter { labels[$0] == label }
      guard own.count >= 5, let value = own.first.map({ words[$0] }), !value.isEmpty,
        own.allSatisfy({ words[$0] == value })
      else { return nil }
      return "\(label): \(value)"
    }
  }
}

/// The mean over the true classes of the share that was named rightly.
func balancedAccuracy(truth: [String], predicted: [String]) -> Double {
  var right: [String: (hits: Int, all: Int)] = [:]
  for (a, b) in zip(truth, predicted) {
    right[a, default: (0, 0)].all += 1
    if a == b { right[a, default: (0, 0)].hits += 1 }
  }
  // In a fixed order: sums of fractions depend on it.
  let shares = right.sorted { precedesInBytes($0.key, $1.key) }.map { Double($0.value.hits) / Double($0.value.all) }
  return shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count)
}
