import BoostedTrees
public import Core
import NeuralNetwork

/// A model as a description: what it looks at, what it consists of, how it is trained.
public struct ModelDesign: Sendable {
  /// What a model looks at.
  enum Look: Sendable {
    case logMel
    case mfcc
    case scaledMel
    case picture
    case alignedPairs
    case embedding
    case bandStatistics

    /// Whether all clips must have one length.
    var needsEqualClips: Bool {
      switch self {
      case .logMel, .mfcc, .bandStatistics: true
      case .scaledMel, .picture, .alignedPairs, .embedding: false
      }
    }
  }

  /// How a model learns.
  enum Family: Sendable {
    /// A network, by gradients.
    case network(
      @Sendable (_ shape: FeatureShape, _ classes: Int, _ settings: TrainingSettings) -> [LayerSpecification])
    /// Logistic regression with an L2 penalty.
    case linear
    case neighbours(count: Int)
    case boostedTrees(BoostedTreeSettings)
  }

  /// What it is, in a sentence.
  public let purpose: String
  /// How it is trained unless something else is asked for.
  public let settings: TrainingSettings
  let look: Look
  /// What holds where neither `settings` nor layers say otherwise.
  let framework: FrameworkDefaults
  let family: Family

  init(
    purpose: String, settings: TrainingSettings, look: Look, framework: FrameworkDefaults = .auscult, family: Family
  ) {
    self.purpose = purpose
    self.settings = settings
    self.look = look
    self.framework = framework
    self.family = family
  }

  /// Whether it is a network that is trained in epochs.
  public var isNetwork: Bool {
    if case .network = family { true } else { false }
  }

  /// Whether a penalty or decay of its weights is known.
  public var hasPenalty: Bool {
    switch family {
    case .network, .linear: true
    case .neighbours, .boostedTrees: false
    }
  }

  /// Whether it is shown log-mel maps of clips.
  public var hearsLogMel: Bool { look == .logMel }

  /// Whether it takes arrays that were made outside of training.
  public var takesArrays: Bool { look == .alignedPairs || look == .embedding }

  /// Whether sounds can be altered anew for every epoch: it is trained in epochs, and makes its inputs of sounds itself.
  public var takesAlteredSounds: Bool {
    guard case .network = family else { return false }
    return switch look {
    case .logMel, .mfcc, .scaledMel, .bandStatistics: true
    case .picture, .alignedPairs, .embedding: false
    }
  }

  /// Refuses settings that it cannot be trained by.
  /// - Throws: `TrainingError` `.badData`.
  public func check(_ settings: TrainingSettings) throws(TrainingError) {
    if settings.augmentation != nil && !takesAlteredSounds {
      throw TrainingError(
        .badData,
        "\(settings.model.rawValue) is not trained in epochs on sounds, so that there are none to alter. Augment in the recipe instead: \"augment\": {}."
      )
    }
  }

  /// The network for inputs of that shape.
  func network(_ shape: FeatureShape, classes: Int, settings: TrainingSettings) -> NetworkSpecification? {
    guard case .network(let layers) = family else { return nil }
    return NetworkSpecification(input: shape, layers: layers(shape, classes, settings))
  }
}
