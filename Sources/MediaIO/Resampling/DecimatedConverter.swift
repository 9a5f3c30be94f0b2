/// libsamplerate behind an exact integer decimation: its cost follows its input rate.
///
/// The decimator is flat to 0.92 of the Nyquist frequency between the two, which must hold the output's whole band.
final class DecimatedConverter: RateConverter {
  private let decimator: SpectralConverter
  private let sinc: SincConverter
  private let inputRate: Int
  private let outputRate: Int
  /// Zeros fed before the signal and after it, and the output that the former make: the decimator rings beyond both
  /// ends of the signal, and libsamplerate has to see that for its own filter to be exact there.
  private let lead: (input: Int, output: Int)
  private var between: [Float] = []
  private var made: [Float] = []
  private var isFresh = true
  private var samplesToDrop = 0
  private var received = 0
  private var emitted = 0

  /// Makes a converter that decimates by `decimation` first.
  init(from inputRate: Int, to outputRate: Int, decimation: Int, quality: ResamplingQuality) throws(MediaError) {
    (self.inputRate, self.outputRate) = (inputRate, outputRate)
    decimator = SpectralConverter(plan: .shared(from: decimation, to: [1]))
    sinc = try SincConverter(from: inputRate, to: outputRate * decimation, quality: quality)
    let divisor = greatestCommonDivisor(inputRate, outputRate * decimation)
    let unit = (input: inputRate / divisor * decimation, output: outputRate * decimation / divisor)
    let ringing = KaiserFilter.reach(oversampling: Double(decimation))
    let count = (ringing + unit.input - 1) / unit.input
    // Rates without a usable common divisor would need minutes of zeros; there the ends are left a little less exact.
    lead = unit.input * count <= 1 << 18 ? (unit.input * count, unit.output * count) : (0, 0)
  }

  /// The greatest decimation that leaves the output's band whole, 1 if there is none.
  static func decimation(from inputRate: Int, to outputRate: Int) -> Int {
    max(1, Int(Double(inputRate) / (Double(outputRate) / KaiserFilter.band.pass)))
  }

  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    if isFresh {
      isFresh = false
      samplesToDrop = lead.output
      feedZeros(into: &output)
    }
    received += input.count
    feed(input, into: &output)
  }

  func finish(into output: inout [Float]) {
    let target = convertedLength(received, from: inputRate, to: outputRate)
    feedZeros(into: &output)
    decimator.finish(into: &between)
    passOn(into: &output) { sinc.finish(into: &$0) }
    output.removeLast(max(0, emitted - target))
    (received, emitted, isFresh) = (0, 0, true)
  }

  private func feedZeros(into output: inout [Float]) {
    [Float](repeating: 0, count: lead.input).withUnsafeBufferPointer { feed($0, into: &output) }
  }

  private func feed(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    decimator.process(input, into: &between)
    passOn(into: &output) { _ in }
  }

  /// Gives what the decimator has made to libsamplerate, then what that has made, less the lead, to the caller.
  private func passOn(into output: inout [Float], _ complete: (inout [Float]) -> Void) {
    between.withUnsafeBufferPointer { sinc.process($0, into: &made) }
    between.removeAll(keepingCapacity: true)
    complete(&made)
    let dropped = min(samplesToDrop, made.count)
    samplesToDrop -= dropped
    output += made[dropped...]
    emitted += made.count - dropped
    made.removeAll(keepingCapacity: true)
  }
}
