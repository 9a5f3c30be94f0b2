public import Core

/// One item that a batch has finished, as progress and log tell it.
public struct FinishedItem: Sendable, Equatable {
  /// What became of it.
  public enum Status: String, Sendable, Encodable, CaseIterable {
    /// The work was done.
    case done
    /// It was done by an earlier run, and nothing was to do.
    case unchanged
    /// It could not be done; a reason says why.
    case rejected
  }

  /// What it is called, such as a path relative to the input.
  public var name: String
  /// What became of it.
  public var status: Status
  /// How much sound it holds, in seconds; 0 where it is not known.
  public var audio: Seconds
  /// Why it was rejected: a short reason for programs.
  public var reason: String?
  /// Why it was rejected, for people.
  public var detail: String?

  /// Makes an item.
  public init(
    _ name: String, _ status: Status, audio: Seconds = 0, reason: String? = nil, detail: String? = nil
  ) {
    self.name = name
    self.status = status
    self.audio = audio
    self.reason = reason
    self.detail = detail
  }
}
