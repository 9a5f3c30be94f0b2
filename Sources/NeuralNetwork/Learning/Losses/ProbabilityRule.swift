internal import Foundation

/// How logits become class probabilities.
public enum ProbabilityRule: String, Sendable, Codable {
  /// exp(z_c) / Σ exp(z).
  case softmax
  /// sigmoid(z_c), divided by the sum over classes so that they add up to 1.
  case sigmoid

  /// What a loss compares with the classes, of each row of logits: its softmax, or the sigmoid of each logit by itself.
  public func outputs(_ logits: [[Float]]) -> [[Float]] {
    logits.map { row in
      let row = row.map(Double.init)
      return (self == .softmax ? softmaxOf(row) : row.map(sigmoidOf)).map { Float($0) }
    }
  }

  /// The class probabilities of each row of logits.
  public func probabilities(_ logits: [[Float]]) -> [[Float]] {
    if self == .softmax { return outputs(logits) }
    return logits.map { row in
      let shares = row.map { sigmoidOf(Double($0)) }
      let sum = max(shares.reduce(0, +), .leastNormalMagnitude)
      return shares.map { Float($0 / sum) }
    }
  }
}

extension [Float] {
  /// Rows of `width` values.
  func rows(of width: Int) -> [[Float]] {
    stride(from: 0, to: count, by: width).map { Array(self[$0..<$0 + width]) }
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
