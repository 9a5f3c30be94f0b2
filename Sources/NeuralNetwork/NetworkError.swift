public import Core

/// What can go wrong in `NeuralNetwork`.
public enum NetworkErrorCode: FailureCode {
  /// Layers do not fit one another or the input.
  case shape
  /// A kernel of oneDNN refused its work.
  case kernel
  /// A weight file is damaged or belongs to another network.
  case weights
  /// The loss became infinite or not a number.
  case diverged

  public var exitStatus: ExitStatus {
    switch self {
    case .shape, .weights, .diverged: .badData
    case .kernel: .missingComponent
    }
  }
}

/// An error from `NeuralNetwork`.
public typealias NetworkError = Failure<NetworkErrorCode>
