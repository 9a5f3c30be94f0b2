internal import Core

/// Dropout in place, in training only.
///
/// The mask's key is (seed, step, shard, layer); it is drawn in the order of the values in memory. Rates are rounded to
/// 1/65536, and the scale 1 / (1 − rate) follows the rounded rate.
final class DropoutLayer: Layer {
  private let activation: Activation
  private let index: Int
  private let threshold: UInt16
  private let scale: Float
  /// Behind a rectifier the output's sign tells what was kept; elsewhere the mask is remembered.
  private let isBehindRectifier: Bool
  private var mask: [UInt16]

  init(rate: Double, on activation: Activation, index: Int, isBehindRectifier: Bool) {
    self.activation = activation
    self.index = index
    self.isBehindRectifier = isBehindRectifier
    threshold = UInt16(min((rate * 65536).rounded(), 65535))
    scale = Float(65536 / (65536 - Double(threshold)))
    let block = 16 * 64
    let count = activation.value.values.count
    mask = [UInt16](
      repeating: 0, count: isBehindRectifier ? min(block, (count + 15) / 16 * 16) : (count + 15) / 16 * 16)
  }

  func forward(_ key: PassKey, on stream: Stream) throws(NetworkError) {
    try stream.wait()
    let name = "\(key.step)/\(key.shard)"
    var generator = MaskGenerator(SeededGenerator(seed: key.seed, id: name, copy: index, step: "dropout"))
    let values = activation.value.values
    let (threshold, scale) = (threshold, scale)
    mask.withUnsafeMutableBufferPointer { mask in
      for start in stride(from: 0, to: values.count, by: mask.count) {
        generator.fill(mask)
        let block = UnsafeMutableBufferPointer(rebasing: values[start..<min(start + mask.count, values.count)])
        for i in block.indices {
          let kept = block[i] * scale
          block[i] = mask[i] < threshold ? 0 : kept
        }
      }
    }
  }

  func backward(on stream: Stream) throws(NetworkError) {
    if isBehindRectifier { return try gateByOutput(activation, scale: scale, on: stream) }
    guard let gradient = activation.gradient?.values else { return }
    let (threshold, scale) = (threshold, scale)
    mask.withUnsafeBufferPointer { mask in
      for i in gradient.indices {
        let kept = gradient[i] * scale
        gradient[i] = mask[i] < threshold ? 0 : kept
      }
    }
  }
}

/// Eight xoshiro128++ generators (Blackman and Vigna, 2019) side by side, for masks.
struct MaskGenerator {
  private var a, b, c, d: SIMD8<UInt32>

  init(_ source: SeededGenerator) {
    var source = source
    func lanes() -> SIMD8<UInt32> {
      var lanes = SIMD8<UInt32>()
      for i in 0..<8 { lanes[i] = UInt32(truncatingIfNeeded: source.next() >> 32) }
      return lanes
    }
    a = lanes()
    b = lanes()
    c = lanes()
    d = lanes()
  }

  /// Fills `mask`, whose count is a multiple of 16, with uniform numbers.
  mutating func fill(_ mask: UnsafeMutableBufferPointer<UInt16>) {
    precondition(mask.count % 16 == 0, "whole vectors")
    let vectors = UnsafeMutableRawBufferPointer(mask)
    for offset in stride(from: 0, to: vectors.count, by: 32) {
      vectors.storeBytes(of: next(), toByteOffset: offset, as: SIMD8<UInt32>.self)
    }
  }

  @inline(__always) private mutating func next() -> SIMD8<UInt32> {
    let sum = a &+ d
    let result = ((sum &<< 7) | (sum &>> 25)) &+ a
    let shifted = b &<< 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d &<< 11) | (d &>> 21)
    return result
  }
}
