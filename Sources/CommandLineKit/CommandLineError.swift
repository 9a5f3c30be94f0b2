public import Core

/// What can go wrong in `CommandLineKit`.
public enum CommandLineErrorCode: FailureCode {
  /// The command line does not follow the specification.
  case usage
  /// Nobody reads the output any more.
  case closed
  /// The output cannot be written.
  case output
  /// The log that was asked for cannot be written.
  case log

  public var exitStatus: ExitStatus {
    switch self {
    case .usage: .usage
    case .closed: .done
    case .output: .inputOutput
    case .log: .cannotCreate
    }
  }
}

/// An error from `CommandLineKit`.
public typealias CommandLineError = Failure<CommandLineErrorCode>
