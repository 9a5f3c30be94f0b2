import Augmentation
import NeuralNetwork

/// One thing about training that is switched on where it was off, and off where it was on.
public enum AblationVariant: String, Sendable, Codable, CaseIterable {
  /// Masking of neighbouring bands (SpecAugment).
  case maskBands = "mask-bands"
  /// Masking of neighbouring frames (SpecAugment).
  case maskFrames = "mask-frames"
  /// Blending of samples and labels.
  case mixup
  /// New copies of training recordings for every epoch, by the policy `light` where none was asked for.
  case augmentation
  /// Samples cut anywhere in the recording.
  case randomCrops = "random-crops"
  /// A limit on the samples of one recording in an epoch.
  case clipLimit = "clip-limit"
  /// Rare classes weighing more.
  case classWeights = "class-weights"
  /// Dropout before the last layer.
  case dropout
  /// The decay of weights.
  case weightDecay = "weight-decay"
  /// Targets spread over all classes.
  case labelSmoothing = "label-smoothing"
  /// A running mean of the weights in their place.
  case average
  /// Each band z-scored by itself.
  case bandStandardization = "band-standardization"

  /// The settings with it switched, and how to say so; nil where a model without epochs or a loss of its own has no such thing.
  public func switched(_ settings: TrainingSettings) -> (settings: TrainingSettings, words: String)? {
    guard settings.epochs > 0 else { return nil }
    var other = settings
    func set<Value: Equatable>(_ key: WritableKeyPath<TrainingSettings, Value>, off: Value, on: Value) -> String {
      let isOn = settings[keyPath: key] != off
      other[keyPath: key] = isOn ? off : on
      return isOn ? "off" : "on"
    }
    let state: String
    switch self {
    case .maskBands: state = set(\.maskedBands, off: 0, on: 4)
    case .maskFrames: state = set(\.maskedFrames, off: 0, on: 16)
    case .mixup: state = set(\.mixup, off: 0, on: 0.2)
    case .augmentation:
      guard settings.model.design.takesAlteredSounds else { return nil }
      state = set(\.augmentation, off: nil, on: .init(policy: AugmentationPolicy.light))
    case .randomCrops: state = set(\.randomCrops, off: false, on: true)
    case .clipLimit: state = set(\.clipsPerRecording, off: 0, on: 2)
    case .classWeights: state = set(\.classWeighting, off: .none, on: .balanced)
    case .dropout: state = set(\.dropout, off: 0, on: 0.3)
    case .weightDecay: state = set(\.weightDecay, off: 0, on: 1e-2)
    case .labelSmoothing:
      guard settings.loss == .crossEntropy() || settings.loss == .crossEntropy(labelSmoothing: 0.1) else { return nil }
      state = set(\.loss, off: .crossEntropy(), on: .crossEntropy(labelSmoothing: 0.1))
    case .average: state = set(\.averageDecay, off: nil, on: 0.99)
    case .bandStandardization: state = set(\.standardization, off: .recording, on: .band)
    }
    return (other, "\(rawValue) \(state)")
  }
}
