import Core
import Foundation
import Manifest
import NeuralNetwork

/// Asks a model about the clips of manifest rows.
struct ClipScorer {
  private let model: ModelFolder
  private let threads: Int

  init(model: ModelFolder, threads: Int) {
    self.model = model
    self.threads = threads
  }

  /// One probability a class for each row, in order.
  /// - Throws: `TrainingError` `.badData`, naming the row, if a clip cannot be used or the answer is not a number.
  func probabilities(of rows: [ManifestRow], folder: URL) throws -> [[Double]] {
    let features = try ClipLoader(folder: folder, features: model.description.features, workers: threads).load(rows)
    for (row, values) in zip(rows, features) where !values.allSatisfy(\.isFinite) {
      throw TrainingError(
        .badData, "row \(row.id): its features are not all numbers. Leave the clip out, or prepare it again.",
        subject: row.fileName)
    }
    let network = try InferenceNetwork(
      specification: model.description.network, weights: model.weights, threads: threads)
    let probabilities = try network.predict(features.flatMap { $0 }).map { $0.map(Double.init) }
    guard probabilities.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw TrainingError(.badModel, "gives answers that are not numbers: its weights are damaged. Train it again.")
    }
    return probabilities
  }
}
