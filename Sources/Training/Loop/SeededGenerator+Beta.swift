import Core
import Foundation

extension SeededGenerator {
  /// A number of the distribution Beta(α, α), α > 0, from two of Gamma(α).
  mutating func beta(_ alpha: Double) -> Double {
    let (a, b) = (gamma(alpha), gamma(alpha))
    // Both vanish only for a tiny α, where the distribution is a coin.
    return a + b > 0 ? a / (a + b) : uniform() < 0.5 ? 0 : 1
  }

  /// A number of the distribution Gamma(`shape`) (Marsaglia and Tsang 2000).
  private mutating func gamma(_ shape: Double) -> Double {
    if shape < 1 { return gamma(shape + 1) * pow(1 - uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = pow(1 + c * x, 3)
      if v > 0, log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }
}
