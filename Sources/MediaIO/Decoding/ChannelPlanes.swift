internal import CFFmpeg

/// The channels of one decoded frame as single-precision samples, full scale ±1, one plane a channel.
struct ChannelPlanes {
  private(set) var channelCount = 0
  private(set) var frameCount = 0
  /// Whether the decoder's samples were floating-point numbers.
  private var isFloatingPoint = false
  /// Plane c begins at `c * frameCount`.
  private(set) var samples: [Float] = []

  /// Reads a decoded frame of any sample format; false where the format or the frame's shape is unknown.
  mutating func load(_ frame: UnsafePointer<AVFrame>) -> Bool {
    let format = AVSampleFormat(frame.pointee.format)
    channelCount = Int(frame.pointee.ch_layout.nb_channels)
    frameCount = Int(frame.pointee.nb_samples)
    guard channelCount > 0, frameCount > 0, let planes = frame.pointee.extended_data else { return false }
    if samples.count < channelCount * frameCount { samples = [Float](repeating: 0, count: channelCount * frameCount) }
    isFloatingPoint = [AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_DBL].contains(av_get_packed_sample_fmt(format))
    let isPlanar = av_sample_fmt_is_planar(format) != 0
    switch av_get_packed_sample_fmt(format) {
    case AV_SAMPLE_FMT_U8: return convert(planes, isPlanar, UInt8.self) { (Float($0) - 128) * 0x1p-7 }
    case AV_SAMPLE_FMT_S16: return convert(planes, isPlanar, Int16.self) { Float($0) * 0x1p-15 }
    case AV_SAMPLE_FMT_S32: return convert(planes, isPlanar, Int32.self) { Float($0) * 0x1p-31 }
    case AV_SAMPLE_FMT_S64: return convert(planes, isPlanar, Int64.self) { Float($0) * 0x1p-63 }
    case AV_SAMPLE_FMT_FLT: return convert(planes, isPlanar, Float.self) { $0 }
    case AV_SAMPLE_FMT_DBL: return convert(planes, isPlanar, Double.self) { Float($0) }
    default: return false
    }
  }

  @inline(__always)
  private mutating func convert<Sample>(
    _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, _ isPlanar: Bool, _: Sample.Type,
    _ value: (Sample) -> Float
  ) -> Bool {
    let (channels, frames) = (channelCount, frameCount)
    return samples.withUnsafeMutableBufferPointer { target in
      for channel in 0..<channels {
        guard let plane = planes[isPlanar ? channel : 0] else { return false }
        let source = UnsafeRawPointer(plane).assumingMemoryBound(to: Sample.self) + (isPlanar ? 0 : channel)
        let step = isPlanar ? 1 : channels
        let row = target.baseAddress! + channel * frames
        if step == 1 {
          for i in 0..<frames { row[i] = value(source[i]) }
        } else {
          for i in 0..<frames { row[i] = value(source[i * step]) }
        }
      }
      return true
    }
  }

  /// Counts the samples that are at or beyond full scale, the greatest positive value being `top`, and replaces those that
  /// are not finite by 0.
  mutating func checkRange(top: Float) -> (clipped: Int, nonFinite: Int) {
    // One look is enough for most frames; NaN is in no range.
    guard count({ .!(($0 .> -1) .& ($0 .< top)) }) > 0 else { return (0, 0) }
    let nonFinite = removeNonFinite()
    return (count { ($0 .>= top) .| ($0 .<= -1) }, nonFinite)
  }

  /// Replaces samples that are not finite by 0; returns how many there were. Integer formats hold none.
  private mutating func removeNonFinite() -> Int {
    guard isFloatingPoint else { return 0 }
    let found = count { ($0 - $0) .!= 0 }  // infinity − infinity and NaN − NaN are NaN
    if found > 0 { for i in 0..<(channelCount * frameCount) where !samples[i].isFinite { samples[i] = 0 } }
    return found
  }

  /// How many samples fulfil a condition, sixteen at a time.
  @inline(__always)
  private func count(_ condition: (SIMD16<Float>) -> SIMDMask<SIMD16<Int32>>) -> Int {
    let total = channelCount * frameCount
    return samples.withUnsafeBytes { bytes in
      var found = SIMD16<Int32>()
      var i = 0
      while i + 16 <= total {
        let group = bytes.loadUnaligned(fromByteOffset: 4 * i, as: SIMD16<Float>.self)
        found.replace(with: found &+ 1, where: condition(group))
        i += 16
      }
      var rest = SIMD16<Float>()
      for lane in 0..<(total - i) { rest[lane] = bytes.loadUnaligned(fromByteOffset: 4 * (i + lane), as: Float.self) }
      found.replace(with: found &+ 1, where: condition(rest))
      return Int(found.wrappedSum())
    }
  }

  /// Appends one channel, or the mean of all for nil, leaving out the first `skipped` frames.
  func append(channel: Int?, skipping skipped: Int, to output: inout [Float]) {
    guard skipped < frameCount else { return }
    let (channels, frames) = (channelCount, frameCount)
    if channels == 1 || channel != nil {
      let start = min(channel ?? 0, channels - 1) * frames
      output += samples[(start + skipped)..<(start + frames)]
      return
    }
    // Scaled before the sum, so that no finite samples can overflow.
    let scale = 1 / Float(channels)
    let begin = output.count
    output.append(contentsOf: repeatElement(0, count: frames - skipped))
    output.withUnsafeMutableBufferPointer { output in
      samples.withUnsafeBufferPointer { samples in
        for channel in 0..<channels {
          let row = channel * frames + skipped
          for i in 0..<(frames - skipped) { output[begin + i] += samples[row + i] * scale }
        }
      }
    }
  }
}
