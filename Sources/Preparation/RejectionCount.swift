import Core
import Manifest

/// How many rejections there are of a kind, for people who do not want to read them all.
public struct RejectionCount: Sendable, Equatable {
  /// Where they failed.
  public var stage: String
  /// Why.
  public var reason: String
  /// How many they are.
  public var count: Int
  /// The first file by its path.
  public var example: String
}

/// Counts rejections that come sorted by file.
struct RejectionCounter {
  private var kinds: [String: RejectionCount] = [:]

  /// The counts, by stage and reason.
  var counts: [RejectionCount] { kinds.sorted { precedesInBytes($0.key, $1.key) }.map(\.value) }

  mutating func add(_ rejection: Rejection) {
    let kind = "\(rejection.stage): \(rejection.reason)"
    kinds[
      kind,
      default: RejectionCount(
        stage: rejection.stage, reason: rejection.reason, count: 0, example: rejection.sourceFile)
    ].count += 1
  }
}
