public import Core

/// What an optimiser remembers between steps; with the weights, all that a run needs to go on.
public struct OptimizerState: Sendable, Equatable {
  /// The number of steps taken.
  public var step: Int
  /// The first moments, named as the weights.
  public var firstMoments: [NamedTensor]
  /// The second moments, named as the weights.
  public var secondMoments: [NamedTensor]

  /// Makes a state.
  public init(step: Int, firstMoments: [NamedTensor], secondMoments: [NamedTensor]) {
    self.step = step
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }

  /// The state as a safetensors file holds it: moments under `first.` and `second.`, the step in the metadata.
  public var contents: Safetensors.Contents {
    func prefixed(_ tensors: [NamedTensor], _ prefix: String) -> [NamedTensor] {
      tensors.map { NamedTensor(name: prefix + $0.name, shape: $0.shape, values: $0.values) }
    }
    return Safetensors.Contents(
      tensors: prefixed(firstMoments, "first.") + prefixed(secondMoments, "second."), metadata: ["step": String(step)])
  }

  /// Reads back what ``contents`` made.
  /// - Throws: `NetworkError` `.weights` if the step is missing; tensors are checked when training resumes.
  public init(_ contents: Safetensors.Contents) throws(NetworkError) {
    guard let step = contents.metadata["step"].flatMap({ Int($0) }), step >= 0 else {
      throw NetworkError(.weights, "this file holds no optimiser's state: its step is missing. Start without it.")
    }
    func unprefixed(_ prefix: String) -> [NamedTensor] {
      contents.tensors.filter { $0.name.hasPrefix(prefix) }
        .map { NamedTensor(name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values) }
    }
    self.init(step: step, firstMoments: unprefixed("first."), secondMoments: unprefixed("second."))
  }
}
