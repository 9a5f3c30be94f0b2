extension [Float] {
  /// The largest magnitude, sixteen samples at a time; 0 of none.
  var largestMagnitude: Float {
    withUnsafeBytes { bytes in
      var largest = SIMD16<Float>()
      func take(_ group: SIMD16<Float>) {
        largest.replace(with: group, where: group .> largest)
        largest.replace(with: -group, where: -group .> largest)
      }
      var i = 0
      while i + 16 <= count {
        take(bytes.loadUnaligned(fromByteOffset: 4 * i, as: SIMD16<Float>.self))
        i += 16
      }
      var rest = SIMD16<Float>()
      for lane in 0..<(count - i) { rest[lane] = self[i + lane] }
      take(rest)
      return largest.max()
    }
  }
}
