public import Core

/// What can go wrong in `Curation`.
public enum CurationErrorCode: FailureCode {
  /// The folder or file does not exist.
  case missing
  /// Nothing that could be a recording was found.
  case empty
  /// A label table cannot be understood.
  case malformedTable
  /// The folder is itself the output of a preparation.
  case alreadyPrepared
  /// Shares that leave nothing for training.
  case badShares
  /// A split cannot be made from these groups.
  case impossibleSplit
  /// A split divides what belongs together.
  case leak

  public var exitStatus: ExitStatus {
    switch self {
    case .missing, .empty: .noInput
    case .badShares: .usage
    case .malformedTable, .alreadyPrepared, .impossibleSplit, .leak: .badData
    }
  }
}

/// An error from `Curation`.
public typealias CurationError = Failure<CurationErrorCode>
