public import Core
import Foundation
import Synchronization

/// Where a program's text goes.
public protocol TextSink: Sendable {
  /// Whether a person watches, so that lines may be redrawn.
  var isTerminal: Bool { get }
  /// Columns of the terminal, or nil where there is none.
  var columns: Int? { get }
  /// Writes `text` at once.
  /// - Throws: `CommandLineError` `.closed` when nobody reads any more, `.output` when writing fails.
  func write(_ text: String) throws(CommandLineError)
}

/// One of the process's standard streams.
public struct StandardStream: TextSink {
  /// Results.
  public static let output = StandardStream(descriptor: STDOUT_FILENO)
  /// Messages.
  public static let error = StandardStream(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  public var isTerminal: Bool {
    isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  public var columns: Int? {
    if let set = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), set > 0 { return set }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  public func write(_ text: String) throws(CommandLineError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        throw CommandLineError(.closed, "The reader of the output has gone.")
      } else if errno == EAGAIN {
        // Somebody made the stream non-blocking; wait until it takes more.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        throw CommandLineError(.output, "standard output cannot be written: \(String(cString: strerror(errno))).")
      }
    }
  }
}

/// Keeps text in memory, for tests and for programs that embed commands.
public final class TextCollector: TextSink {
  public let isTerminal: Bool
  public let columns: Int?
  private let collected = Mutex("")

  /// Makes an empty collector that passes for a terminal or not.
  public init(isTerminal: Bool = false, columns: Int? = nil) {
    self.isTerminal = isTerminal
    self.columns = columns
  }

  /// Everything written so far.
  public var text: String { collected.withLock { $0 } }

  public func write(_ text: String) { collected.withLock { $0 += text } }
}
