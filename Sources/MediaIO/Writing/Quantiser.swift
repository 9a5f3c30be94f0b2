internal import Core

/// Rounds samples to 16-bit integers.
enum Quantiser {
  /// Appends x · 32768 rounded to nearest, ties to even, and limited; NaN becomes 0.
  ///
  /// With a generator, the difference of two uniform numbers in [0, 1) is added first (triangular dither).
  /// - Returns: how many samples had to be limited.
  static func append(_ samples: [Float], to integers: inout [Int16], dither: inout SeededGenerator?) -> Int {
    integers.reserveCapacity(integers.count + samples.count)
    guard var generator = dither else { return append(samples, to: &integers) }
    var clipped = 0
    for sample in samples {
      let noise = generator.uniform() - generator.uniform()
      let value = sample.isNaN ? 0 : Double(sample) * 32768 + noise
      let rounded = value.rounded(.toNearestOrEven)
      let limited = max(-32768, min(32767, rounded))
      clipped += limited == rounded ? 0 : 1
      integers.append(Int16(limited))
    }
    dither = generator
    return clipped
  }

  private static func append(_ samples: [Float], to integers: inout [Int16]) -> Int {
    // Adding and subtracting 1.5 · 2²³ rounds to nearest, ties to even, and several samples at a time, as the library's
    // rounding does not; it is exact below 2²².
    let magic: Float = 0x1.8p23
    var clipped: Int32 = 0
    let block = [Int16](unsafeUninitializedCapacity: samples.count) { target, count in
      for index in samples.indices {
        let sample = samples[index]
        let value = sample == sample ? sample * 32768 : 0
        let rounded = (max(-40_000, min(40_000, value)) + magic) - magic
        let limited = max(-32768, min(32767, rounded))
        clipped &+= limited == rounded ? 0 : 1
        target[index] = Int16(truncatingIfNeeded: Int32(limited))
      }
      count = samples.count
    }
    integers += block
    return Int(clipped)
  }
}
