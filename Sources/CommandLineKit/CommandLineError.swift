public import Core

/// What can go wrong in `CommandLineKit`.
public enum CommandLineErrorCode: FailureCode {
  /// The command line does not follow the specification.
  case usage

  public var exitStatus: ExitStatus {
    switch self {
    case .usage: .usage
    }
  }
}

/// An error from `CommandLineKit`.
public typealias CommandLineError = Failure<CommandLineErrorCode>
