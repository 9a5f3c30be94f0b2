internal import Foundation

/// A loss with its class weights, in double precision.
struct LossFunction {
  /// What comes of some samples.
  struct Result {
    var loss = 0.0
    /// How many samples have their class as the greatest logit.
    var correct = 0
    /// The loss's derivative by each logit.
    var gradient: [Float] = []
  }

  let configuration: LossConfiguration
  let classWeights: [Double]
  var classes: Int { classWeights.count }

  /// The denominator of losses of single samples: the summed weight of a whole batch.
  func totalWeight(_ targets: [Float], _ sampleWeights: [Float]?) -> Double {
    (0..<targets.count / classes).reduce(0) {
      $0 + weight(of: targets[($1 * classes)...]) * Double(sampleWeights?[$1] ?? 1)
    }
  }

  /// The loss of the samples whose logits are given, as their part of a batch that weighs `totalWeight`.
  func callAsFunction(
    logits: [Float], targets: ArraySlice<Float>, sampleWeights: ArraySlice<Float>?, totalWeight: Double
  ) -> Result {
    var result = configuration.comparesSamples ? pairs(logits, targets) : Result()
    result.gradient.reserveCapacity(logits.count)
    for row in 0..<logits.count / classes {
      let values = logits[(row * classes)..<((row + 1) * classes)].map(Double.init)
      let target = Array(targets[(targets.startIndex + row * classes)...].prefix(classes))
      if Self.greatest(values) == Self.greatest(target) { result.correct += 1 }
      if configuration.comparesSamples { continue }
      let share = sampleWeights.map { Double($0[$0.startIndex + row]) } ?? 1
      let (loss, slopes) = sample(values, target.map(Double.init))
      // What weighs nothing adds nothing, even where a class is impossible.
      if share != 0 { result.loss += share / totalWeight * loss }
      result.gradient += slopes.map { Float(share / totalWeight * $0) }
    }
    return result
  }

  private func weight(of target: ArraySlice<Float>) -> Double {
    zip(target, classWeights).reduce(0) { $0 + Double($1.0) * $1.1 }
  }

  static func greatest<Value: Comparable>(_ values: [Value]) -> Int {
    values.indices.dropFirst().reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// The loss of one sample and its derivatives, before it is divided by the batch's weight.
  private func sample(_ logits: [Double], _ target: [Double]) -> (loss: Double, slopes: [Double]) {
    switch configuration {
    case .crossEntropy(let smoothing):
      let spread = smoothing / Double(classes)
      return entropy(logits, zip(target, classWeights).map { ((1 - smoothing) * $0 + spread) * $1 })
    case .divergence:
      let weighted = zip(target, classWeights).map { $0 * $1 }
      var (loss, slopes) = entropy(logits, weighted)
      for (share, weight) in zip(target, classWeights) where share > 0 { loss += weight * share * log(share) }
      return (loss, slopes)
    case .focal(let gamma): return focal(logits, target, gamma: gamma)
    case .binary: return binary(logits, target)
    case .pairwise, .wilcoxonMannWhitney: return (0, logits.map { _ in 0 })
    }
  }

  private func entropy(_ logits: [Double], _ target: [Double]) -> (loss: Double, slopes: [Double]) {
    let peak = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - peak) }
    let sum = exponentials.reduce(0, +)
    let (logSum, targetSum) = (log(sum), target.reduce(0, +))
    var loss = 0.0
    for (logit, share) in zip(logits, target) where share != 0 { loss -= share * (logit - peak - logSum) }
    return (loss, zip(exponentials, target).map { targetSum * $0 / sum - $1 })
  }

  private func focal(_ logits: [Double], _ target: [Double], gamma: Double) -> (loss: Double, slopes: [Double]) {
    let peak = logits.max() ?? 0
    let logSum = log(logits.reduce(0) { $0 + exp($1 - peak) })
    let logs = logits.map { $0 - peak - logSum }
    let probabilities = logs.map(exp)
    var (loss, slopes) = (0.0, [Double](repeating: 0, count: classes))
    for c in 0..<classes where target[c] != 0 {
      let (p, rest, weight) = (probabilities[c], max(0, 1 - probabilities[c]), target[c] * classWeights[c])
      loss -= weight * pow(rest, gamma) * logs[c]
      // p times the derivative by p; where nothing is left to learn it is nothing.
      let bend = rest > 0 ? gamma * p * pow(rest, gamma - 1) * logs[c] : 0
      let slope = weight * (bend - pow(rest, gamma))
      for j in 0..<classes { slopes[j] += slope * ((j == c ? 1 : 0) - probabilities[j]) }
    }
    return (loss, slopes)
  }

  private func binary(_ logits: [Double], _ target: [Double]) -> (loss: Double, slopes: [Double]) {
    let share = zip(target, classWeights).reduce(0) { $0 + $1.0 * $1.1 } / Double(classes)
    let loss = zip(logits, target).reduce(0) { $0 + max($1.0, 0) - $1.0 * $1.1 + log1p(exp(-abs($1.0))) }
    return (share * loss, zip(logits, target).map { share * (sigmoidOf($0) - $1) })
  }
}
