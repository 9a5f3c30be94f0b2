internal import Foundation

extension LossFunction {
  /// The loss of a whole batch that compares its samples.
  func pairs(_ logits: [Float], _ targets: ArraySlice<Float>) -> Result {
    let targets = Array(targets)
    let rows = logits.count / classes
    let labels = (0..<rows).map { Self.greatest(Array(targets[($0 * classes)..<(($0 + 1) * classes)])) }
    var result = Result(gradient: [Float](repeating: 0, count: logits.count))
    let scores = (0..<rows).flatMap { softmaxOf(logits[($0 * classes)..<(($0 + 1) * classes)].map(Double.init)) }
    var slopes = [Double](repeating: 0, count: scores.count)
    guard let loss = comparison(scores, labels, &slopes) else { return result }
    result.loss = loss
    // From the probabilities to the logits: p_j (g_j − Σ g_c p_c).
    for start in stride(from: 0, to: scores.count, by: classes) {
      let mean = (start..<start + classes).reduce(0) { $0 + slopes[$1] * scores[$1] }
      for index in start..<start + classes { result.gradient[index] = Float(scores[index] * (slopes[index] - mean)) }
    }
    return result
  }

  /// The loss of the probabilities `scores` of some samples, whose derivatives are added to `slopes`; nil for samples of
  /// one class, which have no pair to compare.
  func comparison(_ scores: [Double], _ labels: [Int], _ slopes: inout [Double]) -> Double? {
    guard Set(labels).count > 1 else { return nil }
    switch configuration {
    case .pairwise: return surrogate(scores, labels, &slopes)
    case .wilcoxonMannWhitney(let margin, let power):
      return (classes == 2 ? 1..<2 : 0..<classes).reduce(0) { sum, positive in
        sum + ranking(scores, labels, positive: positive, margin: margin, power: power, &slopes)
      }
    case .crossEntropy, .binary, .focal, .divergence: return nil
    }
  }

  /// System 3's: every true entry of the one-hot matrix against every false one.
  private func surrogate(_ scores: [Double], _ labels: [Int], _ slopes: inout [Double]) -> Double {
    let isTrue = scores.indices.map { labels[$0 / classes] == $0 % classes }
    let (trues, falses) = (scores.indices.filter { isTrue[$0] }, scores.indices.filter { !isTrue[$0] })
    let share = 1 / Double(trues.count * falses.count)
    var loss = 0.0
    for p in trues {
      for n in falses {
        let value = sigmoidOf(scores[n] - scores[p])
        loss += share * value
        slopes[n] += share * value * (1 - value)
        slopes[p] -= share * value * (1 - value)
      }
    }
    return loss
  }

  /// Yan's: samples of the class `positive` against the others, by their probability of it.
  private func ranking(
    _ scores: [Double], _ labels: [Int], positive: Int, margin: Double, power: Double, _ slopes: inout [Double]
  ) -> Double {
    let (positives, negatives) = (
      labels.indices.filter { labels[$0] == positive }, labels.indices.filter { labels[$0] != positive }
    )
    var loss = 0.0
    for p in positives {
      for n in negatives {
        let (high, low) = (p * classes + positive, n * classes + positive)
        let lack = margin - (scores[high] - scores[low])
        guard lack > 0 else { continue }
        loss += pow(lack, power)
        let slope = power * pow(lack, power - 1)
        slopes[high] -= slope
        slopes[low] += slope
      }
    }
    return loss
  }
}
