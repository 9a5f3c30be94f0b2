internal import Foundation

extension LossConfiguration {
  /// The loss of outputs that are known already, as training would see them: of validation rows, for example.
  ///
  /// Losses of single samples are their mean, weighted by class. Those of pairs compare what lies in one batch, and are
  /// the mean over batches, weighted by their samples: the same that Keras reports as `val_loss`.
  /// - Parameters:
  ///   - outputs: a row a sample, by ``ProbabilityRule/outputs(_:)`` of this loss's rule; means over several passes are welcome.
  ///   - labels: the class of each row.
  ///   - classWeights: one a class.
  ///   - batchSize: how many neighbouring rows are compared with each other.
  public func value(of outputs: [[Double]], labels: [Int], classWeights: [Double], batchSize: Int) -> Double {
    precondition(outputs.count == labels.count && batchSize > 0, "a label a row")
    let loss = LossFunction(configuration: self, classWeights: classWeights)
    if comparesSamples {
      var sum = 0.0
      for start in stride(from: 0, to: labels.count, by: batchSize) {
        let range = start..<min(start + batchSize, labels.count)
        var slopes = [Double](repeating: 0, count: range.count * loss.classes)
        let scores = outputs[range].flatMap(\.self)
        sum += Double(range.count) * (loss.comparison(scores, Array(labels[range]), &slopes) ?? 0)
      }
      return sum / Double(labels.count)
    }
    var (sum, weight) = (0.0, 0.0)
    for (row, label) in zip(outputs, labels) {
      sum += loss.sample(outputs: row, label: label)
      weight += classWeights[label]
    }
    return sum / weight
  }
}

extension LossFunction {
  /// The least probability whose logarithm is taken: what is impossible and happens costs much, but not all.
  private static let least = 1e-12

  /// The loss of one sample of one class by its outputs, times the weight of the class.
  fileprivate func sample(outputs: [Double], label: Int) -> Double {
    let weight = classWeights[label]
    func surprise(_ probability: Double) -> Double { -log(max(probability, Self.least)) }
    switch configuration {
    case .crossEntropy(let smoothing) where smoothing > 0:
      return outputs.indices.reduce(0) { sum, index in
        let share = (index == label ? 1 - smoothing : 0) + smoothing / Double(classes)
        return sum + share * classWeights[index] * surprise(outputs[index])
      }
    // Of one class, nothing is unavoidable: the divergence is the cross-entropy.
    case .crossEntropy, .divergence: return weight * surprise(outputs[label])
    case .focal(let gamma): return weight * pow(max(0, 1 - outputs[label]), gamma) * surprise(outputs[label])
    case .binary:
      return weight / Double(classes)
        * outputs.indices.reduce(0) { $0 + surprise($1 == label ? outputs[$1] : 1 - outputs[$1]) }
    case .pairwise, .wilcoxonMannWhitney: preconditionFailure("pairs are compared batch by batch")
    }
  }
}
