public import Core
public import Foundation
import Manifest
import NeuralNetwork

/// A trained network in formats of other programs, and what rounding it to eight bits costs.
public struct ModelExport: Sendable {
  private let model: ModelFolder
  private let network: NetworkSpecification
  private let rule: ProbabilityRule

  /// Prepares to export a model.
  /// - Throws: `TrainingError` `.badModel` if it is not made of a network.
  public init(_ model: ModelFolder) throws(TrainingError) {
    guard case .network(let network, let rule) = model.description.classifier else {
      throw TrainingError(
        .badModel,
        "\(model.description.settings.model.rawValue) is not a network, and only networks can be exported. Train another model."
      )
    }
    self.model = model
    self.network = network
    self.rule = rule
  }

  /// The model as an ONNX file; it says the classes and how its input is made.
  /// - Parameter isRounded: whether kernels and matrices stand in eight bits.
  /// - Throws: `NetworkError`, `EncodingError`.
  public func onnx(isRounded: Bool) throws -> Data {
    let description = model.description
    var metadata = [
      "classes": try JSONText.encode(description.classes, isPretty: false),
      "input": try JSONText.encode(description.input, isPretty: false),
      "recipe": try JSONText.encode(description.recipe, isPretty: false), "auscult": description.auscult,
    ]
    // The input names only what can be chosen; a program that is not ours needs the rest, too.
    if case .logMel(let features) = description.input {
      metadata["log_mel"] = try JSONText.encode(LogMelFeatures.Definition(features), isPretty: false)
    }
    if isRounded {
      let weights = try QuantizedWeights(model.weights, of: network)
      return try ONNXModel(network, weights: weights, rule: rule, metadata: metadata).data
    }
    return try ONNXModel(network, weights: model.weights, rule: rule, metadata: metadata).data
  }

  /// The model with the weights that eight bits hold.
  /// - Throws: `NetworkError`.
  public func rounded() throws -> ModelFolder {
    let weights = try QuantizedWeights(model.weights, of: network).restored
    return ModelFolder(description: model.description, weights: try weights.checked(for: network))
  }

  /// What rounding costs on the validation rows of a data set.
  public struct Cost: Sendable, Codable {
    /// Figures of the model as it is.
    public var exact: ModelDescription.ValidationMetrics
    /// Figures with the rounded weights.
    public var rounded: ModelDescription.ValidationMetrics
    /// The greatest difference of a probability of any clip.
    public var greatestDifference: Double
  }

  /// Measures on the validation rows of `data`, never on its test rows.
  /// - Throws: `TrainingError`, `NetworkError`.
  public func cost(on data: PreparedData, arrays: ArrayFolder?, threads: Int) throws -> Cost {
    let classes = model.description.classes
    let positions = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let rows = data.validation.filter { positions[$0.label] != nil }
    guard !rows.isEmpty else {
      throw TrainingError(
        .badData, "no validation row has a class of the model, so that nothing can be measured.",
        subject: data.folder.path)
    }
    let loader = InputLoader(
      folder: data.folder, input: model.description.input, arrays: arrays, workers: threads)
    let clips = LabelledInputs(inputs: try loader.load(rows), rows: rows, positions: positions)
    let answers = try [model, rounded()].map {
      try clips.inputs.probabilities($0.classifier(threads: threads).probabilities)
    }
    let figures = answers.map {
      ModelDescription.ValidationMetrics(clips, probabilities: $0, classWeights: classes.map { _ in 1 })
    }
    let differences = zip(answers[0].joined(), answers[1].joined()).map { abs($0 - $1) }
    return Cost(exact: figures[0], rounded: figures[1], greatestDifference: differences.max() ?? 0)
  }
}
