public import Core
public import Manifest

/// What became of one recording, for progress and logs.
public struct ItemReport: Sendable, Equatable {
  /// The recording's file, as the tables call it.
  public var sourceFile: String
  /// The length of the sound, in seconds; 0 if it was rejected.
  public var audio: Seconds
  /// Whether an earlier run did the work.
  public var isKept: Bool
  /// Why it was rejected, or nil.
  public var rejection: Rejection?
}
