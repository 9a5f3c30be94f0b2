public import Core
public import Manifest

/// What became of one recording, for progress and logs.
public struct ItemReport: Sendable {
  /// The recording's file, as the tables call it.
  public var sourceFile: String
  /// How much of it was used, in seconds; 0 if it was rejected.
  public var audio: Seconds
  /// Why it was rejected, or nil.
  public var rejection: Rejection?

  /// Reports a recording that gave rows.
  init(_ sourceFile: String, rows: [ManifestRow]) {
    self.sourceFile = sourceFile
    // Windows overlap, and outputs at two rates are of the same sound.
    audio = rows.map { $0.start + $0.duration }.max() ?? 0
  }

  /// Reports a recording that gave none.
  init(_ rejection: Rejection) {
    sourceFile = rejection.sourceFile
    audio = 0
    self.rejection = rejection
  }
}
