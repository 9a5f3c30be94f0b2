public import NeuralNetwork

/// How a model is trained; all of it stands in `model.json`.
public struct TrainingSettings: Sendable, Codable, Equatable {
  /// Which epoch's weights are kept.
  public enum Keeping: String, Sendable, Codable, CaseIterable {
    /// The one with the lowest validation loss; training stops when it has not fallen for `patience` epochs.
    case best
    /// The last one: a fixed schedule, which needs no validation rows.
    case last
  }

  /// The model.
  public var model: ModelArchitecture
  /// The most epochs; 0 for models that know none.
  public var epochs: Int
  /// Samples a step.
  public var batchSize: Int
  /// Into how many parts a batch is split, whatever the number of threads; batch normalisation sees one part at a time.
  public var microShards: Int
  /// The rule by which weights move.
  public var optimizer: OptimizerConfiguration.Kind
  /// The first learning rate, or the greatest one where the schedule rises.
  public var learningRate: Double
  /// How the rate goes on from there.
  public var schedule: LearningRateSchedule
  /// What training makes small.
  public var loss: LossConfiguration
  /// The decay of kernels and matrices: AdamW's, or L2's of the others.
  public var weightDecay: Double
  /// The greatest norm of all gradients together; nil for no limit.
  public var gradientClipNorm: Double?
  /// The decay a step of the running mean of weights that is kept in their place; nil for none.
  public var averageDecay: Double?
  /// The share of values that dropout sets to zero before the last layer.
  public var dropout: Double
  /// Which epoch's weights are kept.
  public var keeping: Keeping
  /// Epochs without a better validation loss after which training stops.
  public var patience: Int
  /// The most samples of one recording in an epoch, so that long recordings do not outweigh short ones; 0 takes all.
  public var clipsPerRecording: Int
  /// Whether samples are cut anywhere in the recording, where the input allows it, rather than at the clips' places.
  public var randomCrops: Bool
  /// The most neighbouring bands that are masked in every other training sample (SpecAugment); 0 masks none.
  public var maskedBands: Int
  /// The most neighbouring frames that are masked in every other training sample (SpecAugment); 0 masks none.
  public var maskedFrames: Int
  /// The parameter α of mixup's Beta(α, α), by which two samples and their labels are blended; 0 blends none.
  public var mixup: Double
  /// How the sounds of training are altered anew for every epoch; nil leaves them as they are.
  public var augmentation: LiveAugmentationSettings?
  /// What log-mel features are z-scored over.
  public var standardization: LogMelFeatures.Standardization
  /// How much rare classes weigh.
  public var classWeighting: ClassWeighting
  /// The seed of the first weights, of batches, dropout and masks.
  public var seed: UInt64

  /// Makes settings; the defaults train the built-in network in a minute or two on heart-sound collections.
  public init(
    model: ModelArchitecture, epochs: Int = 40, batchSize: Int = 32, microShards: Int = 4,
    optimizer: OptimizerConfiguration.Kind = .adamW, learningRate: Double = 2e-3,
    schedule: LearningRateSchedule = .cosine, loss: LossConfiguration = .crossEntropy(), weightDecay: Double = 1e-2,
    gradientClipNorm: Double? = nil, averageDecay: Double? = nil, dropout: Double = 0.3, keeping: Keeping = .best,
    patience: Int = 12, clipsPerRecording: Int = 2, randomCrops: Bool = true, maskedBands: Int = 4,
    maskedFrames: Int = 0, mixup: Double = 0, augmentation: LiveAugmentationSettings? = nil,
    standardization: LogMelFeatures.Standardization = .recording,
    classWeighting: ClassWeighting = .mild, seed: UInt64 = 0
  ) {
    self.model = model
    self.epochs = epochs
    self.batchSize = batchSize
    self.microShards = microShards
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.loss = loss
    self.weightDecay = weightDecay
    self.gradientClipNorm = gradientClipNorm
    self.averageDecay = averageDecay
    self.dropout = dropout
    self.keeping = keeping
    self.patience = patience
    self.clipsPerRecording = clipsPerRecording
    self.randomCrops = randomCrops
    self.maskedBands = maskedBands
    self.maskedFrames = maskedFrames
    self.mixup = mixup
    self.augmentation = augmentation
    self.standardization = standardization
    self.classWeighting = classWeighting
    self.seed = seed
  }
}
