public import Core
public import Foundation
public import NeuralNetwork
import Preparation

/// A trained model on disk: `model.json`, `weights.safetensors` and, from training, `history.csv`.
public struct ModelFolder: Sendable {
  /// What the model is.
  public let description: ModelDescription
  /// What it has learnt.
  public let weights: NetworkWeights

  /// Pairs a description with its weights.
  public init(description: ModelDescription, weights: NetworkWeights) {
    self.description = description
    self.weights = weights
  }

  /// Reads the model in `folder`.
  /// - Throws: `TrainingError` `.badModel` if a file is missing, damaged or of another version.
  public init(contentsOf folder: URL) throws(TrainingError) {
    func failure(_ message: String, _ file: String, cause: (any Error)? = nil) -> TrainingError {
      TrainingError(.badModel, message, subject: folder.appendingPathComponent(file).path, cause: cause)
    }
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("model.json"))
      description = try JSONText.decode(ModelDescription.self, from: data)
    } catch {
      throw failure(
        "is not a model that this version can read. Train it with 'auscult-train train'.", "model.json", cause: error)
    }
    guard description.format == ModelDescription.currentFormat else {
      throw failure(
        "has format \(description.format), and this version reads \(ModelDescription.currentFormat). Use the version of Auscult that wrote it.",
        "model.json")
    }
    guard description.features.isValid, (try? description.recipe.validate()) != nil,
      (try? description.network.classCount()) == description.classes.count,
      Set(description.classes).count == description.classes.count,
      description.features.sampleRate == description.recipe.resample.rate,
      description.network.input
        == .map(channels: 1, height: description.features.bands, width: description.features.frames)
    else { throw failure("contradicts itself: classes, features and network do not fit.", "model.json") }
    do {
      let data = try Data(contentsOf: folder.appendingPathComponent("weights.safetensors"))
      weights = try NetworkWeights(tensors: Safetensors.contents(of: data).tensors).checked(for: description.network)
    } catch {
      throw failure("cannot be used with this model.json.", "weights.safetensors", cause: error)
    }
  }

  /// Writes the model into `folder`, `model.json` last; an older one is removed first, so that it never describes new weights.
  /// - Throws: `CoreError` or `EncodingError`.
  public func write(to folder: URL) throws {
    try? FileManager.default.removeItem(at: folder.appendingPathComponent("model.json"))
    try AtomicFile.write(
      Safetensors.data(of: .init(tensors: weights.tensors)), to: folder.appendingPathComponent("weights.safetensors"))
    try AtomicFile.write(try JSONText.encode(description), to: folder.appendingPathComponent("model.json"))
  }
}
