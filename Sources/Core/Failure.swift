import Foundation

/// Process exit statuses that scripts may rely on (after sysexits.h where it has one).
public enum ExitStatus: Int32, Sendable {
  /// Everything asked for was done.
  case done = 0
  /// Finished, with rejected items listed.
  case finishedWithRejections = 1
  /// The command line was wrong.
  case usage = 64
  /// Input data was malformed.
  case badData = 65
  /// The input does not exist or holds nothing usable.
  case noInput = 66
  /// A needed component is missing.
  case missingComponent = 69
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed, for example because the disk is full.
  case inputOutput = 74
  /// Stopped by the user.
  case interrupted = 130
}

/// What went wrong, as one library distinguishes it.
public protocol FailureCode: Sendable, Hashable {
  /// The status a program ends with when this failure reaches its top.
  var exitStatus: ExitStatus { get }
}

/// Any failure a program can report to its user.
public protocol ReportableFailure: Error, CustomStringConvertible {
  /// What happened and what to do about it, in one or two sentences.
  var message: String { get }
  /// The path, row or column it is about.
  var subject: String? { get }
  /// The status a program ends with when this failure reaches its top.
  var exitStatus: ExitStatus { get }
}

/// The one error type of a library: a code, a message with the remedy, a subject, a cause.
///
/// Each library names its own: `typealias MediaError = Failure<MediaErrorCode>`.
public struct Failure<Code: FailureCode>: ReportableFailure {
  /// The kind of failure, for programs.
  public let code: Code
  /// What happened and what to do about it, for people.
  public let message: String
  /// The path, row or column it is about.
  public let subject: String?
  /// The error underneath, if another one caused this.
  public let cause: (any Error)?

  /// Makes a failure.
  public init(_ code: Code, _ message: String, subject: String? = nil, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.subject = subject
    self.cause = cause
  }

  public var exitStatus: ExitStatus { code.exitStatus }

  public var description: String {
    var text = subject.map { "\($0): \(message)" } ?? message
    // One that was only put in another room's words has nothing to add.
    if let cause, (cause as? any ReportableFailure)?.message != message { text += " (\(Self.words(for: cause)))" }
    return text
  }

  /// What the system says in a few words, rather than Foundation's dump of it.
  private static func words(for cause: any Error) -> String {
    if let decoding = cause as? DecodingError { return decoding.words }
    guard let cocoa = cause as? CocoaError else { return "\(cause)" }
    if let system = cocoa.userInfo[NSUnderlyingErrorKey] as? POSIXError {
      return String(cString: strerror(system.code.rawValue))
    }
    return cocoa.localizedDescription
  }
}
