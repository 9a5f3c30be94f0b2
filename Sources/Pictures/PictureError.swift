public import Core

/// What can go wrong in `Pictures`.
public enum PictureErrorCode: FailureCode {
  /// The picture cannot be encoded.
  case cannotEncode
  /// The file is damaged or no picture of the kind expected.
  case cannotDecode
  /// The request makes no sense, for example a picture without pixels.
  case badRequest

  public var exitStatus: ExitStatus {
    switch self {
    case .cannotEncode: .inputOutput
    case .cannotDecode, .badRequest: .badData
    }
  }
}

/// An error from `Pictures`.
public typealias PictureError = Failure<PictureErrorCode>
