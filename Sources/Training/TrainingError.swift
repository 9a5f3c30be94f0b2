public import Core

/// What can go wrong in `Training`.
public enum TrainingErrorCode: FailureCode {
  /// The prepared data cannot be used for training.
  case badData
  /// A split leaks and leaks were not allowed.
  case leak
  /// A model folder is missing, damaged or of another version.
  case badModel

  public var exitStatus: ExitStatus {
    switch self {
    case .badData, .leak, .badModel: .badData
    }
  }
}

/// An error from `Training`.
public typealias TrainingError = Failure<TrainingErrorCode>
