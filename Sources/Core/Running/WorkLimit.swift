/// How long the piece of work under way may go on; loops over long input look at it between blocks.
public struct WorkLimit: Sendable {
  /// Why work must stop.
  public enum Stop: Sendable, Equatable {
    /// The time for one item is over.
    case overTime(Seconds)
    /// The process was asked to end.
    case interrupted
  }

  /// The limit of the work that the current thread does, if it has one.
  @TaskLocal private static var current: WorkLimit?

  private let time: Seconds
  private let deadline: ContinuousClock.Instant

  /// Runs `body` with `time` seconds to go. The clock is the system's since its start, which nobody sets.
  public static func within<Result>(_ time: Seconds, _ body: () throws -> Result) rethrows -> Result {
    let limit = WorkLimit(time: time, deadline: ContinuousClock.now + .seconds(time))
    return try $current.withValue(limit) { try body() }
  }

  /// Why the current work must stop now, or nil if it may go on; nil always outside ``within(_:_:)``.
  public static var reached: Stop? {
    guard let current else { return nil }
    if Interruption.isRequested { return .interrupted }
    return ContinuousClock.now > current.deadline ? .overTime(current.time) : nil
  }
}
