public import Core

/// One frequency and one amplitude a frame, in time order.
public struct PairSequence: Sendable, Hashable {
  /// Frequency (hertz) and amplitude of the first frame, of the second, and so on.
  public let values: [Double]

  /// The number of frames.
  public var count: Int { values.count / 2 }

  /// Makes a sequence from alternating frequencies and amplitudes.
  /// - Precondition: the number of values is even.
  public init(values: [Double]) {
    precondition(values.count % 2 == 0, "pairs")
    self.values = values
  }

  /// Makes a sequence from as many frequencies as amplitudes.
  /// - Precondition: both have the same length.
  public init(frequencies: [Hertz], amplitudes: [Double]) {
    precondition(frequencies.count == amplitudes.count, "pairs")
    self.init(values: zip(frequencies, amplitudes).flatMap { [$0, $1] })
  }

  /// The pair of one frame.
  public subscript(frame: Int) -> (frequency: Hertz, amplitude: Double) { (values[2 * frame], values[2 * frame + 1]) }

  /// All frequencies in hertz.
  public var frequencies: [Hertz] { stride(from: 0, to: values.count, by: 2).map { values[$0] } }

  /// All amplitudes.
  public var amplitudes: [Double] { stride(from: 1, to: values.count, by: 2).map { values[$0] } }

  /// The first `count` frames, or all if there are no more.
  public func prefix(_ count: Int) -> PairSequence {
    count >= self.count ? self : PairSequence(values: Array(values[..<(2 * max(0, count))]))
  }
}
