/// A stateful conversion of one stream of samples; `finish` ends the stream and makes the converter new.
protocol RateConverter: AnyObject {
  /// Takes the next samples and appends what can be said of the output so far.
  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float])
  /// Appends the rest: the whole output has exactly ⌈n · out / in⌉ samples.
  func finish(into output: inout [Float])
}

/// Passes samples through: the rates are equal.
final class IdentityConverter: RateConverter {
  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) { output.append(contentsOf: input) }
  func finish(into output: inout [Float]) {}
}

/// ⌈`count` · `outputRate` / `inputRate`⌉, without overflow for any length that fits memory.
func convertedLength(_ count: Int, from inputRate: Int, to outputRate: Int) -> Int {
  let (whole, rest) = count.quotientAndRemainder(dividingBy: inputRate)
  return whole * outputRate + (rest * outputRate + inputRate - 1) / inputRate
}
