public import Core

extension AugmentationPolicy: Codable {
  /// The policy's name where it is a preset, else the policy itself.
  public var reference: JSONValue { Self.presets.contains(self) ? .string(name) : json }

  /// Reads a policy's name or a policy.
  /// - Throws: `PolicyMistake` for the first thing that is wrong.
  public init(reference json: JSONValue) throws(PolicyMistake) {
    guard case .string(let name) = json else {
      self = try AugmentationPolicy(json)
      return
    }
    do { self = try AugmentationPolicy.named(name) } catch {
      throw PolicyMistake(path: [], message: "is \"\(name.prefix(40))\", and \(error.message)")
    }
  }

  public init(from decoder: any Decoder) throws { try self.init(reference: JSONValue(from: decoder)) }

  public func encode(to encoder: any Encoder) throws { try reference.encode(to: encoder) }
}
