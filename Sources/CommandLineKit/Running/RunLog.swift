public import Core
public import Foundation
import Synchronization

/// What a batch tells while it runs: progress for people, and, where a file is named, a JSON object a line for programs.
///
/// The file begins with an object of event `start`, has one of event `item` for each finished item, and ends with one of
/// event `end`; a run that was stopped has no end. Times are those of the clock: a log is no output of the data set. An
/// existing file is continued, so that a resumed run stands below the first.
///
/// All methods may be called from any thread.
public final class RunLog: Sendable {
  private let command: String
  private let bar: ProgressBar
  private let console: Console
  private let file: Mutex<FileHandle?>
  private let counts = Mutex<[FinishedItem.Status: Int]>([:])
  private let start = ContinuousClock.now

  /// The option that names the file.
  public static let option = Option(
    "json-log", .file, help: "append what happens to this file while it happens, a JSON object a line")

  /// Begins a run.
  /// - Parameters:
  ///   - command: the subcommand, such as `prepare`.
  ///   - title: what is being done, for example "Preparing".
  ///   - total: the number of items; nil when unknown.
  ///   - unit: the items in the plural.
  ///   - file: where the log goes, or nil for none.
  /// - Throws: `CommandLineError` `.log` if the file cannot be written.
  public init(
    _ command: String, title: String, total: Int?, unit: String, console: Console, file url: URL?
  ) throws(CommandLineError) {
    self.command = command
    self.console = console
    file = Mutex(try url.map { (url) throws(CommandLineError) in try Self.open(url) })
    bar = ProgressBar(title, total: total, unit: unit, console: console)
    write(Entry(event: "start", command: command, version: AuscultVersion.current, total: total))
  }

  /// Counts the bar's time from now on: what came before was no work on items.
  public func restartClock() { bar.restart() }

  /// Notes an item that is finished.
  public func finished(_ item: FinishedItem) {
    counts.withLock { $0[item.status, default: 0] += 1 }
    bar.advance(item)
    write(
      Entry(
        event: "item", item: item.name, status: item.status, reason: item.reason, detail: item.detail,
        audioSeconds: item.audio > 0 ? item.audio : nil))
  }

  /// Ends the run: sums up in the file and, unless nothing was done that is worth it, on the console.
  public func finish(isTold: Bool = true) {
    if isTold { bar.finish() }
    let counts = counts.withLock { $0 }
    let elapsed = (ContinuousClock.now - start).components
    write(
      Entry(
        event: "end", command: command, items: Dictionary(counts.map { ($0.rawValue, $1) }) { first, _ in first },
        seconds: Seconds(elapsed.seconds) + Seconds(elapsed.attoseconds / 1_000_000_000_000_000) / 1000))
  }

  /// One line; what does not apply is left out.
  private struct Entry: Encodable {
    var event: String
    var time = Date().ISO8601Format(.init(includingFractionalSeconds: true))
    var command: String?
    var version: String?
    var total: Int?
    var item: String?
    var status: FinishedItem.Status?
    var reason: String?
    var detail: String?
    var audioSeconds: Seconds?
    var items: [String: Int]?
    var seconds: Seconds?
  }

  private static func open(_ url: URL) throws(CommandLineError) -> FileHandle {
    do {
      if !FileManager.default.fileExists(atPath: url.path) {
        try Data().write(to: url)
      }
      let handle = try FileHandle(forWritingTo: url)
      // A pipe has no end to seek to, and needs none.
      _ = try? handle.seekToEnd()
      return handle
    } catch {
      throw CommandLineError(
        .log, "cannot be written. Give '--json-log' a file in a folder that is there.", subject: url.path, cause: error)
    }
  }

  /// Writes a line; a log that cannot be written any more is given up, for the work matters more.
  private func write(_ entry: Entry) {
    let isLost = file.withLock { file -> Bool in
      guard let handle = file else { return false }
      guard let line = try? JSONText.encode(entry, isPretty: false) else { return false }
      do { try handle.write(contentsOf: Data((line + "\n").utf8)) } catch {
        file = nil
        return true
      }
      return false
    }
    if isLost { console.warn("the log cannot be written any more; the work goes on without it.") }
  }
}
