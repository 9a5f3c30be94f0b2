public import Core
public import Foundation
public import Manifest
import NeuralNetwork
import Preparation

/// A trained model that gives class probabilities, for rows of a manifest and for recordings in memory.
///
/// Calls may come from one thread at a time.
public final class ModelPredictor {
  /// What the model is.
  public let description: ModelDescription
  private let classifier: any SampleClassifier
  private let sound: SoundInputs?
  private let threads: Int

  /// Loads a model to predict on `threads` threads; results do not depend on their number.
  /// - Throws: `NetworkError` or `TrainingError` if what was learnt does not fit.
  public init(model: ModelFolder, threads: Int) throws {
    description = model.description
    self.threads = max(1, threads)
    classifier = try model.classifier(threads: max(1, threads))
    sound = SoundInputs(model.description.input)
  }

  /// The probabilities of each row, in order; those of a row with several samples are their mean.
  ///
  /// Clips of one recording are read together, as their features are standardised over the recording.
  /// - Parameters:
  ///   - folder: what the rows' paths are relative to.
  ///   - arrays: the arrays of the rows, for models that take such.
  /// - Throws: `TrainingError` `.badData`, naming the row.
  public func probabilities(of rows: [ManifestRow], in folder: URL, arrays: ArrayFolder? = nil) throws -> [[Double]] {
    let loader = InputLoader(folder: folder, input: description.input, arrays: arrays, workers: threads)
    return try loader.load(rows).probabilities(classifier.probabilities)
  }

  /// The probabilities of each window of a recording.
  /// - Parameters:
  ///   - audio: the whole recording at the rate of the model's recipe.
  ///   - starts: the first sample of each window; windows have the length of the recipe.
  /// - Throws: `TrainingError` `.badModel` if the model takes other things than sound.
  public func probabilities(of audio: AudioBuffer, windowsFrom starts: [Int]) throws -> [[Double]] {
    guard let sound else {
      throw TrainingError(
        .badModel,
        "this model takes pictures or arrays that other programs make of a recording. Make them as for its training data, and use 'auscult-train evaluate' on their list."
      )
    }
    var set = InputSet(width: description.input.width, rows: starts.count)
    set.add(try sound(audio.samples, windowsFrom: starts), at: Array(starts.indices))
    return try set.probabilities(classifier.probabilities)
  }

  /// The kernels at work and their implementations, for tests and diagnosis; empty for models without a network.
  public func implementationNames() throws -> [String] { try classifier.implementationNames() }
}

/// What gives the probabilities of samples.
protocol SampleClassifier {
  /// One row of probabilities a sample; `inputs` are whole samples one after the other.
  func probabilities(of inputs: [Float]) throws -> [[Float]]
  func implementationNames() throws -> [String]
}

extension SampleClassifier {
  func implementationNames() throws -> [String] { [] }
}

/// A network and how its logits become probabilities.
private struct NetworkClassifier: SampleClassifier {
  let network: InferenceNetwork
  let rule: ProbabilityRule

  func probabilities(of inputs: [Float]) throws -> [[Float]] { try network.predict(inputs, rule: rule) }
  func implementationNames() throws -> [String] { try network.implementationNames() }
}

extension ModelFolder {
  /// What predicts with this model.
  func classifier(threads: Int) throws -> any SampleClassifier {
    switch description.classifier {
    case .network(let specification, let rule):
      return NetworkClassifier(
        network: try InferenceNetwork(specification: specification, weights: weights, threads: threads), rule: rule)
    case .neighbours(let count):
      return try NearestNeighbours(weights.tensors, neighbours: count, classes: description.classes.count)
    case .boostedTrees:
      return try TreeClassifier(
        trees ?? Data(), classes: description.classes.count, width: description.input.shape.count)
    }
  }
}
