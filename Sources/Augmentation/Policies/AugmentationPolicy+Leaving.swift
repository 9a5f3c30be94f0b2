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
    case .someOf(let nodes, let count):
      rest(nodes) { left in
        .someOf(left, count: min(count.lowerBound, left.count)...min(count.upperBound, left.count))
      }
    }
  }
}
