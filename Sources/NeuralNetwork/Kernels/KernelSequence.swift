internal import Core

/// What a layer does in one direction: steps that run one after the other, some of them in parts side by side.
struct KernelSequence {
  private enum Step {
    case kernel(Primitive)
    case parts([Primitive])
    case sum([Tensor])
  }

  private var steps: [Step] = []

  /// Appends a kernel, if there is one.
  mutating func append(_ kernel: Primitive?) { if let kernel { steps.append(.kernel(kernel)) } }

  /// Appends kernels of which none needs what another makes.
  mutating func append(parts kernels: [Primitive]) {
    if kernels.count == 1 { append(kernels[0]) } else { steps.append(.parts(kernels)) }
  }

  /// Appends that the values of all tensors are added up in the first, in their order.
  mutating func append(sum tensors: [Tensor]) { if tensors.count > 1 { steps.append(.sum(tensors)) } }

  func run(on stream: Stream) throws(NetworkError) {
    for step in steps {
      switch step {
      case .kernel(let kernel): try kernel.run(on: stream)
      case .parts(let kernels): try stream.run(sideBySide: kernels)
      case .sum(let tensors):
        try stream.wait()
        let sum = tensors[0].values
        for addend in tensors.dropFirst() { for i in sum.indices { sum[i] += addend.values[i] } }
      }
    }
  }
}
