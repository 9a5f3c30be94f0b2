import Core
public import Foundation
import Hashing
import Manifest
import NeuralNetwork

/// Where a run leaves its state after every epoch, and whether it goes on from what it finds there.
public struct Checkpointing: Sendable {
  /// The folder of the model.
  public let folder: URL
  /// Whether a state that is found is gone on from; else it is replaced.
  public let resumes: Bool

  /// The name of the file.
  public static let fileName = "checkpoint.safetensors"

  /// Describes where and whether.
  public init(folder: URL, resumes: Bool) {
    self.folder = folder
    self.resumes = resumes
  }

  var url: URL { folder.appendingPathComponent(Self.fileName) }

  /// Whether a run was stopped here.
  public var isUnfinished: Bool { FileManager.default.fileExists(atPath: url.path) }

  /// Removes the state of a run that has ended.
  public func remove() { try? FileManager.default.removeItem(at: url) }
}

/// All that a run needs to go on after an epoch, in one file that appears by rename.
struct TrainingCheckpoint {
  /// What is not tensors.
  struct Progress: Codable, Equatable {
    /// SHA-256 of what the run was asked to do.
    var task: String
    var history: [EpochRecord]
    var bestEpoch: Int
    var plateau: PlateauWatch
  }

  var progress: Progress
  var weights: NetworkWeights
  var optimizer: OptimizerState
  /// The weights of the best epoch.
  var best: NetworkWeights

  /// Writes it to `url`, whole or not at all.
  /// - Throws: `CoreError`, `EncodingError`.
  func write(to url: URL) throws {
    var contents = optimizer.contents
    contents.tensors += weights.tensors.map { $0.renamed("weights." + $0.name) }
    contents.tensors += best.tensors.map { $0.renamed("best." + $0.name) }
    contents.metadata["progress"] = try JSONText.encode(progress, isPretty: false)
    try Safetensors.write(contents, to: url)
  }

  /// Reads what ``write(to:)`` wrote for the same task.
  /// - Throws: `TrainingError` `.badCheckpoint`.
  init(contentsOf url: URL, task: String) throws(TrainingError) {
    func failure(_ message: String, cause: (any Error)? = nil) -> TrainingError {
      TrainingError(.badCheckpoint, message, subject: url.path, cause: cause)
    }
    let contents: Safetensors.Contents
    do {
      contents = try Safetensors.read(url)
      optimizer = try OptimizerState(contents)
      progress = try JSONText.decode(Progress.self, from: Data((contents.metadata["progress"] ?? "").utf8))
    } catch {
      throw failure("cannot be gone on from. Give --restart to begin anew.", cause: error)
    }
    guard progress.task == task, !progress.history.isEmpty else {
      throw failure(
        "belongs to a run with other data or settings. Give the same ones, another folder, or --restart to begin anew.")
    }
    weights = NetworkWeights(tensors: contents.tensors(under: "weights."))
    best = NetworkWeights(tensors: contents.tensors(under: "best."))
  }

  init(progress: Progress, weights: NetworkWeights, optimizer: OptimizerState, best: NetworkWeights) {
    self.progress = progress
    self.weights = weights
    self.optimizer = optimizer
    self.best = best
  }

  /// What identifies a run: the network, the settings, what altered sounds are made of, and the training and validation rows.
  static func task(
    _ network: NetworkSpecification, _ settings: TrainingSettings, _ sources: String, _ clips: [LabelledInputs]
  ) throws -> String {
    struct Task: Encodable {
      var network: NetworkSpecification
      var settings: TrainingSettings
      var sources: String
      var rows: [[String]]
    }
    let task = Task(
      network: network, settings: settings, sources: sources,
      rows: clips.map { part in zip(part.rows, part.labels).map { "\($0.id) \($0.sha256) \($1)" } })
    return SHA256.hexDigest(of: Data(try JSONText.encode(task, isPretty: false).utf8))
  }
}
