public import Core
public import Foundation
import Hashing
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

  /// The file that says what the model is.
  static let descriptionName = "model.json"

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
    let digests = description.digests
    switch description.classifier {
    case .network(let network, _):
      weights = try reader.read("weights.safetensors", digests) { data in
        try NetworkWeights(tensors: Safetensors.contents(of: data).tensors).checked(for: network)
      }
      trees = nil
    case .neighbours:
      weights = try reader.read("weights.safetensors", digests) {
        NetworkWeights(tensors: try Safetensors.contents(of: $0).tensors)
      }
      trees = nil
    case .boostedTrees:
      trees = try reader.read("trees.json", digests) { $0 }
      weights = NetworkWeights(tensors: [])
    }
  }

  /// Writes the model into `folder`, `model.json` last; an older one is removed first, so that it never describes new weights.
  /// - Throws: `CoreError` or `EncodingError`.
  public func write(to folder: URL) throws {
    for name in ["model.json", "weights.safetensors", "trees.json"] {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    let name = trees == nil ? "weights.safetensors" : "trees.json"
    let learnt = trees ?? Safetensors.data(of: .init(tensors: weights.tensors))
    try AtomicFile.write(learnt, to: folder.appendingPathComponent(name))
    var description = description
    description.digests = [name: SHA256.hexDigest(of: learnt)]
    try AtomicFile.write(
      try JSONText.encode(description), to: folder.appendingPathComponent(ModelFolder.descriptionName))
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
    do { data = try Data(contentsOf: folder.appendingPathComponent(ModelFolder.descriptionName)) } catch {
      throw TrainingError(
        .noModel, "is not there. Train a model with 'auscult-train train'.",
        subject: folder.appendingPathComponent(ModelFolder.descriptionName).path, cause: error)
    }
    // The version first: of a model from elsewhere, nothing else need be understood.
    if let version = try? JSONText.decode(Version.self, from: data), version.format != ModelDescription.currentFormat {
      throw failure(
        "has format \(version.format), and this version reads \(ModelDescription.currentFormat). Use Auscult \(version.auscult ?? "of its time"), which wrote it, or train again.",
        ModelFolder.descriptionName)
    }
    let description: ModelDescription
    do { description = try JSONText.decode(ModelDescription.self, from: data) } catch {
      throw failure(
        "is not a model that this version can read. Train it with 'auscult-train train'.", ModelFolder.descriptionName,
        cause: error)
    }
    guard description.isConsistent else {
      throw failure("contradicts itself: classes, input and classifier do not fit.", ModelFolder.descriptionName)
    }
    return description
  }

  /// The content of a file beside `model.json`, whose digest must be the one noted there.
  func read<Content>(
    _ name: String, _ digests: [String: String], _ parse: (Data) throws -> Content
  ) throws(TrainingError) -> Content {
    let data: Data
    do { data = try Data(contentsOf: folder.appendingPathComponent(name)) } catch {
      throw failure("cannot be read. Copy the model again, or train anew.", name, cause: error)
    }
    guard digests[name] == SHA256.hexDigest(of: data) else {
      throw failure(
        "is not the file that model.json was written with: it was changed or cut short. Copy the model again, or train anew.",
        name)
    }
    do { return try parse(data) } catch {
      throw failure("cannot be used with this model.json. Copy the model again, or train anew.", name, cause: error)
    }
  }

  private func failure(_ message: String, _ file: String, cause: (any Error)? = nil) -> TrainingError {
    TrainingError(.badModel, message, subject: folder.appendingPathComponent(file).path, cause: cause)
  }
}
