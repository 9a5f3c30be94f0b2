import Core

/// Random signals of unit variance, drawn from a keyed generator.
struct NoiseSource {
  private var generator: SeededGenerator
  private var pinkState = (0.0, 0.0, 0.0)

  init(_ generator: SeededGenerator) { self.generator = generator }

  /// White noise: the sum of four uniform 16-bit numbers, which is near enough to normal and much cheaper.
  mutating func white() -> Double {
    let bits = generator.next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
    // Four uniform numbers in 0 … 65535 have the mean 2 · 65535 and the variance 4 · 65535² / 12.
    return (Double(sum) - 131_070) * (3.0.squareRoot() / 65_535)
  }

  /// Noise that falls by about 3 dB an octave (Kellet's three-pole approximation).
  mutating func pink() -> Double {
    let white = white()
    pinkState.0 = 0.99765 * pinkState.0 + white * 0.0990460
    pinkState.1 = 0.96300 * pinkState.1 + white * 0.2965164
    pinkState.2 = 0.57000 * pinkState.2 + white * 1.0526913
    return pinkState.0 + pinkState.1 + pinkState.2 + white * 0.1848
  }

  /// `count` samples of white noise, filtered and scaled to unit root mean square.
  mutating func band(_ filters: [SecondOrderFilter], count: Int) -> [Double] {
    var signal: [Double] = []
    signal.reserveCapacity(count)
    for _ in 0..<count { signal.append(white()) }
    signal = signal.filtered(by: filters)
    let level = signal.rootMeanSquare
    return level > 0 ? signal.map { $0 / level } : signal
  }
}
