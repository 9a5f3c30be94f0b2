public import Core
public import Foundation
public import NeuralNetwork
import Preparation

/// A trained model on disk: `model.json`, `weights.safetensors` or `trees.json`, and what training tells of itself.
public struct ModelFolder: Sendable {
  /// What the model is.
  public var description: ModelDescription
  /// What it has learnt: a network's weights, or the training samples of a nearest-neighbour classifier.
  public let weights: NetworkWeights
  /// The trees, where it is made of such.
  public let trees: Data?

  /// Pairs a description with what was learnt.
  public init(description: ModelDescription, weights: NetworkWeights, trees: Data? = nil) {
    self.description = description
    self.weights = weights
    self.trees = trees
  }

  /// Reads the model in `folder`.
  /// - Throws: `TrainingError` `.badModel` if a file is missing, damaged or of another version.
  public init(contentsOf folder: URL) throws(TrainingError) {
    let reader = ModelFolderReader(folder: folder)
    description = try reader.description()
    switch description.classifier {
    case .network(let network, _):
      weights = try reader.read("weights.safetensors") { data in
        try NetworkWeights(tensors: Safetensors.contents(of: data).tensors).checked(for: network)
      }
      trees = nil
    case .neighbours:
      weights = try reader.read("weights.safetensors") {
        NetworkWeights(tensors: try Safetensors.contents(of: $0).tensors)
      }
      trees = nil
    case .boostedTrees:
      trees = try reader.read("trees.json") { $0 }
      weights = NetworkWeights(tensors: [])
    }
  }

  /// Writes the model into `folder`, `model.json` last; an older one is removed first, so that it never describes new weights.
  /// - Throws: `CoreError` or `EncodingError`.
  public func write(to folder: URL) throws {
    for name in ["model.json", "weights.safetensors", "trees.json"] {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    if let trees {
      try AtomicFile.write(trees, to: folder.appendingPathComponent("trees.json"))
    } else {
      try AtomicFile.write(
        Safetensors.data(of: .init(tensors: weights.tensors)), to: folder.appendingPathComponent("weights.safetensors"))
    }
    try AtomicFile.write(try JSONText.encode(description), to: folder.appendingPathComponent("model.json"))
  }
}

/// Reads the files of a model, and says of each what is wrong with it.
private struct ModelFolderReader {
  let folder: URL

  func description() throws(TrainingError) -> ModelDescription {
    struct Version: Decodable {
      var format: Int
      var auscult: String?
    }
    let data: Data
    do { data = try Data(contentsOf: folder.appendingPathComponent("model.json")) } catch {
      throw failure("is not there. Train a model with 'auscult-train train'.", "model.json", cause: error)
    }
    // The version first: of a model from elsewhere, nothing else need be understood.
    if let version = try? JSONText.decode(Version.self, from: data), version.format != ModelDescription.currentFormat {
      throw failure(
        "has format \(version.format), and this version reads \(ModelDescription.currentFormat). Use Auscult \(version.auscult ?? "of its time"), which wrote it, or train again.",
        "model.json")
    }
    let description: ModelDescription
    do { description = try JSONText.decode(ModelDescription.self, from: data) } catch {
      throw failure(
        "is not a model that this version can read. Train it with 'auscult-train train'.", "model.json", cause: error)
    }
    guard description.isConsistent else {
      throw failure("contradicts itself: classes, input and classifier do not fit.", "model.json")
    }
    return description
  }

  func read<Content>(_ name: String, _ parse: (Data) throws -> Content) throws(TrainingError) -> Content {
    do { return try parse(Data(contentsOf: folder.appendingPathComponent(name))) } catch {
      throw failure("cannot be used with this model.json. Copy the model again, or train anew.", name, cause: error)
    }
  }

  private func failure(_ message: String, _ file: String, cause: (any Error)? = nil) -> TrainingError {
    TrainingError(.badModel, message, subject: folder.appendingPathComponent(file).path, cause: cause)
  }
}
