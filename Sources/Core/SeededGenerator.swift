import Foundation

/// A keyed random generator: the same key gives the same numbers on every machine, in any order of work.
///
/// xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64 from an FNV-1a hash of the key.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes the generator of a plain numeric seed.
  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// Makes the generator of one random choice: which run, which recording, which copy of it, which step.
  /// - Parameters:
  ///   - seed: the seed of the whole run.
  ///   - id: the identifier of the recording or item.
  ///   - copy: the number of the augmented copy, 0 for the original.
  ///   - step: the name of the processing step.
  public init(seed: UInt64, id: String, copy: Int = 0, step: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    func mix(_ word: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    mix(seed)
    // Lengths go in as well, so that ("ab", "c") and ("a", "bc") are different keys.
    for text in [id, step] {
      mix(UInt64(text.utf8.count))
      text.utf8.forEach(mix)
    }
    mix(UInt64(bitPattern: Int64(copy)))
    self.init(seed: hash)
  }

  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.0 &+ state.3, 23) &+ state.0
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A uniform number in [0, 1), from the top 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform number in [`range.lowerBound`, `range.upperBound`).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A standard normal number (Box–Muller, cosine branch).
  public mutating func normal() -> Double {
    let u = 1 - uniform()  // in (0, 1], so that the logarithm is finite
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * uniform())
  }

  /// A uniform integer in 0 ..< `bound` (Lemire's multiplication without rejection; bias below bound/2⁶⁴).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "the bound is positive")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}

extension Array {
  /// The elements in a random order drawn from `generator` (Fisher–Yates).
  public func shuffled(with generator: inout SeededGenerator) -> [Element] {
    var result = self
    for i in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(i, generator.integer(below: i + 1)) }
    return result
  }
}
