import Foundation

/// The poles, zeros and gain of a digital Butterworth filter, and their grouping into sections.
///
/// Source of the formulas: the analogue prototype and its frequency transforms as in SciPy's `buttap`, `lp2lp_zpk`,
/// `lp2hp_zpk`, `lp2bp_zpk`, `lp2bs_zpk` and `bilinear_zpk`, at a design rate of 2.
struct ButterworthDesign {
  private var poles: [ComplexDouble]
  private var zeros: [ComplexDouble] = []
  private var gain = 1.0

  init(band: FrequencyBand, order: Int, sampleRate: Double) {
    // The prototype's poles stand on the left half of the unit circle; its gain is 1 and it has no zeros.
    poles = (0..<order).map { -ComplexDouble(angle: .pi * Double(2 * $0 + 1 - order) / Double(2 * order)) }
    let edges = band.edges.map { 4 * tan(.pi * $0 / sampleRate) }
    switch band {
    case .lowPass:
      poles = poles.map { $0 * ComplexDouble(edges[0]) }
      gain = pow(edges[0], Double(order))
    case .highPass:
      poles = poles.map { ComplexDouble(edges[0]) / $0 }
      zeros = poles.map { _ in ComplexDouble(0) }
    case .bandPass:
      splitPoles(poles.map { $0 * ComplexDouble((edges[1] - edges[0]) / 2) }, center: edges[0] * edges[1])
      zeros = (0..<order).map { _ in ComplexDouble(0) }
      gain = pow(edges[1] - edges[0], Double(order))
    case .bandStop:
      splitPoles(poles.map { ComplexDouble((edges[1] - edges[0]) / 2) / $0 }, center: edges[0] * edges[1])
      let notch = ComplexDouble(0, (edges[0] * edges[1]).squareRoot())
      zeros = (0..<order).flatMap { _ in [notch, -notch] }
    }
    becomeDigital()
  }

  /// Moves each pole p of a band of half-width |p| to both sides of the centre: p ± √(p² − ω₀²).
  private mutating func splitPoles(_ narrow: [ComplexDouble], center squared: Double) {
    poles = narrow.flatMap { pole in
      let root = (pole * pole - ComplexDouble(squared)).squareRoot
      return [pole + root, pole - root]
    }
  }

  /// The bilinear transform s = 4 (z − 1)/(z + 1); zeros at infinity come to lie at −1.
  private mutating func becomeDigital() {
    let four = ComplexDouble(4)
    let top = zeros.reduce(ComplexDouble(1)) { $0 * (four - $1) }
    let bottom = poles.reduce(ComplexDouble(1)) { $0 * (four - $1) }
    gain *= (top / bottom).real
    zeros = zeros.map { (four + $0) / (four - $0) }
    poles = poles.map { (four + $0) / (four - $0) }
    zeros += Array(repeating: ComplexDouble(-1), count: poles.count - zeros.count)
  }

  /// The sections: conjugate poles together, real ones in pairs, the poles nearest the unit circle last.
  func sections() -> [SecondOrderSection] {
    var denominators: [(radius: Double, a1: Double, a2: Double, poles: Int)] = []
    var realPoles: [Double] = []
    for pole in poles {
      // Conjugates come out of the formulas exactly or within rounding; an upper pole stands for both.
      if abs(pole.imaginary) <= 1e-14 * max(1, pole.magnitude) {
        realPoles.append(pole.real)
      } else if pole.imaginary > 0 {
        denominators.append((pole.magnitude, -2 * pole.real, pole.power, 2))
      }
    }
    realPoles.sort { abs($0) < abs($1) }
    while realPoles.count > 1 {
      let (p, q) = (realPoles.removeLast(), realPoles.removeFirst())
      denominators.append((abs(p), -(p + q), p * q, 2))
    }
    if let pole = realPoles.first { denominators.append((abs(pole), -pole, 0, 1)) }
    denominators.sort { ($0.radius, $0.a1, $0.a2) < ($1.radius, $1.a1, $1.a2) }
    return denominators.enumerated().map { index, denominator in
      let (b1, b2) = numerator(zeroCount: denominator.poles)
      let b0 = index == 0 ? gain : 1  // the whole gain goes into the first section, as in SciPy
      return SecondOrderSection(b0: b0, b1: b0 * b1, b2: b0 * b2, a1: denominator.a1, a2: denominator.a2)
    }
  }

  /// All sections of one filter have the same zeros: ±1 in a band-pass, a double one or a conjugate pair elsewhere.
  private func numerator(zeroCount: Int) -> (Double, Double) {
    let (first, last) = (zeros[0], zeros[zeros.count - 1])
    if zeroCount == 1 { return (-first.real, 0) }
    if abs(first.imaginary) > 0 { return (-2 * first.real, first.power) }
    return (-(first.real + last.real), first.real * last.real)
  }
}
