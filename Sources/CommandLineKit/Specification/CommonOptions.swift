import Foundation

/// The options every command of every program understands.
public enum CommonOptions {
  /// Show the help text.
  public static let help = Option(flag: "help", short: "h", help: "show this help")
  /// Show the version.
  public static let version = Option(flag: "version", help: "show the version")
  /// Say nothing but warnings and errors.
  public static let quiet = Option(
    flag: "quiet", short: "q", help: "no progress and no notes; results, warnings and errors only")
  /// Results, warnings and errors as JSON.
  public static let json = Option(flag: "json", help: "results as JSON on standard output, messages as JSON lines")
  /// The number of threads that work; results never depend on it.
  public static let workers = Option(
    "workers", .integer(in: 1...1024), default: ProcessInfo.processInfo.activeProcessorCount,
    defaultText: "number of cores",
    help: "threads that work; results never depend on it")
  /// The seed of every random choice, nil when not given.
  public static let seed = Option(
    "seed", .seed, help: "seed of every random choice; the same seed gives the same bytes")

  /// All of them, in the order help shows them.
  public static let all: [any CommandOption] = [help, version, quiet, json, workers, seed]
}

extension ParsedArguments {
  /// The number of worker threads, from `--workers`.
  public var workers: Int { self[CommonOptions.workers] }
  /// The seed from `--seed`, nil when not given.
  public var seed: UInt64? { self[CommonOptions.seed] }
}
