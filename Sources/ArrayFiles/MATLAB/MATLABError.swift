public import Core

/// What can go wrong in `MATLABFiles`.
public enum MATLABErrorCode: FailureCode {
  /// The file is no MAT-file of level 5, or it is damaged.
  case badData

  public var exitStatus: ExitStatus { .badData }
}

/// An error from `MATLABFiles`.
public typealias MATLABError = Failure<MATLABErrorCode>
