import Foundation

/// RIFF WAVE files built byte by byte, for the odd ones that no writer of ours makes.
enum WaveBytes {
  static func file(format: UInt16, bits: UInt16, channels: UInt16 = 1, rate: UInt32 = 4000, data: Data) -> Data {
    func little<T: FixedWidthInteger>(_ value: T) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
    let frame = channels * bits / 8
    var header = Data("RIFF".utf8) + little(UInt32(36 + data.count)) + Data("WAVEfmt ".utf8) + little(UInt32(16))
    header +=
      little(format) + little(channels) + little(rate) + little(rate * UInt32(frame)) + little(frame) + little(bits)
    return header + Data("data".utf8) + little(UInt32(data.count)) + data
  }

  static func pcm8(_ samples: [Float]) -> Data {
    file(format: 1, bits: 8, data: Data(samples.map { UInt8(max(0, min(255, 128 + $0 * 127))) }))
  }

  static func pcm16(_ frames: [[Float]], rate: UInt32 = 4000) -> Data {
    let data = Data(
      frames.joined().flatMap { value -> [UInt8] in
        let word = UInt16(bitPattern: Int16(max(-32768, min(32767, value * 32767))))
        return [UInt8(word & 255), UInt8(word >> 8)]
      })
    return file(format: 1, bits: 16, channels: UInt16(frames.first?.count ?? 1), rate: rate, data: data)
  }

  static func pcm24(_ samples: [Float]) -> Data {
    file(
      format: 1, bits: 24,
      data: Data(
        samples.flatMap { value -> [UInt8] in
          let word = UInt32(bitPattern: Int32(value * 8_388_607))
          return [UInt8(word & 255), UInt8(word >> 8 & 255), UInt8(word >> 16 & 255)]
        }))
  }

  static func float32(_ samples: [Float], rate: UInt32 = 4000) -> Data {
    file(format: 3, bits: 32, rate: rate, data: samples.withUnsafeBytes { Data($0) })
  }
}
