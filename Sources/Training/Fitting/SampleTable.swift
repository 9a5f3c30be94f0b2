/// Samples of a fixed number of values with classes and weights, for models that know no epochs.
struct SampleTable {
  let width: Int
  private(set) var values: [Float] = []
  private(set) var labels: [Int] = []
  private(set) var weights: [Double] = []

  /// The different samples of training rows: what several rows of a recording share counts once.
  init(_ clips: LabelledInputs, classWeights: [Double], rowWeights: [Float], width: Int) {
    self.width = width
    var seen: Set<Int> = []
    for (row, views) in clips.inputs.views.enumerated() {
      for view in views where seen.insert(view.source).inserted {
        values += clips.inputs.values(view)
        labels.append(clips.labels[row])
        weights.append(classWeights[clips.labels[row]] * Double(rowWeights[row]))
      }
    }
  }

  /// Makes a table of known samples.
  init(width: Int, values: [Float], labels: [Int], weights: [Double]) {
    self.width = width
    self.values = values
    self.labels = labels
    self.weights = weights
  }
}

/// Brings each number to mean 0 and deviation 1 over some samples (scikit-learn's `StandardScaler`).
struct FeatureScaler: Equatable {
  let mean: [Double]
  let scale: [Double]

  init(mean: [Double], scale: [Double]) {
    self.mean = mean
    self.scale = scale
  }

  /// Takes means and deviations (divisor n) of the samples; a number that never changes keeps its unit.
  init(fitting samples: SampleTable) {
    let count = Double(max(1, samples.labels.count))
    var (mean, square) = ([Double](repeating: 0, count: samples.width), [Double](repeating: 0, count: samples.width))
    for (index, value) in samples.values.enumerated() { mean[index % samples.width] += Double(value) / count }
    for (index, value) in samples.values.enumerated() {
      let difference = Double(value) - mean[index % samples.width]
      square[index % samples.width] += difference * difference / count
    }
    self.init(mean: mean, scale: square.map { $0 > 1e-20 ? $0.squareRoot() : 1 })
  }

  func callAsFunction(_ values: [Float]) -> [Float] {
    values.enumerated().map { index, value in
      Float((Double(value) - mean[index % mean.count]) / scale[index % mean.count])
    }
  }
}
