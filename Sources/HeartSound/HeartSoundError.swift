public import Core

/// What can go wrong in `HeartSound`.
public enum HeartSoundErrorCode: FailureCode {
  /// The request makes no sense, for example a negative heart rate.
  case badRequest

  public var exitStatus: ExitStatus {
    switch self {
    case .badRequest: .usage
    }
  }
}

/// An error from `HeartSound`.
public typealias HeartSoundError = Failure<HeartSoundErrorCode>
