public import Core

/// What can go wrong in `SignalProcessing`: only requests are judged here, never samples.
public enum SignalErrorCode: FailureCode {
  /// The request makes no sense for this sample rate, for example a cut-off at or above half of it.
  case badRequest

  public var exitStatus: ExitStatus {
    switch self {
    case .badRequest: .usage
    }
  }
}

/// An error from `SignalProcessing`.
public typealias SignalError = Failure<SignalErrorCode>
