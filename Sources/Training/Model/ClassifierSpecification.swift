public import BoostedTrees
public import NeuralNetwork

/// What turns a model's input into class probabilities; its numbers stand in the files beside `model.json`.
public enum ClassifierSpecification: Sendable, Codable, Equatable {
  /// A network; a linear classifier is one of a single dense layer.
  case network(specification: NetworkSpecification, rule: ProbabilityRule)
  /// The share of each class among the `count` nearest training samples, after z-scores of each number over training.
  case neighbours(count: Int)
  /// Gradient-boosted trees.
  case boostedTrees(BoostedTreeSettings)

  /// The network, if it is one.
  public var network: NetworkSpecification? {
    if case .network(let specification, _) = self { specification } else { nil }
  }

  private enum Kind: String, CodingKey, CaseIterable {
    case network, neighbours, boostedTrees
  }

  private struct Network: Codable {
    var rule: ProbabilityRule
    var specification: NetworkSpecification
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard container.allKeys.count == 1, let kind = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "one kind of classifier is wanted"))
    }
    switch kind {
    case .network:
      let network = try container.decode(Network.self, forKey: kind)
      self = .network(specification: network.specification, rule: network.rule)
    case .neighbours: self = .neighbours(count: try container.decode(Int.self, forKey: kind))
    case .boostedTrees: self = .boostedTrees(try container.decode(BoostedTreeSettings.self, forKey: kind))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .network(let specification, let rule):
      try container.encode(Network(rule: rule, specification: specification), forKey: .network)
    case .neighbours(let count): try container.encode(count, forKey: .neighbours)
    case .boostedTrees(let settings): try container.encode(settings, forKey: .boostedTrees)
    }
  }
}
