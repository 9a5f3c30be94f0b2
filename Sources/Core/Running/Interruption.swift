import Foundation
import Synchronization

/// Whether somebody asked the process to end, by Ctrl-C (SIGINT) or as schedulers do (SIGTERM).
///
/// Long work looks at ``isRequested`` between steps and ends cleanly; a second signal ends the process at once.
public enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)
  /// Where a crash is noted, or -1.
  private static let crashDescriptor = Atomic<Int32>(-1)

  /// Whether the process was asked to end since ``listen()``.
  public static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// Begins to take SIGINT and SIGTERM as a request rather than the end.
  public static func listen() {
    // The globals are initialised here, as a signal handler must not do it.
    _ = (isRequested, crashDescriptor.load(ordering: .relaxed))
    // Whoever started us may have had them blocked, as threads of libdispatch have.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.signalNumber.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// The line that a crash of this process leaves in the file given to ``noteCrashes(in:)``.
  public static let crashLine = "X"

  /// Lets a crash (a fault in a C library, a trap) write ``crashLine`` to an open file before the process ends.
  /// - Parameter descriptor: a file open for appending, or -1 for none.
  static func noteCrashes(in descriptor: Int32) {
    crashDescriptor.store(descriptor, ordering: .relaxed)
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
      signal(number, descriptor < 0 ? SIG_DFL : { Interruption.crash($0) })
    }
  }

  /// Uses only what is safe in a signal handler: write(2) of bytes on the stack.
  private static func crash(_ number: Int32) {
    signal(number, SIG_DFL)
    // "X\n", little-endian.
    var line: UInt16 = 0x0A58
    _ = write(crashDescriptor.load(ordering: .relaxed), &line, 2)
    raise(number)
  }
}
