import Foundation

/// WAV files byte by byte, in all the shapes that real recorders write.
struct WaveBytes {
  var formatTag: UInt16 = 1
  var channels: UInt16 = 1
  var rate: UInt32 = 8000
  var bits: UInt16 = 16
  var isExtensible = false
  /// Chunks between `fmt ` and `data`.
  var before: [(name: String, bytes: [UInt8])] = []
  /// Chunks after `data`.
  var after: [(name: String, bytes: [UInt8])] = []
  /// What the header says of the data's size, where it is not the truth.
  var declaredSize: UInt32?

  func file(_ payload: [UInt8]) -> Data {
    var body = Data("WAVE".utf8)
    body += chunk("fmt ", format)
    for (name, bytes) in before { body += chunk(name, bytes) }
    var data = chunk("data", payload)
    if let declaredSize { data.replaceSubrange(4..<8, with: little(declaredSize)) }
    body += data
    for (name, bytes) in after { body += chunk(name, bytes) }
    return Data("RIFF".utf8) + little(UInt32(body.count)) + body
  }

  private var format: [UInt8] {
    let block = channels * bits / 8
    var bytes = little(isExtensible ? 0xFFFE : formatTag) + little(channels) + little(rate)
    bytes += little(rate * UInt32(block)) + little(block) + little(bits)
    guard isExtensible else { return bytes }
    bytes += little(UInt16(22)) + little(bits) + little(UInt32(channels == 2 ? 3 : 4)) + little(formatTag)
    return bytes + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
  }

  private func chunk(_ name: String, _ bytes: [UInt8]) -> Data {
    Data(name.utf8) + little(UInt32(bytes.count)) + bytes + (bytes.count % 2 == 1 ? [0] : [])
  }
}

/// The bytes of an integer, the least significant first.
func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
