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
    // Adding 1.5 · 2²³ rounds to nearest, ties to even, and leaves the integer in the low bits; it is exact below 2²².
    // Unlike the library's rounding and conversion it never traps, so that the compiler does several samples at a time.
    let magic: Float = 0x1.8p23
    let start = integers.count
    integers.append(contentsOf: repeatElement(0, count: samples.count))
    return integers.withUnsafeMutableBufferPointer { target in
      samples.withUnsafeBufferPointer { source in
        var clipped: Int32 = 0
        for index in 0..<source.count {
          let sample = source[index]
          let value = sample == sample ? sample * 32768 : 0
          let rounded = (max(-40_000, min(40_000, value)) + magic) - magic
          let limited = max(-32768, min(32767, rounded))
          clipped &+= limited == rounded ? 0 : 1
          target[start + index] = Int16(truncatingIfNeeded: (limited + magic).bitPattern &- magic.bitPattern)
        }
        return Int(clipped)
      }
    }
  }
}
