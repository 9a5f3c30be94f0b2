public import Core

/// What can go wrong in `MediaIO`.
public enum MediaErrorCode: FailureCode {
  /// The file does not exist or may not be read.
  case unreadable
  /// No container or codec that we know, or not a sound at all.
  case notAudio
  /// The file is damaged beyond what can be kept.
  case damaged
  /// The file exceeds a limit on duration, channels, rate or memory.
  case overLimit
  /// The work on the file takes longer than it may.
  case overTime
  /// The process was asked to end.
  case interrupted
  /// A codec or container is missing from the FFmpeg that is installed.
  case missingCodec
  /// The output cannot be written.
  case cannotWrite
  /// Not enough memory.
  case outOfMemory

  public var exitStatus: ExitStatus {
    switch self {
    case .unreadable: .noInput
    case .notAudio, .damaged, .overLimit, .overTime: .badData
    case .interrupted: .interrupted
    case .missingCodec: .missingComponent
    case .cannotWrite, .outOfMemory: .inputOutput
    }
  }
}

/// An error from `MediaIO`.
public typealias MediaError = Failure<MediaErrorCode>
