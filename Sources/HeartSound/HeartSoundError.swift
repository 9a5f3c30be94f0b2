public import Core

/// What can go wrong in `HeartSound`.
public enum HeartSoundErrorCode: FailureCode {
  /// The request makes no sense, for example a negative heart rate.
  case badRequest
  /// The data are not what they should be, for example a damaged alignment file.
  case badData
  /// The file does not exist or cannot be read.
  case notFound

  public var exitStatus: ExitStatus {
    switch self {
    case .badRequest: .usage
    case .badData: .badData
    case .notFound: .noInput
    }
  }
}

/// An error from `HeartSound`.
public typealias HeartSoundError = Failure<HeartSoundErrorCode>
