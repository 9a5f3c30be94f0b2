import CommandLineKit
import Core
import Curation
import Foundation
import Preparation
import Training

/// The options that divide a data set into folds, for all commands that cross-validate.
enum FoldArguments {
  static let folds = Option(
    "folds", .integer(in: 2...1000), placeholder: "K", default: 5,
    help:
      "draw K folds, each of which is judged once; without it the data set's own column 'fold' holds where it has one"
  )
  static let repeats = Option(
    "repeats", .integer(in: 1...1000), placeholder: "R", default: 1, help: "draw the folds so many times")
  static let leaveOneOut = Option(
    "leave-one-out", .choice(["source"]), help: "one fold a source, judged by what the others teach")
  static let splits = Option(
    "splits", .file, placeholder: "FILE", help: "the folds of a CSV with file_name and fold")
  static let stratify = Option(
    "stratify", .list(of: .choice(of: StratumKey.self)), default: [.label],
    help: "what each fold has its share of, such as label,source")
  static let by = Option(
    "by", .choice(of: SplitKey.self), default: .group,
    help: "what is kept whole; recording and segment divide patients, which leaks")
  static let validation = Option(
    "validation", .number(in: 0.02...0.5), placeholder: "F", default: 0.15,
    help: "the share that is cut out of each fold's training part for stopping and thresholds")
  static let shard = Option(
    "shard", .string, placeholder: "I/N",
    help: "only the folds of part I of N, counted from 0; the last part done reports"
  )
  static let restart = Option(
    flag: "restart", help: "begin anew, also where folds of other settings are kept, and replace what was reported")
  static let allowLeakage = Option(
    flag: "allow-leakage", help: "divide what belongs together, to reproduce figures of others; all outputs say so")

  static let all: [any CommandOption] = [
    folds, repeats, leaveOneOut, splits, stratify, by, validation, shard, restart, allowLeakage,
  ]

  /// The folds that were asked for.
  static func plan(_ folder: URL, _ arguments: ParsedArguments, keepsLast: Bool) throws -> FoldPlan {
    if arguments[leaveOneOut] != nil && arguments.isGiven(folds) {
      throw CommandLineError(
        .usage, "'--folds' does not go with '--leave-one-out': the sources are the folds. Leave one of them out.")
    }
    if arguments.isGiven(splits) && (arguments.isGiven(folds) || arguments[leaveOneOut] != nil) {
      throw CommandLineError(
        .usage, "'--splits' says which folds there are. Leave out '--folds' and '--leave-one-out'.")
    }
    return try FoldPlan(
      folder: folder,
      settings: .init(
        division: arguments[leaveOneOut] != nil
          ? .leaveOneSourceOut : .folds(arguments[folds], repeats: arguments[repeats]),
        validation: keepsLast ? 0 : arguments[validation], strata: arguments[stratify], key: arguments[by],
        table: arguments[splits],
        followsColumn: !arguments.isGiven(folds) && arguments[leaveOneOut] == nil,
        allowsLeakage: arguments[allowLeakage], seed: arguments.seed ?? 0),
      workers: arguments.workers)
  }

  /// The part of the folds that was asked for.
  static func shard(_ arguments: ParsedArguments) throws(CommandLineError) -> Shard {
    guard let text = arguments[shard] else { return .whole }
    if arguments[restart] {
      throw CommandLineError(
        .usage, "'--restart' would remove what other shards have done. Name another folder, or leave '--shard' out.")
    }
    guard let shard = Shard(text) else {
      throw CommandLineError(
        .usage, "'\(text)' is no shard. '--shard' takes I/N with I from 0 to N - 1, for example 0/5.")
    }
    return shard
  }
}
