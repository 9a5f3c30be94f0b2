public import Core
public import Foundation
import MediaIO
import Preparation

/// What a model says of one file.
public struct Prediction: Sendable, Codable, Equatable {
  /// The file as it was named.
  public var file: String
  /// The most probable class.
  public var label: String
  /// One probability a class; they add up to 1.
  public var probabilities: [String: Double]
  /// How many windows were averaged.
  public var windows: Int
  /// How long the recording is.
  public var seconds: Seconds
}

/// Classifies sound and video files as a model's training data was prepared.
public final class RecordingClassifier {
  private let model: ModelDescription
  private let predictor: ModelPredictor

  /// Loads a model.
  /// - Throws: `NetworkError` if its weights do not fit.
  public init(model: ModelFolder, threads: Int) throws {
    self.model = model.description
    predictor = try ModelPredictor(model: model, threads: threads)
  }

  /// The label and probabilities of a file.
  /// - Throws: `PreparationError` `.unusable` if it cannot be decoded or is too short or silent; `NetworkError`.
  public func classify(_ file: URL) throws -> Prediction {
    let recording = try ClipCutter(recipe: model.recipe).cut(file)
    let windows = recording.audibleWindows
    let probabilities = try predictor.probabilities(
      of: recording.audio, windowsFrom: windows.map(\.range.lowerBound))
    let means = model.classes.indices.map { index in
      probabilities.reduce(0.0) { $0 + $1[index] } / Double(probabilities.count)
    }
    return Prediction(
      file: file.relativePath, label: model.classes[Calibration.mostProbable(means)],
      probabilities: Dictionary(uniqueKeysWithValues: zip(model.classes, means)), windows: windows.count,
      seconds: recording.audio.duration)
  }
}
