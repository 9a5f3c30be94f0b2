/// Sums of all lanes by halves: the library's `sum()` adds lane after lane, each addition waiting for the one before.
extension SIMD16<Float> {
  /// The sum of all lanes.
  @inline(__always) var total: Float { (lowHalf + highHalf).total }
}

extension SIMD8<Float> {
  /// The sum of all lanes.
  @inline(__always) var total: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
