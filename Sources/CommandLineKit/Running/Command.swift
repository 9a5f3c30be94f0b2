public import Core

/// One subcommand: what it is called and takes, and what it does.
public protocol Command: Sendable {
  /// Everything help and parsing need to know.
  static var specification: CommandSpec { get }

  /// Makes the command; it has no state before it runs.
  init()

  /// Does the work.
  /// - Returns: `.done`, or `.finishedWithRejections` when items were rejected and listed.
  /// - Throws: a `ReportableFailure` where something can be said to the user.
  func run(_ arguments: ParsedArguments, console: Console) throws -> ExitStatus
}
