/// Ten times the decimal logarithm of many values at once, by the same operations on every processor.
enum DecibelScale {
  /// Values below this count as it: −100 dB.
  private static let floor: Float = 1e-10
  // Written out, as what must be computed at first use is asked for again in every round of a loop.
  /// 10 log₁₀ 2.
  private static let octave: Float = 3.0102999566
  /// 20 / ln 10: the series below gives half a logarithm.
  private static let scale: Float = 8.6858896381

  /// Raises every value to at least the largest one less `range`.
  static func limit(_ values: inout [Float], toRange range: Float) {
    let whole = values.count / 8 * 8
    values.withUnsafeMutableBytes { bytes in
      var peaks = SIMD8<Float>(repeating: -.infinity)
      for offset in stride(from: 0, to: 4 * whole, by: 32) {
        let group = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        peaks.replace(with: group, where: group .> peaks)
      }
      var rest = bytes.bindMemory(to: Float.self)[whole...]
      let floor = max(peaks.max(), rest.max() ?? -.infinity) - range
      for offset in stride(from: 0, to: 4 * whole, by: 32) {
        var group = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        group.replace(with: floor, where: group .< floor)
        bytes.storeBytes(of: group, toByteOffset: offset, as: SIMD8<Float>.self)
      }
      for index in rest.indices { rest[index] = max(rest[index], floor) }
    }
  }

  /// Replaces every value x by 10 log₁₀(max(10⁻¹⁰, x)), to about 10⁻⁵; NaN counts as 0, infinity as the largest number.
  static func apply(to values: inout [Float]) {
    let count = values.count
    values.withUnsafeMutableBytes { bytes in
      for offset in stride(from: 0, to: 4 * (count / 8 * 8), by: 32) {
        let group = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        bytes.storeBytes(of: decibels(group), toByteOffset: offset, as: SIMD8<Float>.self)
      }
      var rest = SIMD8<Float>(repeating: 1)
      for n in 0..<(count % 8) { rest[n] = bytes.load(fromByteOffset: 4 * (count / 8 * 8 + n), as: Float.self) }
      rest = decibels(rest)
      for n in 0..<(count % 8) { bytes.storeBytes(of: rest[n], toByteOffset: 4 * (count / 8 * 8 + n), as: Float.self) }
    }
  }

  /// x = m · 2ᵉ with m around 1, and ln m = 2 (z + z³/3 + z⁵/5 + …) with z = (m − 1)/(m + 1), |z| ≤ 0.172.
  @inline(__always)
  private static func decibels(_ x: SIMD8<Float>) -> SIMD8<Float> {
    var x = x
    x.replace(with: floor, where: .!(x .>= floor))
    x.replace(with: .greatestFiniteMagnitude, where: x .> .greatestFiniteMagnitude)
    let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
    // The exponent of x / √½, so that m lies between √½ and √2.
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let mantissa = unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self)
    let z = (mantissa - 1) / (mantissa + 1)
    let square = z * z
    var series = SIMD8<Float>(repeating: 1 / 9)
    series = series * square + (1 / 7 as Float)
    series = series * square + (1 / 5 as Float)
    series = series * square + (1 / 3 as Float)
    series = series * square + (1 as Float)
    series *= z
    return wholes(exponent) * octave + series * scale
  }

  /// Small integers as numbers, without the checks of a conversion: 1.5 · 2²³ + n has n in its low bits.
  @inline(__always)
  private static func wholes(_ integers: SIMD8<Int32>) -> SIMD8<Float> {
    unsafeBitCast(integers &+ 0x4B40_0000, to: SIMD8<Float>.self) - 0x1.8p23
  }
}
