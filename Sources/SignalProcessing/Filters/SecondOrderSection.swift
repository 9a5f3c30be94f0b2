/// One biquad of a recursive filter: H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²).
public struct SecondOrderSection: Sendable, Hashable {
  /// The weights of the input now, one and two samples ago.
  public var b0: Double, b1: Double, b2: Double
  /// The weights of the output one and two samples ago, with the sign of the denominator.
  public var a1: Double, a2: Double

  /// Makes a section.
  public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
    (self.b0, self.b1, self.b2, self.a1, self.a2) = (b0, b1, b2, a1, a2)
  }

  /// The gain at 0 Hz.
  var steadyGain: Double { (b0 + b1 + b2) / (1 + a1 + a2) }

  /// The memory that makes a constant input of 1 come out as the constant `steadyGain` from the first sample on.
  var steadyState: (Double, Double) {
    let second = b2 - a2 * steadyGain
    return (b1 - a1 * steadyGain + second, second)
  }

  /// The transfer function at e^(iω), ω = `angle` in radians a sample.
  func response(at angle: Double) -> ComplexDouble {
    let (z1, z2) = (ComplexDouble(angle: -angle), ComplexDouble(angle: -2 * angle))
    let numerator = ComplexDouble(b0) + ComplexDouble(b1) * z1 + ComplexDouble(b2) * z2
    return numerator / (ComplexDouble(1) + ComplexDouble(a1) * z1 + ComplexDouble(a2) * z2)
  }

  /// From which end of a signal a filter begins.
  enum Direction {
    case forwards
    case backwards
  }

  /// Filters in place with a memory of `state` (transposed direct form II).
  func filter(_ samples: inout [Double], state: (Double, Double), _ direction: Direction) {
    var (first, second) = state
    Self.transform(&samples, direction) { input in
      let output = b0 * input + first
      first = b1 * input - a1 * output + second
      second = b2 * input - a2 * output
      return output
    }
  }

  /// Filters in place through a cascade, two sections at a time: they do not wait for each other, so that the processor
  /// works on both. Each value is what one section after the other would give.
  static func filter(
    _ samples: inout [Double], through sections: [Self], states: [(Double, Double)], _ direction: Direction
  ) {
    var index = 0
    while index + 1 < sections.count {
      filter(&samples, sections[index], states[index], sections[index + 1], states[index + 1], direction)
      index += 2
    }
    if index < sections.count { sections[index].filter(&samples, state: states[index], direction) }
  }

  private static func filter(
    _ samples: inout [Double], _ one: Self, _ first: (Double, Double), _ two: Self, _ second: (Double, Double),
    _ direction: Direction
  ) {
    var (p, q) = first
    var (r, s) = second
    transform(&samples, direction) { input in
      let middle = one.b0 * input + p
      p = one.b1 * input - one.a1 * middle + q
      q = one.b2 * input - one.a2 * middle
      let output = two.b0 * middle + r
      r = two.b1 * middle - two.a1 * output + s
      s = two.b2 * middle - two.a2 * output
      return output
    }
  }

  /// Replaces one sample after the other.
  @inline(__always)
  private static func transform(_ samples: inout [Double], _ direction: Direction, by next: (Double) -> Double) {
    samples.withUnsafeMutableBufferPointer { samples in
      switch direction {
      case .forwards: for i in 0..<samples.count { samples[i] = next(samples[i]) }
      case .backwards: for i in stride(from: samples.count - 1, through: 0, by: -1) { samples[i] = next(samples[i]) }
      }
    }
  }
}
