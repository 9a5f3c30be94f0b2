import Core
import Foundation
import NeuralNetwork

/// Fits multinomial logistic regression: Σ weight · (−ln p_label) + penalty/2 · |W|² is least, intercepts free.
///
/// As scikit-learn's `LogisticRegression(C=1/penalty)` behind a `StandardScaler`; of two classes, where that fits one row
/// of weights, the two rows here are half of it and its negative.
struct LogisticFit {
  /// One row of weights a class, on the samples as they are.
  let weights: [Double]
  /// One a class.
  let intercepts: [Double]

  /// - Throws: `TrainingError` `.interrupted`.
  init(_ samples: SampleTable, classes: Int, penalty: Double) throws {
    let scaler = FeatureScaler(fitting: samples)
    let problem = Problem(
      samples: scaler(samples.values).map(Double.init), width: samples.width, labels: samples.labels,
      weights: samples.weights, classes: classes, penalty: classes == 2 ? 2 * penalty : penalty)
    let solution = try LimitedMemoryBFGS.minimum(
      from: [Double](repeating: 0, count: classes * (samples.width + 1)), of: problem.value)
    var (weights, intercepts) = ([Double](), [Double]())
    for c in 0..<classes {
      let row = solution[(c * (samples.width + 1))..<((c + 1) * (samples.width + 1))]
      let scaled = zip(row.dropLast(), scaler.scale).map { $0 / $1 }
      weights += scaled
      intercepts.append((row.last ?? 0) - zip(scaled, scaler.mean).reduce(0) { $0 + $1.0 * $1.1 })
    }
    self.weights = weights
    self.intercepts = intercepts
  }

  /// The regression as the weights of a network of one dense layer.
  func networkWeights(width: Int) -> NetworkWeights {
    NetworkWeights(tensors: [
      NamedTensor(
        name: "layers.0.weight", shape: [intercepts.count, width], values: weights.map { Float($0) }),
      NamedTensor(name: "layers.0.bias", shape: [intercepts.count], values: intercepts.map { Float($0) }),
    ])
  }

  /// The penalised loss and its gradient; a class's weights stand before its intercept.
  private struct Problem {
    let samples: [Double]
    let width: Int
    let labels: [Int]
    let weights: [Double]
    let classes: Int
    let penalty: Double

    func value(_ point: [Double]) throws -> (value: Double, gradient: [Double]) {
      try Interruption.check()
      let stride = width + 1
      var value = 0.0
      var gradient = point.enumerated().map { $0 % stride == width ? 0 : penalty * $1 }
      for (index, weight) in point.enumerated() where index % stride != width { value += penalty / 2 * weight * weight }
      for (row, label) in labels.enumerated() {
        let start = row * width
        let logits = (0..<classes).map { c in
          (0..<width).reduce(point[c * stride + width]) { $0 + point[c * stride + $1] * samples[start + $1] }
        }
        let peak = logits.max() ?? 0
        let sum = logits.reduce(0) { $0 + exp($1 - peak) }
        value -= weights[row] * (logits[label] - peak - log(sum))
        for c in 0..<classes {
          let slope = weights[row] * (exp(logits[c] - peak) / sum - (c == label ? 1 : 0))
          for i in 0..<width { gradient[c * stride + i] += slope * samples[start + i] }
          gradient[c * stride + width] += slope
        }
      }
      return (value, gradient)
    }
  }
}
