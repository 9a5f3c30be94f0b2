public import Core

/// What an optimiser remembers between steps; with the weights, all that a run needs to go on.
public struct OptimizerState: Sendable, Equatable {
  /// The number of steps taken.
  public var step: Int
  /// The first moments, or velocities, named as the weights.
  public var firstMoments: [NamedTensor]
  /// The second moments, named as the weights.
  public var secondMoments: [NamedTensor]
  /// The running mean of the weights, empty where none is kept.
  public var averages: [NamedTensor]

  /// Makes a state.
  public init(
    step: Int, firstMoments: [NamedTensor], secondMoments: [NamedTensor], averages: [NamedTensor] = []
  ) {
    self.step = step
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.averages = averages
  }

  /// The state as a safetensors file holds it: tensors under `first.`, `second.` and `average.`, the step in the metadata.
  public var contents: Safetensors.Contents {
    Safetensors.Contents(
      tensors: firstMoments.map { $0.renamed("first." + $0.name) }
        + secondMoments.map { $0.renamed("second." + $0.name) } + averages.map { $0.renamed("average." + $0.name) },
      metadata: ["step": String(step)])
  }

  /// Reads back what ``contents`` made; other tensors are left alone.
  /// - Throws: `NetworkError` `.weights` if the step is missing; tensors are checked when training resumes.
  public init(_ contents: Safetensors.Contents) throws(NetworkError) {
    guard let step = contents.metadata["step"].flatMap({ Int($0) }), step >= 0 else {
      throw NetworkError(.weights, "this file holds no optimiser's state: its step is missing. Start without it.")
    }
    self.init(
      step: step, firstMoments: contents.tensors(under: "first."), secondMoments: contents.tensors(under: "second."),
      averages: contents.tensors(under: "average."))
  }
}

extension NamedTensor {
  /// The same values under another name.
  public func renamed(_ name: String) -> NamedTensor { NamedTensor(name: name, shape: shape, values: values) }
}

extension Safetensors.Contents {
  /// The tensors whose names begin with `prefix`, without it.
  public func tensors(under prefix: String) -> [NamedTensor] {
    tensors.filter { $0.name.hasPrefix(prefix) }.map { $0.renamed(String($0.name.dropFirst(prefix.count))) }
  }
}
