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

extension AugmentationPolicy {
  /// The names of its transforms, each once, in order.
  public var transforms: [String] {
    root.steps.map(\.transform).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The policy without one of its transforms; nil if nothing is left.
  public func without(_ transform: String) -> AugmentationPolicy? {
    root.without(transform).map { AugmentationPolicy(source: source, root: $0) }
  }
}

extension AugmentationPolicy.Node {
  fileprivate func without(_ transform: String) -> Self? {
    func rest(_ nodes: [Self], _ kind: ([Self]) -> Kind) -> Self? {
      let left = nodes.compactMap { $0.without(transform) }
      return left.isEmpty ? nil : Self(kind(left), probability: probability)
    }
    return switch kind {
    case .transform(let step): step.transform == transform ? nil : self
    case .sequence(let nodes): rest(nodes, Kind.sequence)
    case .oneOf(let nodes): rest(nodes, Kind.oneOf)
    case .someOf(let nodes, let count): rest(nodes) { .someOf($0, count: count) }
    }
  }
}
