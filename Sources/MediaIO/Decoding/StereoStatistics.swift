/// The sums from which the correlation of two channels and the level of their mean are computed.
struct StereoStatistics {
  private var count = 0.0
  private var left = 0.0
  private var right = 0.0
  private var leftSquared = 0.0
  private var rightSquared = 0.0
  private var product = 0.0

  /// Adds the frames of a stereo block; anything else is left out.
  mutating func add(_ planes: ChannelPlanes) {
    guard planes.channelCount == 2 else { return }
    let frames = planes.frameCount
    planes.samples.withUnsafeBufferPointer { samples in
      // Eight running sums in single precision over a short block, then double: fast, and exact to about 1e-6.
      for start in stride(from: 0, to: frames, by: 1024) {
        let end = min(start + 1024, frames)
        var (l, r, ll, rr, lr) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
        var i = start
        while i + 8 <= end {
          let raw = UnsafeRawPointer(samples.baseAddress!)
          let a = (raw + 4 * i).loadUnaligned(as: SIMD8<Float>.self)
          let b = (raw + 4 * (frames + i)).loadUnaligned(as: SIMD8<Float>.self)
          l += a
          r += b
          ll += a * a
          rr += b * b
          lr += a * b
          i += 8
        }
        left += Double(l.sum())
        right += Double(r.sum())
        leftSquared += Double(ll.sum())
        rightSquared += Double(rr.sum())
        product += Double(lr.sum())
        count += Double(i - start)
      }
    }
  }

  /// The correlation of the channels about their means, or nil where one of them is constant.
  var correlation: Double? {
    guard count > 0 else { return nil }
    let (l, r) = centred
    let covariance = product / count - left / count * (right / count)
    guard l > 1e-12, r > 1e-12 else { return nil }
    return max(-1, min(1, covariance / (l * r).squareRoot()))
  }

  /// Whether the mean of the channels loses 6 dB or more because they are of opposite sign.
  var isAntiphase: Bool {
    guard let correlation, correlation <= -0.5 else { return false }
    let (l, r) = centred
    let ofMean = (l + r + 2 * correlation * (l * r).squareRoot()) / 4
    return ofMean <= (l + r) / 2 / 4
  }

  /// The variances of the two channels.
  private var centred: (left: Double, right: Double) {
    let (l, r) = (left / count, right / count)
    return (leftSquared / count - l * l, rightSquared / count - r * r)
  }
}
