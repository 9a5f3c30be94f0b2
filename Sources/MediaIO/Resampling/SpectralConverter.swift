internal import SignalProcessing

/// Converts rates by overlap-save: each block's spectrum is filtered, cut or padded, and transformed back at the new
/// size.
final class SpectralConverter: RateConverter {
  private let plan: ConversionPlan
  private let forward: RealFFT
  private let inverse: RealFFT
  /// The current block; its first `filled` samples are known.
  private var block: [Float]
  private var filled: Int
  private var received = 0
  private var emitted = 0

  init(plan: ConversionPlan) {
    self.plan = plan
    forward = RealFFT(size: plan.inputSize)
    inverse = RealFFT(size: plan.outputSize)
    block = [Float](repeating: 0, count: plan.inputSize)
    filled = plan.overlap * plan.inputUnit
  }

  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    received += input.count
    var taken = 0
    while taken < input.count {
      let count = min(input.count - taken, block.count - filled)
      block.withUnsafeMutableBufferPointer { block in
        _ = UnsafeMutableBufferPointer(rebasing: block[filled..<(filled + count)])
          .update(fromContentsOf: UnsafeBufferPointer(rebasing: input[taken..<(taken + count)]))
      }
      filled += count
      taken += count
      if filled == block.count { convertBlock(into: &output, atMost: .max) }
    }
  }

  func finish(into output: inout [Float]) {
    let target = convertedLength(received, from: plan.inputUnit, to: plan.outputUnit)
    while emitted < target {
      block.withUnsafeMutableBufferPointer { $0[filled...].update(repeating: 0) }
      convertBlock(into: &output, atMost: target - emitted)
    }
    block.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    filled = plan.overlap * plan.inputUnit
    (received, emitted) = (0, 0)
  }

  private func convertBlock(into output: inout [Float], atMost limit: Int) {
    let response = plan.response
    let valid = (plan.overlap * plan.outputUnit)..<((plan.units - plan.overlap) * plan.outputUnit)
    let count = min(valid.count, limit)
    block.withUnsafeMutableBufferPointer { block in
      forward.forward(
        fill: { _ = $0.update(fromContentsOf: block) },
        read: { spectrum in
          inverse.inverse(
            fill: { kept in
              for bin in response.indices {
                kept[bin].real = spectrum[bin].real * response[bin]
                kept[bin].imaginary = spectrum[bin].imaginary * response[bin]
              }
              kept[response.count...].update(repeating: ComplexFloat(0, 0))
            },
            read: { output.append(contentsOf: UnsafeBufferPointer(rebasing: $0[valid.prefix(count)])) })
        })
      // The end of this block is the beginning of the next.
      let start = block.baseAddress!
      start.update(from: start + plan.hop, count: block.count - plan.hop)
    }
    filled = block.count - plan.hop
    emitted += count
  }
}
