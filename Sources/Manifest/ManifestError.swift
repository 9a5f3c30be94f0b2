public import Core

/// What can go wrong in `Manifest`.
public enum ManifestErrorCode: FailureCode {
  /// The file does not exist.
  case missing
  /// The file is not a CSV table that we can read.
  case malformed
  /// A column is absent or a value is not of its type.
  case schema

  public var exitStatus: ExitStatus {
    switch self {
    case .missing: .noInput
    case .malformed, .schema: .badData
    }
  }
}

/// An error from `Manifest`.
public typealias ManifestError = Failure<ManifestErrorCode>
