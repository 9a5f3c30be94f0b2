/// Feeds one converter's output into another.
final class ChainedConverter: RateConverter {
  private let first: any RateConverter
  private let second: any RateConverter
  private let inputRate: Int
  private let outputRate: Int
  private var between: [Float] = []
  private var received = 0
  private var emitted = 0

  /// Chains two converters that together go from `inputRate` to `outputRate`.
  init(_ first: any RateConverter, _ second: any RateConverter, from inputRate: Int, to outputRate: Int) {
    (self.first, self.second) = (first, second)
    (self.inputRate, self.outputRate) = (inputRate, outputRate)
  }

  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    received += input.count
    let before = output.count
    first.process(input, into: &between)
    passOn(into: &output)
    emitted += output.count - before
  }

  func finish(into output: inout [Float]) {
    let before = output.count
    first.finish(into: &between)
    passOn(into: &output)
    second.finish(into: &output)
    // Each stage rounds its length up; both together may come to more than the whole ratio does.
    let target = convertedLength(received, from: inputRate, to: outputRate)
    let excess = emitted + output.count - before - target
    output.removeLast(max(0, excess))
    (received, emitted) = (0, 0)
  }

  private func passOn(into output: inout [Float]) {
    between.withUnsafeBufferPointer { second.process($0, into: &output) }
    between.removeAll(keepingCapacity: true)
  }
}
