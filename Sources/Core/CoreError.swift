/// What can go wrong in `Core`: files that cannot be touched, or hold nonsense.
public enum CoreErrorCode: FailureCode {
  /// A file or folder cannot be created.
  case cannotCreate
  /// Reading or writing failed half way.
  case inputOutput
  /// Another process is using it.
  case busy
  /// The file or folder does not exist.
  case notFound
  /// The file is not what its format promises.
  case badData

  public var exitStatus: ExitStatus {
    switch self {
    case .cannotCreate, .busy: .cannotCreate
    case .inputOutput: .inputOutput
    case .notFound: .noInput
    case .badData: .badData
    }
  }
}

/// An error from `Core`.
public typealias CoreError = Failure<CoreErrorCode>
