public import Core

/// What can go wrong in `Augmentation`.
public enum AugmentationErrorCode: FailureCode {
  /// A policy is not valid, or there is none of that name.
  case policy
  /// The operations of a row cannot be carried out: they are damaged, or of another version.
  case operations
  /// A sound that an operation needs, such as a partner's, cannot be had.
  case sound

  public var exitStatus: ExitStatus {
    switch self {
    case .policy: .usage
    case .operations, .sound: .badData
    }
  }
}

/// An error from `Augmentation`.
public typealias AugmentationError = Failure<AugmentationErrorCode>
