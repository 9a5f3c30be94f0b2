import Core
import Foundation
import Manifest

/// Asks a model about the clips of manifest rows.
struct ClipScorer {
  private let predictor: ModelPredictor
  private let arrays: ArrayFolder?

  /// - Parameter arrays: the arrays of the rows, for models that take such.
  init(model: ModelFolder, arrays: ArrayFolder? = nil, threads: Int) throws {
    predictor = try ModelPredictor(model: model, threads: threads)
    self.arrays = arrays
  }

  /// One probability a class for each row, in order.
  /// - Throws: `TrainingError` `.badData`, naming the row, if it cannot be used or the answer is not a number.
  func probabilities(of rows: [ManifestRow], folder: URL) throws -> [[Double]] {
    let probabilities = try predictor.probabilities(of: rows, in: folder, arrays: arrays)
    for (row, answer) in zip(rows, probabilities) where !answer.allSatisfy(\.isFinite) {
      throw TrainingError(
        .badData,
        "row \(row.id): the model's answer is not a number. Its features are damaged, or the model's weights are.",
        subject: folder.appendingPathComponent(row.fileName).path)
    }
    return probabilities
  }
}
