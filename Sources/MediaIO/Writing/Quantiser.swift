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
    let start = integers.count
    integers.append(contentsOf: repeatElement(0, count: samples.count))
    return integers.withUnsafeMutableBytes { target in
      samples.withUnsafeBytes { source in
        var clipped = SIMD8<Int32>()
        var i = 0
        while i + 8 <= samples.count {
          let group = source.loadUnaligned(fromByteOffset: 4 * i, as: SIMD8<Float>.self)
          target.storeBytes(of: rounded(group, &clipped), toByteOffset: 2 * (start + i), as: SIMD8<Int16>.self)
          i += 8
        }
        var rest = SIMD8<Float>()
        for lane in 0..<(samples.count - i) { rest[lane] = samples[i + lane] }
        let last = rounded(rest, &clipped)
        for lane in 0..<(samples.count - i) {
          target.storeBytes(of: last[lane], toByteOffset: 2 * (start + i + lane), as: Int16.self)
        }
        return Int(clipped.wrappedSum())
      }
    }
  }

  /// Eight samples as integers; counts in each lane how many had to be limited.
  @inline(__always)
  private static func rounded(_ group: SIMD8<Float>, _ clipped: inout SIMD8<Int32>) -> SIMD8<Int16> {
    // Adding 1.5 · 2²³ rounds to nearest, ties to even, and leaves the integer in the low bits; it is exact below 2²².
    let magic = SIMD8<Float>(repeating: 0x1.8p23)
    var scaled = group * 32768
    scaled.replace(with: 0, where: scaled .!= scaled)
    scaled.replace(with: 40_000, where: scaled .> 40_000)
    scaled.replace(with: -40_000, where: scaled .< -40_000)
    let rounded = (scaled + magic) - magic
    var limited = rounded
    limited.replace(with: 32_767, where: rounded .> 32_767)
    limited.replace(with: -32_768, where: rounded .< -32_768)
    clipped.replace(with: clipped &+ 1, where: limited .!= rounded)
    return SIMD8<Int16>(truncatingIfNeeded: unsafeBitCast(limited + magic, to: SIMD8<UInt32>.self))
  }
}
