public import NeuralNetwork
public import Preparation

/// What `model.json` says: all that is needed to use the weights beside it, and where they come from.
public struct ModelDescription: Sendable, Codable, Equatable {
  /// The version of this format.
  public var format: Int
  /// The version of the suite that trained it.
  public var auscult: String
  /// The classes, in the order of the network's outputs.
  public var classes: [String]
  /// How recordings become clips: decoding, rate and windows are followed at prediction.
  public var recipe: Recipe
  /// How clips become the network's input.
  public var features: LogMelFeatures
  /// The network.
  public var network: NetworkSpecification
  /// The number of trained values.
  public var parameters: Int
  /// How it was trained.
  public var settings: TrainingSettings
  /// What it was trained on.
  public var data: Provenance

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
    /// The epoch whose weights were kept, from 1.
    public var bestEpoch: Int
    /// The validation loss of that epoch.
    public var bestValidationLoss: Double
  }

  /// The current format.
  static let currentFormat = 1
}
