/// Which transforms copies get, in which order, with which chance.
public struct AugmentationPolicy: Sendable, Equatable {
  /// A part of a policy and the chance that it is taken.
  public struct Node: Sendable, Equatable {
    /// What it is.
    public indirect enum Kind: Sendable, Equatable {
      /// One transform.
      case transform(Step)
      /// All parts, one after another.
      case sequence([Node])
      /// One of the parts, each with the same chance.
      case oneOf([Node])
      /// So many of the parts, in the order given.
      case someOf([Node], count: ClosedRange<Int>)
    }

    /// What it is.
    public var kind: Kind
    /// The chance that it is taken, 0 to 1.
    public var probability: Double

    /// Makes a part.
    public init(_ kind: Kind, probability: Double = 1) {
      self.kind = kind
      self.probability = probability
    }

    /// The steps in it.
    var steps: [Step] {
      switch kind {
      case .transform(let step): [step]
      case .sequence(let nodes), .oneOf(let nodes), .someOf(let nodes, _): nodes.flatMap(\.steps)
      }
    }
  }

  /// What a policy allows a parameter to be.
  public enum Values: Sendable, Equatable {
    /// A number in a range.
    case range(ClosedRange<Double>)
    /// One of some words.
    case words([String])
  }

  /// A transform with what its parameters may be; those not named are as the catalogue has them.
  public struct Step: Sendable, Equatable {
    /// The transform's name.
    public var transform: String
    /// What parameters may be.
    public var values: [String: Values]

    /// Makes a step.
    public init(_ transform: String, _ values: [String: Values] = [:]) {
      self.transform = transform
      self.values = values
    }
  }

  /// The policy's name, or "" for one of a file.
  public var name: String
  /// What it is for or where it comes from, in a sentence or two.
  public var source: String
  /// What is done.
  public var root: Node

  /// Makes a policy.
  public init(name: String = "", source: String = "", root: Node) {
    self.name = name
    self.source = source
    self.root = root
  }

  /// What its transforms do besides, and need.
  public var traits: Transform.Traits {
    root.steps.reduce(into: []) { $0.formUnion(Catalogue.transform($1.transform)?.traits ?? []) }
  }

  /// The folders with recorded noise that it names, in order.
  public var noiseFolders: [String] {
    root.steps.flatMap { step -> [String] in
      if case .words(let folders) = step.values[Transforms.folderName] { folders } else { [] }
    }
  }
}
