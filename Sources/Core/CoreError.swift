/// What can go wrong in `Core`: only files are touched here.
public enum CoreErrorCode: FailureCode {
  /// A file or folder cannot be created.
  case cannotCreate
  /// Reading or writing failed half way.
  case inputOutput
  /// The file or folder does not exist.
  case notFound

  public var exitStatus: ExitStatus {
    switch self {
    case .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    case .notFound: .noInput
    }
  }
}

/// An error from `Core`.
public typealias CoreError = Failure<CoreErrorCode>
