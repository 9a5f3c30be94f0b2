import Core
import Foundation
import Synchronization

/// Shows how far a long piece of work has come: a live line on a terminal, a plain line now and then elsewhere.
///
/// The line has the share done, the rate in items and in hours of sound, the time left, the failures so far and a suffix
/// such as "loss 0.52". It is redrawn at most ten times a second (elsewhere: a line at most every five seconds, and one at
/// the end). All methods may be called from any thread.
public final class ProgressBar: Sendable {
  private let title: String
  private let total: Int?
  private let unit: String
  private let console: Console
  private let style: ProgressStyle
  private let now: @Sendable () -> Seconds
  private let state: Mutex<State>

  private struct State {
    var done = 0
    /// Items of a batch by what became of them.
    var counts: [FinishedItem.Status: Int] = [:]
    /// The sound in finished items, in seconds.
    var audio: Seconds = 0
    var suffix = ""
    var start: Seconds
    var lastShown: Seconds
    var isFinished = false

    /// Items that cost work; others say nothing about the time left.
    var worked: Int { done - counts[.unchanged, default: 0] }
  }

  /// Begins to show progress.
  /// - Parameters:
  ///   - title: what is being done, for example "Preparing".
  ///   - total: how many items there are; nil when unknown.
  ///   - unit: the items in the plural, for example "recordings".
  public convenience init(_ title: String, total: Int?, unit: String, console: Console) {
    let origin = ContinuousClock.now
    self.init(title, total: total, unit: unit, console: console) {
      let elapsed = (ContinuousClock.now - origin).components
      return Seconds(elapsed.seconds) + Seconds(elapsed.attoseconds) * 1e-18
    }
  }

  /// Begins to show progress by a clock of the caller's.
  init(_ title: String, total: Int?, unit: String, console: Console, now: @escaping @Sendable () -> Seconds) {
    self.title = title
    self.total = total
    self.unit = unit
    self.console = console
    self.now = now
    style = console.progressStyle
    let start = now()
    state = Mutex(State(start: start, lastShown: start))
  }

  /// Counts `count` more items as done; `suffix` replaces the text at the end of the line.
  public func advance(by count: Int = 1, suffix: String? = nil) {
    update(suffix: suffix) { $0.done += count }
  }

  /// Counts an item of a batch as done, with the sound in it and whether it failed.
  public func advance(_ item: FinishedItem) {
    update(suffix: nil) { state in
      state.done += 1
      state.counts[item.status, default: 0] += 1
      if item.status == .done { state.audio += item.audio }
    }
  }

  /// Sets how many items are done.
  public func set(_ done: Int, suffix: String? = nil) {
    update(suffix: suffix) { $0.done = done }
  }

  /// Counts time from now on: what came before was no work on items.
  public func restart() { state.withLock { $0.start = now() } }

  /// Removes the live line and writes a last plain one that sums up; nothing more is shown.
  public func finish() {
    state.withLock { state in
      if state.isFinished { return }
      state.isFinished = true
      if case .live = style { console.showLive("") }
      if style != .none { console.note(summary(of: state)) }
    }
  }

  /// The bar must not stay on the terminal when an error ends the work.
  deinit {
    if case .live = style, state.withLock({ !$0.isFinished }) { console.showLive("") }
  }

  private func update(suffix: String?, _ change: (inout State) -> Void) {
    if style == .none { return }
    state.withLock { state in
      change(&state)
      if let suffix { state.suffix = suffix }
      let time = now()
      guard !state.isFinished, time - state.lastShown >= (style == .lines ? 5 : 0.1) else { return }
      state.lastShown = time
      switch style {
      case .none: break
      case .lines: console.note(line(of: state, at: time, bar: 0))
      case .live(let columns):
        let bare = line(of: state, at: time, bar: 0)
        let bar = min(30, columns - bare.count - 4)
        console.showLive(
          String((bar >= 8 && total != nil ? line(of: state, at: time, bar: bar) : bare).prefix(columns - 1)))
      }
    }
  }

  private func line(of state: State, at time: Seconds, bar: Int) -> String {
    let elapsed = time - state.start
    let rate = elapsed > 0 ? Double(state.worked) / elapsed : 0
    var parts = [title]
    if let total, total > 0 {
      let share = min(max(Double(state.done) / Double(total), 0), 1)
      if bar > 0 {
        let filled = Int(share * Double(bar))
        parts.append("[" + String(repeating: "#", count: filled) + String(repeating: "-", count: bar - filled) + "]")
      }
      // Rounded down, so that 100 % means that all is done.
      parts += ["\(Int(share * 100)) %", "\(state.done)/\(total) \(unit)"]
    } else {
      parts.append("\(state.done) \(unit)")
    }
    if rate > 0 {
      parts.append("\(Self.figure(rate))/s")
      if state.audio > 0 { parts.append("\(Self.figure(state.audio / 3600 / elapsed)) audio-hours/s") }
      if let total, state.done < total { parts.append("\(Self.clock(Double(total - state.done) / rate)) left") }
    }
    return (parts + notes(of: state)).joined(separator: "  ")
  }

  /// What is known besides the rate.
  private func notes(of state: State) -> [String] {
    let words: [(FinishedItem.Status, String)] = [(.unchanged, "up to date"), (.rejected, "rejected")]
    let notes = words.compactMap { status, word in state.counts[status].map { "\($0) \(word)" } }
    return state.suffix.isEmpty ? notes : notes + [state.suffix]
  }

  private func summary(of state: State) -> String {
    let elapsed = now() - state.start
    var text = "\(title): \(state.done) \(unit) in \(Self.clock(elapsed))"
    if elapsed > 0, state.worked > 0 { text += ", \(Self.figure(Double(state.worked) / elapsed))/s" }
    if elapsed > 0, state.audio > 0 { text += ", \(Self.figure(state.audio / 3600 / elapsed)) audio-hours/s" }
    return ([text] + notes(of: state)).joined(separator: ", ")
  }

  /// Three significant digits or so.
  private static func figure(_ value: Double) -> String {
    String(format: value < 0.1 ? "%.4f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  /// `m:ss` or `h:mm:ss`.
  static func clock(_ seconds: Seconds) -> String {
    guard seconds < 360_000 else { return "days" }
    let whole = Int(seconds.rounded())
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60) : String(format: "%d:%02d", minutes, whole % 60)
  }
}
