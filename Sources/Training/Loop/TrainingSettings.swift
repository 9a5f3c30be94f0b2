/// How a model is trained; all of it stands in `model.json`.
public struct TrainingSettings: Sendable, Codable, Equatable {
  /// The architecture.
  public var model: ModelArchitecture
  /// The most epochs.
  public var epochs: Int
  /// Clips a step.
  public var batchSize: Int
  /// The first learning rate; it falls to zero along half a cosine over all epochs.
  public var learningRate: Double
  /// AdamW's weight decay.
  public var weightDecay: Double
  /// The share of values that dropout sets to zero before the last layer.
  public var dropout: Double
  /// Epochs without a better validation loss after which training stops.
  public var patience: Int
  /// The most clips of one recording in an epoch, so that long recordings do not outweigh short ones; 0 takes all.
  public var clipsPerRecording: Int
  /// The most neighbouring bands that are masked in every other training clip (SpecAugment); 0 masks none.
  public var maskedBands: Int
  /// How much rare classes weigh.
  public var classWeighting: ClassWeighting
  /// The seed of the first weights, of batches, dropout and masks.
  public var seed: UInt64

  /// Makes settings; the defaults train the built-in network in a minute or two on heart-sound collections.
  public init(
    model: ModelArchitecture = .cnn, epochs: Int = 40, batchSize: Int = 32, learningRate: Double = 2e-3,
    weightDecay: Double = 1e-2, dropout: Double = 0.3,
    patience: Int = 12, clipsPerRecording: Int = 2, maskedBands: Int = 4, classWeighting: ClassWeighting = .mild,
    seed: UInt64 = 0
  ) {
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.dropout = dropout
    self.patience = patience
    self.clipsPerRecording = clipsPerRecording
    self.maskedBands = maskedBands
    self.classWeighting = classWeighting
    self.seed = seed
  }
}

/// How much a class weighs in the loss by its number n_c of training clips, of n in all and k classes.
public enum ClassWeighting: String, Sendable, Codable, CaseIterable {
  /// n / (k · n_c), scikit-learn's "balanced": every class counts the same, so balanced accuracy is what is learnt.
  case balanced
  /// The square root of that: between balanced accuracy and accuracy.
  case mild
  /// 1: every clip counts the same, so accuracy is what is learnt.
  case none

  /// One weight a class; 1 for a class without clips.
  func weights(counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    return counts.map { count in
      guard count > 0 else { return 1 }
      let balanced = total / (Double(counts.count) * Double(count))
      switch self {
      case .balanced: return balanced
      case .mild: return balanced.squareRoot()
      case .none: return 1
      }
    }
  }
}
