import Core
import NeuralNetwork

/// The share of each class among the nearest training samples, all of them counting alike (scikit-learn's
/// `KNeighborsClassifier` behind a `StandardScaler`); of equally distant ones, the earlier is nearer.
struct NearestNeighbours: SampleClassifier {
  private let neighbours: Int
  private let classes: Int
  private let scaler: FeatureScaler
  private let samples: [Float]
  private let labels: [Int]

  /// Remembers the training samples.
  init(fitting samples: SampleTable, neighbours: Int, classes: Int) {
    scaler = FeatureScaler(fitting: samples)
    self.samples = scaler(samples.values)
    labels = samples.labels
    self.neighbours = neighbours
    self.classes = classes
  }

  /// Reads what ``tensors`` gave.
  /// - Throws: `TrainingError` `.badModel` if tensors are missing or do not fit one another.
  init(_ tensors: [NamedTensor], neighbours: Int, classes: Int) throws(TrainingError) {
    let named = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    guard let mean = named["mean"]?.values, let scale = named["scale"]?.values, let samples = named["samples"],
      let labels = named["labels"]?.values, samples.shape == [labels.count, mean.count], scale.count == mean.count,
      !labels.isEmpty, !mean.isEmpty, labels.allSatisfy({ $0 >= 0 && $0 < Float(classes) })
    else { throw TrainingError(.badModel, "the weights are no training samples of such a model. Train anew.") }
    scaler = FeatureScaler(mean: mean.map(Double.init), scale: scale.map(Double.init))
    self.samples = samples.values
    self.labels = labels.map { Int($0) }
    self.neighbours = neighbours
    self.classes = classes
  }

  /// All that it knows, for a weight file.
  var tensors: [NamedTensor] {
    let width = scaler.mean.count
    return [
      NamedTensor(name: "mean", shape: [width], values: scaler.mean.map { Float($0) }),
      NamedTensor(name: "scale", shape: [width], values: scaler.scale.map { Float($0) }),
      NamedTensor(name: "samples", shape: [labels.count, width], values: samples),
      NamedTensor(name: "labels", shape: [labels.count], values: labels.map { Float($0) }),
    ]
  }

  func probabilities(of inputs: [Float]) -> [[Float]] {
    let width = scaler.mean.count
    return stride(from: 0, to: inputs.count, by: width).map { start in
      let point = scaler(Array(inputs[start..<(start + width)]))
      let distances = labels.indices.map { index -> (Float, Int) in
        let sample = samples[(index * width)..<((index + 1) * width)]
        return (zip(sample, point).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }, index)
      }
      let nearest = distances.sorted { $0 < $1 }.prefix(neighbours)
      var shares = [Float](repeating: 0, count: classes)
      for (_, index) in nearest { shares[labels[index]] += 1 / Float(nearest.count) }
      return shares
    }
  }
}
