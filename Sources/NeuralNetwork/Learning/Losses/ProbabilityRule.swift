internal import Foundation

/// How logits become class probabilities.
public enum ProbabilityRule: String, Sendable, Codable {
  /// exp(z_c) / Σ exp(z).
  case softmax
  /// sigmoid(z_c), divided by the sum over classes so that they add up to 1.
  case sigmoid

  /// The probabilities of rows of `classes` logits.
  func probabilities(_ logits: [Float], classes: Int) -> [[Float]] {
    stride(from: 0, to: logits.count, by: classes).map { start in
      let row = logits[start..<start + classes].map(Double.init)
      switch self {
      case .softmax: return softmaxOf(row).map { Float($0) }
      case .sigmoid:
        let shares = row.map(sigmoidOf)
        let sum = max(shares.reduce(0, +), .leastNormalMagnitude)
        return shares.map { Float($0 / sum) }
      }
    }
  }
}

/// The softmax of one row, without overflow.
func softmaxOf(_ logits: [Double]) -> [Double] {
  let peak = logits.max() ?? 0
  let exponentials = logits.map { exp($0 - peak) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

/// 1 / (1 + exp(−z)).
func sigmoidOf(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
