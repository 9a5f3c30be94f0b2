import Foundation
import Hashing

/// One of several parts of a run, each worked on by a process of its own, on one machine or many.
public struct Shard: Sendable, Equatable {
  /// Which part, counted from 0.
  public let index: Int
  /// How many there are.
  public let count: Int

  /// The whole.
  public static let whole = Shard(ofOne: ())

  /// Makes a part; nil unless 0 ≤ `index` < `count`.
  public init?(index: Int, count: Int) {
    guard count >= 1, index >= 0, index < count else { return nil }
    (self.index, self.count) = (index, count)
  }

  private init(ofOne: Void) { (index, count) = (0, 1) }

  /// Reads `I/N`, counted from 0; nil if it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
    self.init(index: index, count: count)
  }

  /// The part that a Slurm array job has been given, by `SLURM_ARRAY_TASK_ID`, `_MIN` and `_COUNT`; nil outside of one.
  public init?(slurm environment: [String: String]) {
    func number(_ name: String) -> Int? { environment["SLURM_ARRAY_TASK_\(name)"].flatMap { Int($0) } }
    guard let task = number("ID"), let first = number("MIN"), let count = number("COUNT") else { return nil }
    // Arrays may have a step, 0-15:4 for example; then tasks are its multiples.
    let step = number("STEP") ?? 1
    guard step >= 1, (task - first) % step == 0 else { return nil }
    self.init(index: (task - first) / step, count: count)
  }

  /// Whether a recording belongs to this part: by a hash of its id, so that new recordings move nobody.
  public func contains(_ id: String) -> Bool {
    if count == 1 { return true }
    let digits = SHA256.hexDigest(of: Data(id.utf8)).prefix(15)
    return (Int(digits, radix: 16) ?? 0) % count == index
  }

  /// The name of this part in files, such as `00003-of-00016`.
  var name: String { String(format: "%05d-of-%05d", index, count) }
}
