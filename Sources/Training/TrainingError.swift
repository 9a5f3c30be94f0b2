public import Core

/// What can go wrong in `Training`.
public enum TrainingErrorCode: FailureCode {
  /// The prepared data cannot be used for training.
  case badData
  /// A split leaks and leaks were not allowed.
  case leak
  /// There is no model in a folder.
  case noModel
  /// A model is damaged or of another version.
  case badModel
  /// A checkpoint is damaged or belongs to another run.
  case badCheckpoint
  /// Training has led to weights that are no numbers.
  case diverged
  /// The user has asked the program to end.
  case interrupted

  public var exitStatus: ExitStatus {
    switch self {
    case .badData, .leak, .badModel, .badCheckpoint, .diverged: .badData
    case .noModel: .noInput
    case .interrupted: .interrupted
    }
  }
}

/// An error from `Training`.
public typealias TrainingError = Failure<TrainingErrorCode>
