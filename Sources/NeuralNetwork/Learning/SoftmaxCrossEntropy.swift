internal import Foundation

/// The weighted cross-entropy of the softmax of logits, in double precision.
///
/// As PyTorch's `CrossEntropyLoss(weight:, label_smoothing:)`: with class weights w, smoothing ε, K classes and sample
/// weights s, the loss is Σ sᵢ [(1−ε) w_y (−log p_y) + ε/K Σ_c w_c (−log p_c)] / Σ sᵢ w_y. (Keras divides by the number
/// of samples instead.)
struct SoftmaxCrossEntropy {
  let classWeights: [Double]
  let labelSmoothing: Double

  /// The denominator: the summed weight of a whole batch.
  func totalWeight(labels: [Int], sampleWeights: [Float]?) -> Double {
    labels.indices.reduce(0) { $0 + classWeights[labels[$1]] * Double(sampleWeights?[$1] ?? 1) }
  }

  /// One shard's part of the loss and how many of its samples are right; writes the gradient by the logits.
  func evaluate(
    logits: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>, labels: ArraySlice<Int>,
    sampleWeights: ArraySlice<Float>?, totalWeight: Double
  ) -> (loss: Double, correct: Int) {
    let classes = classWeights.count
    var loss = 0.0
    var correct = 0
    var exponentials = [Double](repeating: 0, count: classes)
    for (row, position) in labels.indices.enumerated() {
      let label = labels[position]
      let share = Double(sampleWeights?[position] ?? 1) / totalWeight
      let start = row * classes
      var greatest = 0
      for c in 1..<max(classes, 1) where logits[start + c] > logits[start + greatest] { greatest = c }
      if greatest == label { correct += 1 }
      let peak = Double(logits[start + greatest])
      var sum = 0.0
      for c in 0..<classes {
        exponentials[c] = exp(Double(logits[start + c]) - peak)
        sum += exponentials[c]
      }
      let logSum = log(sum)
      var targetSum = 0.0
      for c in 0..<classes {
        let target = self.target(c, label: label)
        targetSum += target
        // A target of nothing adds nothing, even where the class is impossible.
        if target != 0 { loss -= share * target * (Double(logits[start + c]) - peak - logSum) }
      }
      for c in 0..<classes {
        gradient[start + c] = Float(share * (targetSum * exponentials[c] / sum - target(c, label: label)))
      }
    }
    return (loss, correct)
  }

  private func target(_ c: Int, label: Int) -> Double {
    let smooth = labelSmoothing / Double(classWeights.count) * classWeights[c]
    return c == label ? smooth + (1 - labelSmoothing) * classWeights[c] : smooth
  }
}

/// The probabilities of rows of `classes` logits.
func softmax(_ logits: [Float], classes: Int) -> [[Float]] {
  stride(from: 0, to: logits.count, by: classes).map { start in
    let row = logits[start..<start + classes]
    let peak = Double(row.max() ?? 0)
    let exponentials = row.map { exp(Double($0) - peak) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { Float($0 / sum) }
  }
}
