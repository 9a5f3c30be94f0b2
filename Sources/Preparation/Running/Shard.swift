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

  /// The part of a division into `count` that a recording belongs to.
  init?(of id: String, count: Int) {
    guard count >= 1 else { return nil }
    (index, self.count) = (Self.hash(of: id) % count, count)
  }

  private init(ofOne: Void) { (index, count) = (0, 1) }

  /// Reads `I/N`, counted from 0; nil if it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
    self.init(index: index, count: count)
  }

  /// Whether a Slurm array job runs this process.
  public static func isArrayJob(_ environment: [String: String]) -> Bool { environment["SLURM_ARRAY_TASK_ID"] != nil }

  /// The part that a Slurm array job has been given, by `SLURM_ARRAY_TASK_ID`, `_MIN` and `_COUNT`.
  ///
  /// nil outside of one, and where the array has gaps, so that its indices are no parts.
  public init?(slurm environment: [String: String]) {
    func number(_ name: String) -> Int? { environment["SLURM_ARRAY_TASK_\(name)"].flatMap { Int($0) } }
    guard let task = number("ID"), let first = number("MIN"), let count = number("COUNT") else { return nil }
    if let last = number("MAX"), last - first + 1 != count { return nil }
    self.init(index: task - first, count: count)
  }

  /// Whether a recording belongs to this part: by a hash of its id, so that new recordings move nobody.
  public func contains(_ id: String) -> Bool { count == 1 || contains(hash: Self.hash(of: id)) }

  /// Whether a recording of this hash belongs to this part.
  func contains(hash: Int) -> Bool { hash % count == index }

  /// What decides to which part a recording belongs: the first 60 bits of its id's SHA-256.
  static func hash(of id: String) -> Int {
    SHA256.hexDigest(of: Data(id.utf8)).utf8.prefix(15).reduce(0) { hash, digit in
      hash << 4 | Int(digit) - (digit < 58 ? 48 : 87)
    }
  }

  /// The name of this part in files, such as `00003-of-00016`.
  var name: String { String(format: "%05d", index) + ofCount }
  /// The part of ``name`` that all parts of a division share.
  var ofCount: String { String(format: "-of-%05d", count) }
  /// The number of parts that the name of a part's file ends in.
  static func count(in name: String) -> Int? {
    name.wholeMatch(of: /.*-of-([0-9]+)/).flatMap { Int($0.1) }
  }
}
