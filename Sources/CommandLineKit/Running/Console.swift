public import Core
import Foundation
import Synchronization

/// Where a command speaks: results to standard output, everything else to standard error.
///
/// All methods may be called from any thread. With `--quiet` notes and progress are dropped; with `--json` messages are
/// JSON objects, one a line. When the reader of the results goes away (`… | head -1`) further results are dropped.
public final class Console: Sendable {
  /// Whether results are wanted as JSON.
  public let isJSON: Bool
  /// Whether no more than results, warnings and errors is wanted.
  public let isQuiet: Bool

  private let output: any TextSink
  private let messages: any TextSink
  private let state = Mutex(State())

  private struct State {
    var pending = ""
    var failure: CommandLineError?
    /// The live line on the terminal, "" when there is none.
    var liveLine = ""
  }

  /// Makes a console over two sinks.
  public init(
    output: any TextSink = StandardStream.output, messages: any TextSink = StandardStream.error, isQuiet: Bool = false,
    isJSON: Bool = false
  ) {
    self.output = output
    self.messages = messages
    self.isQuiet = isQuiet
    self.isJSON = isJSON
  }

  /// Whether results still reach somebody; a command that only prints may stop when not.
  public var isOutputOpen: Bool { state.withLock { $0.failure == nil } }

  /// Writes a line of results.
  public func print(_ line: String) { write(line + "\n") }

  /// Writes text of results as it is.
  public func write(_ text: String) {
    state.withLock { state in
      state.pending += output.isTerminal ? text.printable : text
      if output.isTerminal {
        redraw(&state) { flush(&$0) }
      } else if state.pending.utf8.count >= 1 << 16 {
        flush(&state)
      }
    }
  }

  /// Writes a result as one line of JSON with sorted snake_case keys.
  /// - Throws: what encoding throws.
  public func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Tells what is going on; dropped with `--quiet`.
  public func note(_ text: String) {
    if !isQuiet { message(.note, text, line: text) }
  }

  /// Tells what may be wrong although the work goes on.
  public func warn(_ text: String) { message(.warning, text, line: "warning: \(text)") }

  /// Hands all results over to their reader.
  /// - Throws: `CommandLineError` `.output` when some could not be written, for example because the disk is full.
  public func finish() throws(CommandLineError) {
    let failure = state.withLock { state in
      flush(&state)
      return state.failure
    }
    if let failure, failure.code == .output { throw failure }
  }

  /// The kinds of messages.
  enum Severity: String, Encodable {
    case note, warning, error
  }

  /// Writes a message: the line as it is, or an object with `details` with `--json`.
  func message(_ severity: Severity, _ text: String, subject: String? = nil, status: ExitStatus? = nil, line: String) {
    struct Object: Encodable {
      let severity: Severity
      let message: String
      let subject: String?
      let exitStatus: Int32?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let object = Object(severity: severity, message: text, subject: subject, exitStatus: status?.rawValue)
    let encoded = isJSON ? (try? encoder.encode(object)).map { String(decoding: $0, as: UTF8.self) } : nil
    state.withLock { redraw(&$0) { _ in tell((encoded ?? line.printable) + "\n") } }
  }

  // MARK: Live line

  /// Whether progress is drawn in place, written in lines now and then, or not at all.
  var progressStyle: ProgressStyle {
    if isQuiet { return .none }
    if messages.isTerminal { return .live(columns: messages.columns ?? TextLayout.usual) }
    // Messages are for machines then, who do not want it in between.
    return isJSON ? .none : .lines
  }

  /// Replaces the live line; "" removes it.
  func showLive(_ line: String) {
    let line = line.printable
    state.withLock { state in
      if line != state.liveLine {
        tell("\r\(line)\u{1B}[K")
        state.liveLine = line
      }
    }
  }

  /// Takes the live line away while `body` writes, and puts it back.
  private func redraw(_ state: inout State, _ body: (inout State) -> Void) {
    if !state.liveLine.isEmpty { tell("\r\u{1B}[K") }
    body(&state)
    if !state.liveLine.isEmpty { tell(state.liveLine) }
  }

  private func flush(_ state: inout State) {
    defer { state.pending = "" }
    guard state.failure == nil, !state.pending.isEmpty else { return }
    do { try output.write(state.pending) } catch { state.failure = error }
  }

  /// Writes to the messages; when even that fails nobody is left to be told.
  private func tell(_ text: String) { try? messages.write(text) }
}

/// How progress is shown.
enum ProgressStyle: Equatable {
  case none
  case lines
  case live(columns: Int)
}
