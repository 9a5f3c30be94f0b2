import Core

/// A key with different values in two recipes; values are JSON on one line.
public struct RecipeDifference: Sendable, Codable, Equatable {
  /// The key with dots.
  public var key: String
  /// The value in the first recipe, or nil where it has no such key.
  public var first: String?
  /// The value in the second recipe, or nil where it has no such key.
  public var second: String?
}

extension Recipe {
  /// The keys whose values differ, in byte order; names and purposes are not compared.
  public func differences(from other: Recipe) -> [RecipeDifference] {
    let (first, second) = (jsonValue.leaves(), other.jsonValue.leaves())
    return Set(first.keys).union(second.keys).subtracting([["name"], ["purpose"]])
      .filter { first[$0] != second[$0] }
      .map { RecipeDifference(key: $0.joined(separator: "."), first: first[$0]?.text, second: second[$0]?.text) }
      .sorted { precedesInBytes($0.key, $1.key) }
  }
}
