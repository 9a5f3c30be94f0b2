import CommandLineKit
import Core
import Foundation
import Manifest
import Preparation

extension RunLog {
  /// Begins the log of a batch command over recordings.
  /// - Throws: `CommandLineError` if `--json-log` names a file that cannot be written, or one among the results.
  convenience init(
    _ folder: OutputFolder, _ command: String, title: String, total: Int, console: Console, arguments: ParsedArguments
  ) throws(CommandLineError) {
    let file = arguments[Self.option]
    // A file with clock times among the results would make every run another data set.
    if let file, file.standardizedFileURL.path.hasPrefix(folder.url.standardizedFileURL.path + "/") {
      throw CommandLineError(
        .usage, "'--json-log' lies in the output folder, which holds results only. Choose a place beside it.",
        subject: file.relativePath)
    }
    try self.init(command, title: title, total: total, unit: "recordings", console: console, file: file)
  }
}

extension FinishedItem {
  /// The item that a recording is.
  init(_ report: ItemReport) {
    guard let rejection = report.rejection else {
      self.init(report.sourceFile, .done, audio: report.audio)
      return
    }
    self.init(
      report.sourceFile, rejection.stage == Rejection.recipeStage ? .excluded : .rejected,
      reason: "\(rejection.stage): \(rejection.reason)", detail: rejection.detail)
  }
}
