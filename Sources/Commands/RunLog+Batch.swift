import CommandLineKit
import Core
import Foundation
import Manifest
import Preparation

extension RunLog {
  /// Begins the log of a batch command over recordings.
  /// - Throws: `CommandLineError` if `--json-log` names a file that cannot be written, or one among the results.
  convenience init(
    _ folder: OutputFolder, _ command: String, title: String, total: Int?, console: Console, arguments: ParsedArguments
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

  /// Notes the recording that was finished last.
  func finished(_ progress: RunProgress) {
    guard let last = progress.last else { return }
    let status: FinishedItem.Status = last.rejection != nil ? .rejected : last.isKept ? .unchanged : .done
    finished(
      FinishedItem(
        last.sourceFile, status, audio: last.audio, reason: last.rejection.map { "\($0.stage): \($0.reason)" },
        detail: last.rejection?.detail))
  }
}
