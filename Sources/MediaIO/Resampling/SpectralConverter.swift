internal import SignalProcessing

/// Converts to one rate or several at once by overlap-save: each block's spectrum is filtered, cut or padded, and
/// transformed back at the size of every output.
final class SpectralConverter: RateConverter {
  private let plan: ConversionPlan
  /// Its signal is the current block; the first `filled` samples are known.
  private let forward: RealFFT
  private let inverses: [RealFFT]
  private var filled: Int
  private var received = 0
  /// Samples handed out at every rate.
  private var emitted: [Int]

  init(plan: ConversionPlan) {
    self.plan = plan
    forward = RealFFT(size: plan.inputSize)
    inverses = plan.outputs.map { RealFFT(size: $0.unit * plan.units) }
    filled = plan.overlap * plan.inputUnit
    emitted = plan.outputs.map { _ in 0 }
    forward.withSignal { $0.update(repeating: 0) }
  }

  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    process(input) { _, samples in output.append(contentsOf: samples) }
  }

  func finish(into output: inout [Float]) { finish { _, samples in output.append(contentsOf: samples) } }

  /// Takes the next samples; `emit` gets the index of a rate and what can be said at that rate so far.
  func process(_ input: UnsafeBufferPointer<Float>, emit: (_ output: Int, UnsafeBufferPointer<Float>) -> Void) {
    received += input.count
    var taken = 0
    while taken < input.count {
      let count = min(input.count - taken, plan.inputSize - filled)
      forward.withSignal { block in
        _ = UnsafeMutableBufferPointer(rebasing: block[filled..<(filled + count)])
          .update(fromContentsOf: UnsafeBufferPointer(rebasing: input[taken..<(taken + count)]))
      }
      filled += count
      taken += count
      if filled == plan.inputSize { convertBlock(emit) { _ in .max } }
    }
  }

  /// Ends the stream: hands out the rest, and is as new.
  func finish(emit: (_ output: Int, UnsafeBufferPointer<Float>) -> Void) {
    let targets = plan.outputs.map { convertedLength(received, from: plan.inputUnit, to: $0.unit) }
    while emitted.indices.contains(where: { emitted[$0] < targets[$0] }) {
      forward.withSignal { $0[filled...].update(repeating: 0) }
      convertBlock(emit) { [emitted] in targets[$0] - emitted[$0] }
    }
    forward.withSignal { $0.update(repeating: 0) }
    filled = plan.overlap * plan.inputUnit
    received = 0
    for output in emitted.indices { emitted[output] = 0 }
  }

  private func convertBlock(
    _ emit: (_ output: Int, UnsafeBufferPointer<Float>) -> Void, atMost limit: (_ output: Int) -> Int
  ) {
    // A forward transform leaves the signal as it is, so that its end can begin the next block.
    forward.forward(
      fill: { _ in },
      read: { spectrum in
        for (index, output) in plan.outputs.enumerated() {
          let valid = (plan.overlap * output.unit)..<((plan.units - plan.overlap) * output.unit)
          let count = min(valid.count, limit(index))
          guard count > 0 else { continue }
          inverses[index].inverse(
            fill: { Self.filter(UnsafeBufferPointer(spectrum), by: output.response, into: $0) },
            read: { emit(index, UnsafeBufferPointer(rebasing: $0[valid.prefix(count)])) })
          emitted[index] += count
        }
      })
    forward.withSignal { block in
      let start = block.baseAddress!
      start.update(from: start + plan.hop, count: block.count - plan.hop)
    }
    filled = plan.inputSize - plan.hop
  }

  /// The bins that a filter keeps, the rest of `kept` being zero.
  private static func filter(
    _ spectrum: UnsafeBufferPointer<ComplexFloat>, by response: [Float],
    into kept: UnsafeMutableBufferPointer<ComplexFloat>
  ) {
    response.withUnsafeBufferPointer { response in
      for bin in 0..<response.count {
        kept[bin] = ComplexFloat(spectrum[bin].real * response[bin], spectrum[bin].imaginary * response[bin])
      }
      kept[response.count...].update(repeating: ComplexFloat(0, 0))
    }
  }
}
