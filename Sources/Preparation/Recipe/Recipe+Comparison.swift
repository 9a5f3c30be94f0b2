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
    var renamed = self
    (renamed.name, renamed.purpose) = (other.name, other.purpose)
    return Self.differences(renamed.jsonValue, other.jsonValue, at: [])
  }

  private static func differences(_ first: JSONValue?, _ second: JSONValue?, at path: [String]) -> [RecipeDifference] {
    if first == second { return [] }
    guard case .object(let members) = first, case .object(let others) = second else {
      return [RecipeDifference(key: path.joined(separator: "."), first: first?.text, second: second?.text)]
    }
    return Set(members.keys).union(others.keys).sorted(by: precedesInBytes).flatMap {
      differences(members[$0], others[$0], at: path + [$0])
    }
  }
}
