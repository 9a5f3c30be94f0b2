import BoostedTrees
import NeuralNetwork
public import Preparation

/// What `model.json` says: all that is needed to use the numbers beside it, and where they come from.
public struct ModelDescription: Sendable, Codable, Equatable {
  /// The version of this format.
  public var format: Int
  /// The version of the suite that trained it.
  public var auscult: String
  /// The classes, in the order of the classifier's outputs.
  public var classes: [String]
  /// How recordings become clips: decoding, rate and windows are followed at prediction.
  public var recipe: Recipe
  /// How clips become the classifier's input.
  public var input: ModelInput
  /// What turns input into probabilities.
  public var classifier: ClassifierSpecification
  /// The number of trained values; nil where nothing is counted that way.
  public var parameters: Int
  /// How it was trained.
  public var settings: TrainingSettings
  /// The probability from which a class is answered, for classes that have one of their own; set by evaluation.
  public var thresholds: [String: Double]?
  /// Figures of validation at the weights that were kept.
  public var metrics: ValidationMetrics?
  /// What it was trained on.
  public var data: Provenance
  /// SHA-256 of the file beside this one that holds what was learnt, by its name; set when the model is written.
  public var digests: [String: String] = [:]

  /// Figures of the validation rows; nobody should quote them, as they chose the epoch.
  public struct ValidationMetrics: Sendable, Codable, Equatable {
    /// The loss of clips that was trained; of what is trained by none, their class-weighted cross-entropy.
    public var loss: Double
    /// The share of recordings that are right.
    public var accuracy: Double
    /// The mean recall over classes of recordings.
    public var balancedAccuracy: Double
  }

  /// What a model was trained on.
  public struct Provenance: Sendable, Codable, Equatable {
    /// SHA-256 of each list of the data set.
    public var files: [String: String]
    /// What the split kept whole.
    public var groupedBy: String
    /// Leaks that were allowed; figures of such a model are too good.
    public var acceptedLeaks: Int
    /// Training clips of each class.
    public var trainingClips: [String: Int]
    /// Recordings that training has seen, with those of early stopping, by the SHA-256 of their source files.
    public var seenSources: [String]
    /// Groups that training and early stopping have seen.
    public var seenGroups: [String]
    /// The epoch whose weights were kept, from 1; 0 for models that know no epochs.
    public var bestEpoch: Int
  }

  /// The current format.
  static let currentFormat = 2

  /// Whether its parts fit one another.
  var isConsistent: Bool {
    guard input.isValid, (try? recipe.validate()) != nil, !classes.isEmpty, Set(classes).count == classes.count
    else { return false }
    if let format = input.clipFormat, format.sampleRate != recipe.resample.rate { return false }
    switch classifier {
    case .network(let network, _): return (try? network.classCount()) == classes.count && network.input == input.shape
    case .neighbours(let count): return count > 0
    case .boostedTrees(let settings): return settings.isValid
    }
  }
}
