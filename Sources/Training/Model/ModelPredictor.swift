public import Core
public import Foundation
public import Manifest
import NeuralNetwork
public import Preparation

/// A trained model that gives class probabilities, for rows of a manifest and for recordings in memory.
///
/// Calls may come from one thread at a time.
public final class ModelPredictor {
  /// What the model is.
  public let description: ModelDescription
  private let classifier: any SampleClassifier
  private let hearing: Hearing?
  private let threads: Int

  /// What the model looks at in a recording.
  private enum Hearing {
    /// What is made of the sound.
    case sound(SoundInputs)
    /// The picture that the recipe draws.
    case picture(PictureInput, ClipPicture)
  }

  /// Loads a model to predict on `threads` threads; results do not depend on their number.
  /// - Throws: `NetworkError` or `TrainingError` if what was learnt does not fit.
  public init(model: ModelFolder, threads: Int) throws {
    description = model.description
    self.threads = max(1, threads)
    classifier = try model.classifier(threads: max(1, threads))
    if let sound = SoundInputs(description.input) {
      hearing = .sound(sound)
    } else if case .picture(let input) = description.input, let picture = ClipPicture(description.recipe) {
      hearing = .picture(input, picture)
    } else {
      hearing = nil
    }
  }

  /// Sees that the model can be asked about recordings.
  /// - Throws: `TrainingError` `.badModel` if it takes arrays that are not made here.
  public func checkHearing() throws(TrainingError) { _ = try heard() }

  private func heard() throws(TrainingError) -> Hearing {
    if let hearing { return hearing }
    throw TrainingError(
      .badModel,
      "\(description.settings.model.rawValue) takes arrays, which are not made of a sound here. Make those of new recordings as for its training data ('auscult align' with --reference, or the pretrained network), and use 'auscult-train evaluate' with --arrays."
    )
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

  /// The probabilities of each window of a recording that is not silent.
  /// - Parameter recording: cut by the model's recipe.
  /// - Throws: `TrainingError` `.badModel` if the model takes arrays that are not made here; `PictureError`.
  public func probabilities(of recording: ClipCutter.Recording) throws -> [[Double]] {
    let windows = recording.audibleWindows
    var set = InputSet(width: description.input.width, rows: windows.count)
    set.add(try inputs(of: recording, windows), at: Array(windows.indices))
    return try set.probabilities(classifier.probabilities)
  }

  private func inputs(of recording: ClipCutter.Recording, _ windows: [Segmentation.Window]) throws -> UnitInputs {
    switch try heard() {
    case .sound(let sound): try sound(recording.stored.samples, windowsFrom: windows.map(\.range.lowerBound))
    case .picture(let input, let picture):
      .each(try windows.map { try input(picture.png(of: recording.samples(of: $0))) })
    }
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
